"""Check the ledger of Jifang offline, trusting nothing but this file and the keys in a policy.

It reads C2SP checkpoints (signed notes), tlog-proof files and tlog-tiles folders, and recomputes
every hash of RFC 6962 itself. Exit codes: 0 valid, 1 invalid, 2 not enough witnesses, 3 stale,
4 cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VALID, INVALID, UNWITNESSED, STALE, UNREADABLE = range(5)
LOG_KEY, WITNESS_KEY = 0x01, 0x04
WIDTH = 256
EMPTY = hashlib.sha256(b"").digest()


class Refused(Exception):  # noqa: N818 - a verdict, not a fault of the program
    """Something is not as it should be: the exit code, and why in both languages."""

    def __init__(self, code: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en


def refuse(code: int, zh: str, en: str) -> NoReturn:
    """Raise the verdict."""
    raise Refused(code, zh, en)


# ---------------------------------------------------------------- hashes (RFC 6962, section 2.1)


def hash_leaf(entry: bytes) -> bytes:
    """SHA-256 over 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and the two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf; keeps only its right edge."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        position, node = self.size, leaf
        while position & 1:
            node = hash_node(self._edge.pop(), node)
            position >>= 1
        self._edge.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The hash of all leaves so far."""
        if not self._edge:
            return EMPTY
        node = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            node = hash_node(left, node)
        return node


def climb(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion path leads to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        refuse(INVALID, f"序号 {index} 不在 {size} 条之内", f"entry {index} is not among {size}")
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            refuse(INVALID, "证明路径过长", "the path of the proof is too long")
        if node & 1 or node == last:
            found = hash_node(sibling, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = hash_node(found, sibling)
        node, last = node >> 1, last >> 1
    if last:
        refuse(INVALID, "证明路径过短", "the path of the proof is too short")
    return found


# ---------------------------------------------------------------- keys, notes, policies


@dataclass(frozen=True)
class Key:
    """A public key: `name+hash+key` of the signed-note format."""

    name: str
    kind: int
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature names its key."""
        seed = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(seed).digest()[:4]


def read_key(text: str) -> Key:
    """A key from its published form."""
    parts = text.split("+", 2)
    raw = decode(parts[-1])
    if len(parts) != 3 or len(raw) != 33 or raw[0] not in (LOG_KEY, WITNESS_KEY):
        refuse(UNREADABLE, f"不是公钥：{text}", f"not a key: {text}")
    key = Key(parts[0], raw[0], raw[1:])
    if key.hash.hex() != parts[1]:
        refuse(UNREADABLE, f"公钥与其散列不符：{text}", f"the key does not fit its hash: {text}")
    return key


def decode(text: str) -> bytes:
    """Base64, strictly: one way to write it only, or a changed bit could go unseen."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if base64.b64encode(raw).decode() != text:
        refuse(UNREADABLE, "不是 base64", "not base64")
    return raw


@dataclass
class Policy:
    """Whom to trust: log keys, witnesses, groups of them, and the group that must have signed."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = ""

    def is_met(self, name: str, signed: set[str]) -> bool:
        """Whether a witness signed, or enough members of a group did."""
        if name in self.witnesses:
            return name in signed
        need, members = self.groups[name]
        return sum(self.is_met(m, signed) for m in members) >= need


def read_policy(text: str) -> Policy:
    """A policy file: lines `log KEY`, `witness NAME KEY`, `group NAME N|any|all MEMBER…`,
    `quorum NAME|none`."""
    policy = Policy()
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words:
            read_policy_line(policy, words, line)
    if not policy.logs or not policy.quorum:
        refuse(UNREADABLE, "策略缺 log 或 quorum", "the policy lacks a log or a quorum")
    return policy


def read_policy_line(policy: Policy, words: list[str], line: str) -> None:
    """One line of a policy."""
    match words:
        case ["log", key, *_]:
            policy.logs.append(read_key(key))
        case ["witness", name, key, *_] if name not in policy.groups | policy.witnesses:
            policy.witnesses[name] = read_key(key)
        case ["group", name, need, *members] if members and name not in policy.witnesses:
            known = policy.groups.keys() | policy.witnesses.keys()
            count = {"any": 1, "all": len(members)}.get(need, int(need) if need.isdigit() else 0)
            if not set(members) <= known or not 1 <= count <= len(members):
                refuse(UNREADABLE, f"策略有误：{line}", f"wrong line in the policy: {line}")
            policy.groups[name] = (count, tuple(members))
        case ["quorum", name] if name == "none" or name in policy.groups | policy.witnesses:
            policy.quorum = name
        case _:
            refuse(UNREADABLE, f"策略有误：{line}", f"wrong line in the policy: {line}")


