"""Which witnesses are asked, and how many must have signed: C2SP tlog-policy without its logs.

witness archives archives.example/jifang+1f2e3d4c+B… https://witness.archives.example
witness legal    legal.example/jifang+…               https://10.1.2.3:7380
group   all-of-them 2 archives legal …
quorum  all-of-them
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jifang.ledger.faults import LedgerError
from jifang.ledger.notes import COSIGNATURE, NoteError, SigningKey, VerifierKey, read_verifier_key


@dataclass(frozen=True, slots=True)
class Place:
    """A witness: what we call it, its key, where it answers."""

    name: str
    key: VerifierKey
    url: str


@dataclass(slots=True)
class Witnesses:
    """The witnesses of a log, groups of them, and the one that makes the quorum."""

    places: dict[str, Place] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = ""

    def is_met(self, signed: frozenset[str] | set[str], name: str | None = None) -> bool:
        """Whether enough signed for the quorum, or for the group or witness of that name."""
        name = self.quorum if name is None else name
        if name == "none":
            return True
        if name in self.places:
            return name in signed
        need, members = self.groups[name]
        return sum(self.is_met(signed, member) for member in members) >= need

    def write(self) -> str:
        """The lines of a public policy. Addresses stay out: a verifier needs none."""
        lines = [f"witness {p.name} {p.key.write()}" for p in self.places.values()]
        lines += [f"group {n} {need} {' '.join(m)}" for n, (need, m) in self.groups.items()]
        return "".join(f"{line}\n" for line in [*lines, f"quorum {self.quorum}"])


def write_policy(key: SigningKey, witnesses: Witnesses | None = None) -> str:
    """The policy of a log (C2SP tlog-policy); without witnesses none is asked for."""
    asked = witnesses.write() if witnesses else "quorum none\n"
    return (
        f"# {key.name}: 账本公钥须另从纸面公布处核对 / compare the key with its print on paper\n"
        f"log {key.verifier.write()}\n{asked}"
    )


def read_witnesses(text: str) -> Witnesses:
    """The witnesses from a file's text. Raises `LedgerError` naming the line that is wrong."""
    found = Witnesses()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if words:
            read_line(found, words, f"第 {number} 行 / line {number}: {line.strip()}")
    if not found.places or not found.quorum:
        raise LedgerError("见证名单缺 witness 或 quorum", "the list lacks a witness or the quorum")
    return found


def read_line(found: Witnesses, words: list[str], where: str) -> None:
    """One line of the list. Raises `LedgerError`."""
    names = found.places.keys() | found.groups.keys()
    match words:
        case ["witness", name, key, url] if name not in names and name != "none":
            found.places[name] = Place(name, read_key(found, key, where), check_url(url, where))
        case ["group", name, need, *members] if members and name not in names and name != "none":
            found.groups[name] = read_group(names, need, members, where)
        case ["quorum", name] if not found.quorum and (name == "none" or name in names):
            found.quorum = name
        case _:
            refuse(where, "须为 witness 名称 公钥 地址、group 或 quorum",
                   "expected: witness NAME KEY URL, group, or quorum")  # fmt: skip


def refuse(where: str, zh: str, en: str) -> None:
    """Say what is wrong with a line."""
    raise LedgerError(f"见证名单{where}：{zh}", f"the list of witnesses, {where}: {en}")


def read_key(found: Witnesses, text: str, where: str) -> VerifierKey:
    """A witness's key, which no other has. Raises `LedgerError`."""
    try:
        key = read_verifier_key(text)
    except NoteError as error:
        raise LedgerError(f"{where}：不是公钥", f"{where}: {error}") from None
    if key.kind != COSIGNATURE or any(p.key.public == key.public for p in found.places.values()):
        refuse(where, "须为见证的公钥，且不得重复", "the key of a witness, and of no other one")
    return key


def read_group(
    names: set[str], need: str, members: list[str], where: str
) -> tuple[int, tuple[str, ...]]:
    """How many of whom. Raises `LedgerError`."""
    counts: Mapping[str, int] = {"any": 1, "all": len(members)}
    count = counts.get(need, int(need) if need.isascii() and need.isdigit() else 0)
    if not set(members) <= names or len(set(members)) != len(members):
        refuse(where, "成员须在前面列出且不重复", "members stand above, each once")
    if not 1 <= count <= len(members):
        refuse(where, "人数须为 any、all 或 1 至成员数", "how many: any, all, or a number of them")
    return count, tuple(members)


def check_url(url: str, where: str) -> str:
    """An address that can be asked. Raises `LedgerError`."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        good = good and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        good = False
    if not good:
        refuse(where, "地址须为 http:// 或 https://", "the address is http:// or https://")
    return url.rstrip("/")