class Checkpoint(NamedTuple):
    """What a log vouches for, and who signed it."""

    origin: str
    size: int
    root: bytes
    signers: dict[str, int | None]


def check_signature(key: Key, body: str, value: bytes) -> int | None:
    """Refuse a signature that is not the key's; the time of a witness's signature."""
    stamp, signed = None, body.encode()
    if key.kind == WITNESS_KEY:
        stamp = int.from_bytes(value[:8], "big")
        value, signed = value[8:], f"cosignature/v1\ntime {stamp}\n".encode() + signed
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, signed)
    except InvalidSignature:
        refuse(INVALID, f"{key.name} 的签名不成立", f"the signature of {key.name} does not verify")
    return stamp


def open_note(text: str, policy: Policy) -> Checkpoint:
    """A checkpoint with every signature of a known key checked; unknown keys are ignored."""
    body, gap, lines = text.rpartition("\n\n")
    fields = body.split("\n")
    numbered = len(fields) > 2 and fields[1].isascii() and fields[1].isdigit()
    if not gap or not lines.endswith("\n") or not numbered or str(int(fields[1])) != fields[1]:
        refuse(UNREADABLE, "不是检查点", "not a checkpoint")
    keys = {(k.name, k.hash): (k.name, k) for k in policy.logs if k.name == fields[0]}
    keys |= {(k.name, k.hash): (name, k) for name, k in policy.witnesses.items()}
    signers: dict[str, int | None] = {}
    for line in lines.splitlines():
        mark, name, encoded = (*line.split(" "), "", "")[:3]
        raw = decode(encoded)
        known = keys.get((name, raw[:4])) if mark == "—" else None
        if known is not None:
            signers[known[0]] = check_signature(known[1], f"{body}\n", raw[4:])
    root = decode(fields[2])
    if fields[0] not in signers or len(root) != 32:
        refuse(INVALID, "没有受信任的账本签名", "no trusted key of the log signed this checkpoint")
    return Checkpoint(fields[0], int(fields[1]), root, signers)


def check_quorum(policy: Policy, checkpoint: Checkpoint, fresh: int | None, now: int) -> None:
    """Refuse a checkpoint that too few witnesses signed, or too long ago."""
    times = {n: t for n, t in checkpoint.signers.items() if n in policy.witnesses}
    if policy.quorum == "none":
        return
    if not policy.is_met(policy.quorum, set(times)):
        named = ", ".join(times) or "–"
        refuse(
            UNWITNESSED, f"见证不足；已见证：{named}", f"not enough witnesses; signed by: {named}"
        )
    if fresh is not None:
        recent = {n for n, t in times.items() if t is not None and now - t <= fresh}
        if not policy.is_met(policy.quorum, recent):
            refuse(STALE, f"见证早于 {fresh} 秒以前", f"the witnesses signed over {fresh} s ago")


# ---------------------------------------------------------------- logs as tiles


def name_tile(kind: str, number: int, width: int) -> str:
    """The path of a tile: three digits an element, all but the last with an x."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join([f"x{p}" for p in parts[:-1]] + parts[-1:])
    return f"tile/{kind}/{path}" + ("" if width == WIDTH else f".p/{width}")


def list_widths(size: int) -> Iterator[tuple[int, int]]:
    """Number and width of every tile of a level with `size` items."""
    for number in range(-(-size // WIDTH)):
        yield number, min(WIDTH, size - number * WIDTH)


def read_tile(folder: Path, kind: str, number: int, width: int) -> bytes:
    """A tile, or the first part of the full tile that has taken its place."""
    path = folder / name_tile(kind, number, width)
    if width < WIDTH and not path.exists():
        path = folder / name_tile(kind, number, WIDTH)
    return read_bytes(path)


def list_entries(folder: Path, size: int) -> Iterator[bytes]:
    """Every entry of a log, in order."""
    for number, width in list_widths(size):
        data, at = read_tile(folder, "entries", number, width), 0
        for _ in range(width):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if end > len(data):
                refuse(INVALID, f"第 {number} 包记录不完整", f"bundle {number} is cut")
            yield data[at + 2 : end]
            at = end


def list_leaves(folder: Path, size: int) -> Iterator[bytes]:
    """Every leaf hash of a log, in order."""
    for number, width in list_widths(size):
        data = read_tile(folder, "0", number, width)
        if len(data) < 32 * width:
            refuse(INVALID, f"第 {number} 片散列不完整", f"tile {number} is cut")
        yield from (data[i : i + 32] for i in range(0, 32 * width, 32))


def read_bytes(path: Path) -> bytes:
    """A file."""
    try:
        return path.read_bytes()
    except OSError as error:
        refuse(UNREADABLE, f"无法读取 {path}", f"cannot read {path}: {error.strerror}")


def read_text(path: Path) -> str:
    """A text file in UTF-8."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        refuse(UNREADABLE, f"{path} 不是 UTF-8", f"{path} is not UTF-8")


# ---------------------------------------------------------------- the commands


class Verdict(NamedTuple):
    """What was found, in both languages."""

    zh: str
    en: str


def say_signers(checkpoint: Checkpoint) -> Verdict:
    """Who signed what."""
    names = ", ".join(checkpoint.signers)
    root = checkpoint.root.hex()
    return Verdict(
        f"检查点有效：{checkpoint.origin}，{checkpoint.size} 条，根 {root}；签署：{names}",
        f"valid checkpoint: {checkpoint.origin}, {checkpoint.size} entries, root {root}; "
        f"signed by {names}",
    )


def verify_checkpoint(args: argparse.Namespace, policy: Policy) -> Verdict:
    """Who signed a checkpoint, and whether enough witnesses did."""
    checkpoint = open_note(read_text(args.note), policy)
    check_quorum(policy, checkpoint, args.fresh, int(time.time()))
    return say_signers(checkpoint)


def verify_entry(args: argparse.Namespace, policy: Policy) -> Verdict:
    """Whether an entry stands in the log at the place that its proof names."""
    head, gap, note = read_text(args.proof).partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != "c2sp.org/tlog-proof@v1" or len(lines) < 2:
        refuse(UNREADABLE, "不是证明文件", "not a proof file")
    index = lines[1].removeprefix("index ")
    if not index.isdigit() or not index.isascii():
        refuse(UNREADABLE, "证明文件没有序号", "the proof file has no index")
    checkpoint, entry = open_note(note, policy), read_bytes(args.entry)
    path = [decode(line) for line in lines[2:]]
    if climb(hash_leaf(entry), int(index), checkpoint.size, path) != checkpoint.root:
        refuse(
            INVALID, "这条记录不在账本里，或者被改过", "the entry is not in the log, or was changed"
        )
    if args.disclose:
        check_disclosed(entry, read_text(args.disclose))
    check_quorum(policy, checkpoint, args.fresh, int(time.time()))
    said = say_signers(checkpoint)
    return Verdict(f"第 {index} 条在账本里。{said.zh}", f"entry {index} is in the log. {said.en}")


def check_disclosed(entry: bytes, text: str) -> None:
    """Refuse a personal value that is not the one committed to in the entry."""
    try:
        committed, disclosed = json.loads(entry).get("committed", {}), json.loads(text)
        pairs = {n: (d["value"], bytes.fromhex(d["salt"])) for n, d in disclosed.items()}
    except (ValueError, AttributeError, TypeError, KeyError):
        refuse(UNREADABLE, "披露的内容无法读取", "what was disclosed cannot be read")
    for name, (value, salt) in pairs.items():
        seed = b"jifang commitment v1\x00" + salt + str(value).encode()
        if committed.get(name) != hashlib.sha256(seed).hexdigest():
            refuse(INVALID, f"{name} 与记录中的承诺不符", f"{name} is not what was committed to")


def verify_prefix(args: argparse.Namespace, policy: Policy) -> Verdict:
    """Whether a newer log is an older one continued: from its leaf hashes, nothing assumed."""
    old, new = (open_note(read_text(p), policy) for p in (args.old, args.new))
    if old.origin != new.origin:
        refuse(INVALID, "不是同一个账本", "these are checkpoints of different logs")
    if old.size > new.size:
        refuse(INVALID, f"倒退：{old.size} → {new.size}", f"rolled back: {old.size} → {new.size}")
    tree = Tree()
    roots = {0: EMPTY}
    for leaf in list_leaves(args.tiles, new.size):
        tree.add(leaf)
        if tree.size == old.size:
            roots[old.size] = tree.root()
    if tree.root() != new.root:
        refuse(INVALID, "散列与新检查点不符", "the hashes do not lead to the new checkpoint")
    if roots[old.size] != old.root:
        refuse(INVALID, "历史被改写：旧检查点不是新账本的前缀", "history was rewritten: the old "
               "checkpoint is no prefix of the new log")  # fmt: skip
    check_quorum(policy, new, args.fresh, int(time.time()))
    return Verdict(
        f"新账本（{new.size} 条）是旧账本（{old.size} 条）的延续",
        f"the log of {new.size} entries continues the one of {old.size}",
    )


def verify_log(args: argparse.Namespace, policy: Policy) -> Verdict:
    """Recompute a whole log from its entries and hold every tile and the root against it."""
    checkpoint = open_note(read_text(args.folder / "checkpoint"), policy)
    tree, stored = Tree(), list_leaves(args.folder, checkpoint.size)
    entries = list_entries(args.folder, checkpoint.size)
    for index, (entry, leaf) in enumerate(zip(entries, stored, strict=True)):
        if hash_leaf(entry) != leaf:
            refuse(INVALID, f"第 {index} 条记录被改过", f"entry {index} was changed")
        tree.add(leaf)
    if tree.root() != checkpoint.root:
        refuse(INVALID, "记录与检查点的根不符", "the entries do not lead to the checkpoint's root")
    check_upper_tiles(args.folder, checkpoint.size)
    check_quorum(policy, checkpoint, args.fresh, int(time.time()))
    said = say_signers(checkpoint)
    return Verdict(
        f"整本账 {tree.size} 条全部相符。{said.zh}", f"all {tree.size} entries agree. {said.en}"
    )


def check_upper_tiles(folder: Path, size: int) -> None:
    """Refuse a tile of a higher level that is not the hash of the tiles below it."""
    level, below = 1, size
    while below >= WIDTH:
        count = below // WIDTH
        for number, width in list_widths(count):
            data = read_tile(folder, str(level), number, width)
            for at in range(width):
                child = read_tile(folder, str(level - 1), number * WIDTH + at, WIDTH)
                tree = Tree()
                for i in range(0, len(child), 32):
                    tree.add(child[i : i + 32])
                if tree.root() != data[32 * at : 32 * at + 32]:
                    name = f"{level}/{number}"
                    refuse(INVALID, f"散列片 {name} 被改过", f"tile {name} was changed")
        level, below = level + 1, count


class Parser(argparse.ArgumentParser):
    """A command line that cannot be read leaves with the code of everything unreadable."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line."""
        self.print_usage(sys.stderr)
        self.exit(UNREADABLE, f"{self.prog}: {message}\n")


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = Parser("jifang-verify", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: object, *places: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=getattr(run, "__doc__", ""))
        command.set_defaults(run=run)
        for place in ("policy", *places):
            command.add_argument(place, type=Path, metavar=place.upper())
        command.add_argument("--fresh", type=int, metavar="SECONDS")
        command.add_argument("--lang", choices=("zh", "en"), default="zh")
        return command

    add("checkpoint", verify_checkpoint, "note")
    add("entry", verify_entry, "proof", "entry").add_argument("--disclose", type=Path)
    add("compare", verify_prefix, "old", "new").add_argument("--tiles", type=Path, required=True)
    add("audit", verify_log, "folder")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a check; returns its exit code."""
    args = build_parser().parse_args(argv)
    try:
        verdict = args.run(args, read_policy(read_text(args.policy)))
    except Refused as refused:
        print(refused.zh if args.lang == "zh" else refused.en, file=sys.stderr)
        return refused.code
    print(verdict.zh if args.lang == "zh" else verdict.en)
    return VALID


if __name__ == "__main__":
    sys.exit(main())
