"""Check the ledger of Jifang offline, trusting nothing but this file and the keys in a policy.

It reads C2SP checkpoints (signed notes), tlog-proof files, tlog-tiles folders and the bundle of a
case, and recomputes every hash of RFC 6962 itself. Exit codes: 0 valid, 1 invalid, 2 not enough
witnesses (or no policy was given), 3 stale, 4 cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

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


def open_note(text: str, policy: Policy | None) -> Checkpoint:
    """A checkpoint with every signature of a known key checked; unknown keys are ignored. Without
    a policy no key is known, and nobody vouches for it."""
    body, gap, lines = text.rpartition("\n\n")
    fields = body.split("\n")
    numbered = len(fields) > 2 and fields[1].isascii() and fields[1].isdigit()
    if not gap or not lines.endswith("\n") or not numbered or str(int(fields[1])) != fields[1]:
        refuse(UNREADABLE, "不是检查点", "not a checkpoint")
    known_keys = policy or Policy()
    keys = {(k.name, k.hash): (k.name, k) for k in known_keys.logs if k.name == fields[0]}
    keys |= {(k.name, k.hash): (name, k) for name, k in known_keys.witnesses.items()}
    signers: dict[str, int | None] = {}
    for line in lines.splitlines():
        mark, name, encoded = (*line.split(" "), "", "")[:3]
        raw = decode(encoded)
        known = keys.get((name, raw[:4])) if mark == "—" else None
        if known is not None:
            signers[known[0]] = check_signature(known[1], f"{body}\n", raw[4:])
    root = decode(fields[2])
    if (policy is not None and fields[0] not in signers) or len(root) != 32:
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
    """What was found, in both languages, and the exit code."""

    zh: str
    en: str
    code: int = VALID


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
    index, path, note = read_proof(read_text(args.proof))
    checkpoint, entry = open_note(note, policy), read_bytes(args.entry)
    if climb(hash_leaf(entry), index, checkpoint.size, path) != checkpoint.root:
        refuse(
            INVALID, "这条记录不在账本里，或者被改过", "the entry is not in the log, or was changed"
        )
    if args.disclose:
        check_disclosed(entry, read_text(args.disclose))
    check_quorum(policy, checkpoint, args.fresh, int(time.time()))
    said = say_signers(checkpoint)
    return Verdict(f"第 {index} 条在账本里。{said.zh}", f"entry {index} is in the log. {said.en}")


def read_proof(text: str) -> tuple[int, list[bytes], str]:
    """Index, path and checkpoint of a proof file (C2SP tlog-proof)."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != "c2sp.org/tlog-proof@v1" or len(lines) < 2:
        refuse(UNREADABLE, "不是证明文件", "not a proof file")
    index = lines[1].removeprefix("index ")
    if not (index.isdigit() and index.isascii() and str(int(index[:20])) == index):
        refuse(UNREADABLE, "证明文件没有序号", "the proof file has no index")
    return int(index), [decode(line) for line in lines[2:]], note


def check_disclosed(entry: bytes, text: str) -> None:
    """Refuse a personal value that is not the one committed to in the entry."""
    try:
        committed, disclosed = json.loads(entry).get("committed", {}), json.loads(text)
        pairs = {n: (d["value"], bytes.fromhex(d["salt"])) for n, d in disclosed.items()}
    except (ValueError, AttributeError, TypeError, KeyError):
        refuse(UNREADABLE, "披露的内容无法读取", "what was disclosed cannot be read")
    for name, (value, salt) in pairs.items():
        if committed.get(name) != commit(str(value), salt):
            refuse(INVALID, f"{name} 与记录中的承诺不符", f"{name} is not what was committed to")


def commit(value: str, salt: bytes) -> str:
    """What stands in an entry for a value that is not to be read from it."""
    return hashlib.sha256(b"jifang commitment v1\x00" + salt + value.encode()).hexdigest()


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


# ---------------------------------------------------------------- the bundle of a case

MOST_BYTES, MOST_MANIFEST = 1 << 30, 1 << 24
LOCAL, CENTRAL, END = "<4s5H3L2H", "<4s6H3L5H2L", "<4s4H2LH"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)?(\.[a-z-]+)?")
DAY = 33  # 1980-01-01: the bytes of a bundle depend on what is in it alone
README, MANIFEST = "README.txt", "manifest.json"


def write_local(name: str, data: bytes) -> bytes:
    """What stands before a file in a bundle: stored as it is, nothing optional."""
    size, crc = len(data), zlib.crc32(data)
    head = struct.pack(LOCAL, b"PK\3\4", 20, 0, 0, 0, DAY, crc, size, size, len(name), 0)
    return head + name.encode()


def write_end(files: Mapping[str, bytes]) -> bytes:
    """The directory at the end of a bundle."""
    at, found = 0, b""
    for name, data in files.items():
        size, crc = len(data), zlib.crc32(data)
        found += struct.pack(CENTRAL, b"PK\1\2", 20, 20, 0, 0, 0, DAY, crc, size, size,
                             len(name), 0, 0, 0, 0, 0, at) + name.encode()  # fmt: skip
        at += struct.calcsize(LOCAL) + len(name) + size
    return found + struct.pack(END, b"PK\5\6", 0, 0, len(files), len(files), len(found), at, 0)


def open_zip(data: bytes) -> dict[str, bytes]:
    """The files of a bundle. Every byte must be as `write_local` and `write_end` would have it, so
    nothing is unpacked, hidden, given twice, or put outside."""
    files: dict[str, bytes] = {}
    at, width = 0, struct.calcsize(LOCAL)
    if data[:4] != b"PK\3\4":
        refuse(UNREADABLE, "不是案卷包", "not a bundle")
    while data[at : at + 4] == b"PK\3\4" and at + width <= len(data):
        size, length = struct.unpack_from("<L", data, at + 18)[0], data[at + 26]
        raw = data[at + width : at + width + length]
        name = raw.decode("ascii", "replace")
        content = data[at + width + length : at + width + length + size]
        shown = clean(name)
        if not NAME.fullmatch(name) or name in files:
            refuse(INVALID, f"不允许的或者重复的文件名：{shown}", f"a name not allowed: {shown}")
        if len(content) != size or data[at : at + width + length] != write_local(name, content):
            refuse(INVALID, f"{shown} 被改过", f"{shown} was changed")
        files[name] = content
        at += width + length + size
    if data[at:] != write_end(files):
        refuse(INVALID, f"第 {at} 字节起不是案卷包的目录", f"no directory from byte {at} on")
    return files


def clean(text: object, most: int = 160) -> str:
    """A stated text as it may be shown: nothing that a terminal would obey."""
    shown = "".join(c if c.isprintable() else "?" for c in str(text))
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def write_canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space, in UTF-8: the one form that is hashed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(value: Any) -> str:
    """SHA-256 over the canonical form."""
    return hashlib.sha256(write_canonical(value)).hexdigest()


def read_json(data: bytes, name: str, most: int = 65_535) -> Any:
    """Canonical JSON; any other way to write the same is refused."""
    try:
        value = json.loads(data.decode()) if len(data) <= most else None
        same = write_canonical(value) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        refuse(UNREADABLE, f"{name} 不是规范 JSON", f"{name} is no canonical JSON")
    return value


class BundleCheck:
    """One bundle, checked part by part; keeps what a report needs."""

    def __init__(self, files: Mapping[str, bytes], policy: Policy | None) -> None:
        self.files, self.used, self.places = files, {README, "checkpoint"}, set[int]()
        self.said: Any = read_json(files.get(MANIFEST, b""), MANIFEST, MOST_MANIFEST)
        self.note = self.take("checkpoint").decode()
        self.checkpoint = open_note(self.note, policy)
        self.case, self.lines = self.said["case"], list[Verdict]()
        self.documents = {d["id"]: d for d in self.said["documents"]}
        self.letters = {one["id"]: one for one in self.said["letters"]}
        self.counts = dict.fromkeys(("events", "reasons", "kept", "decisions", "files", "bare"), 0)
        self.known, self.turns = set[str](), False

    def take(self, name: str) -> bytes:
        """A file of the bundle, held to what the manifest says of it."""
        said, data = self.said["files"].get(name), self.files.get(name)
        if data is None or said is None:
            refuse(INVALID, f"缺少文件 {clean(name)}", f"the file {clean(name)} is missing")
        if [said["sha256"], said["size"]] != [hashlib.sha256(data).hexdigest(), len(data)]:
            refuse(INVALID, f"{name} 与清单不符", f"{name} is not what the manifest lists")
        self.used.add(name)
        return data

    def take_leaf(self, name: str, where: str) -> tuple[Any, int]:
        """A ledger entry that the checkpoint holds, at a place that no other takes."""
        data = self.take(f"ledger/{name}.entry")
        index, path, note = read_proof(self.take(f"ledger/{name}.tlog-proof").decode())
        if note != self.note or index in self.places:
            refuse(INVALID, f"{where}：证明另有所指", f"{where}: the proof is of something else")
        if climb(hash_leaf(data), index, self.checkpoint.size, path) != self.checkpoint.root:
            refuse(INVALID, f"{where}：不在账本里，或者被改过", f"{where}: not in the log")
        self.places.add(index)
        return read_json(data, name), index

    def expect(self, where: str, name: str, said: object, proved: object) -> None:
        """Refuse what the bundle says where the ledger says otherwise."""
        if said != proved or type(said) is not type(proved):
            refuse(
                INVALID,
                f"{where}：{name} 与账本不符（包内 {clean(said, 60)}，账本 {clean(proved, 60)}）",
                f"{where}: {name} is not what the ledger says "
                f"(bundle {clean(said, 60)}, ledger {clean(proved, 60)})",
            )

    def check_event(self, event: Any) -> None:
        """An event against its leaf: digest, who, when, from and to, reason, decision, papers."""
        record, version = event["record"], event["record"]["version"]
        where, name = f"event {int(version)}", f"event-{int(version):05d}"
        leaf, index = self.take_leaf(name, where)
        self.expect(where, "digest", digest(record), leaf["after"])
        facts = leaf["details"]
        for key, proved in (
            ("act", leaf["kind"].removeprefix("case.")), ("by", leaf["actor"]),
            ("from", facts["from"]), ("to", facts["to"]), ("day", facts["day"]),
            ("version", facts["version"]), ("case", leaf["on"]["id"]),
        ):  # fmt: skip
            self.expect(where, key, record[key], proved)
        for key in ("procedure", "number"):
            self.expect(where, key, self.case[key], record[key])
        for key, said in (("organ", leaf["organ"]), ("region", leaf["region"])):
            self.expect(where, key, self.case[key], said)
        self.expect(where, "case", self.case["id"], record["case"])
        self.check_reason(where, event["reason"], leaf["committed"])
        if record["decision"] is not None:
            self.expect(where, "decision", digest(record["decision"]), facts["decision"])
            self.counts["decisions"] += 1
        self.check_papers(where, event, leaf)
        self.counts["events"] += 1
        names = self.said["procedure"]
        act, states = names["acts"][record["act"]], names["states"]
        zh, en = ((act[k], *(states[record[n]][k] if record[n] else "—" for n in ("from", "to")))
                  for k in ("zh", "en"))  # fmt: skip
        at = clean(leaf["at"][:19])
        self.lines.append(Verdict(
            clean(f"  {version:>3}  {at}Z  {zh[0]}：{zh[1]} → {zh[2]}  （账本第 {index} 条）"),
            clean(f"  {version:>3}  {at}Z  {en[0]}: {en[1]} -> {en[2]}  (entry {index})"),
        ))  # fmt: skip

    def check_reason(self, where: str, given: Any, committed: Any) -> None:
        """A reason in clear must be the one committed to; one kept back is only counted."""
        if given is not None:
            salted = commit(given["value"], bytes.fromhex(given["salt"]))
            self.expect(where, "reason", salted, committed.get("reason", ""))
        self.counts["reasons"] += given is not None
        self.counts["kept"] += len(committed) - (given is not None)

    def check_papers(self, where: str, event: Any, leaf: Any) -> None:
        """The documents and the letter of an event, by their content or by commitment."""
        record, digests = event["record"], leaf["documents"]
        names = sorted({str(UUID(name)) for name in record["documents"]})
        committed = [name for name in names if f"document.{name}" in leaf["committed"]]
        names = [name for name in names if name not in committed]
        self.expect(where, "documents", len(names), len(digests))
        for name, proved in zip(names, digests, strict=True):
            self.check_file(name, self.documents.get(name), proved, f"document {name}")
        for name in committed:
            salted, salt = leaf["committed"][f"document.{name}"], event.get("papers", {}).get(name)
            self.check_committed(name, salted, salt)
        letter = self.letters.get(record["letter"])
        if letter is not None:
            shown = f"letter {clean(letter['id'])}"
            leaf, _ = self.take_leaf(f"letter-{letter['id']}", shown)
            self.expect(shown, "kind", "letter.issued", leaf["kind"])
            self.expect(shown, "id", letter["id"], leaf["on"]["id"])
            self.expect(shown, "number", letter["number"], leaf["details"]["number"])
            self.check_file(letter["id"], letter, leaf["documents"][0], shown)
        elif record["letter"]:
            self.counts["bare"] += 1

    def check_committed(self, name: str, committed: str, salt: str | None) -> None:
        """A document that its leaf only commits to: what is disclosed must be what was committed
        to; one kept back is only counted, and nothing of it may be here."""
        said, shown = self.documents.get(name), f"document {name}"
        if said is None:
            refuse(INVALID, f"清单缺 {shown}", f"the manifest lacks {shown}")
        if salt is None:
            self.expect(shown, "file", said["file"], None)
        else:
            self.expect(shown, "sha256", commit(said["sha256"], bytes.fromhex(salt)), committed)
            self.counts["kept"] -= 1
        self.check_file(name, said, said, shown)

    def check_file(self, name: str, said: Any, proved: Any, shown: str) -> None:
        """A document or letter: its digest in the ledger, and its bytes where they are here."""
        if said is None:
            refuse(INVALID, f"清单缺 {shown}", f"the manifest lacks {shown}")
        for key in ("sha256", "size", "type"):
            self.expect(shown, key, said[key], proved[key])
        here = said["file"] is not None
        if here:
            sha = hashlib.sha256(self.take(said["file"])).hexdigest()
            self.expect(shown, "sha256", sha, proved["sha256"])
        self.counts["files" if here else "bare"] += name not in self.known
        self.known.add(name)

    def check_chain(self) -> None:
        """No version is missing but those named as withheld; each state follows from the last."""
        withheld, events = list[int](self.said["withheld"]), {}
        self.expect("manifest", "withheld", self.said["withheld"], withheld)
        for event in self.said["events"]:
            events[event["record"]["version"]] = event["record"]
        every = sorted([*events, *withheld])
        if every != list(range(1, self.case["version"] + 1)) or (
            len(events) != len(self.said["events"]) or (withheld and self.said["reader"] == "organ")
        ):
            refuse(INVALID, "事件缺号或者重号", "a version of the events is missing or doubled")
        self.expect("case", "version", self.case["version"], len(every))
        moves, state, gap = self.said["procedure"]["moves"], "", False
        for version in every:
            record = events.get(version)
            gap = gap or record is None
            if record is None:
                continue
            if record["from"] != state and not gap:
                self.expect(f"event {version}", "from", record["from"], state)
            self.turns = self.turns or record["from"] != state
            if [record["act"], record["from"], record["to"]] not in moves:
                refuse(
                    INVALID, f"event {version}：程序没有这一步", f"event {version}: no such step"
                )
            state, gap = record["to"], False
        if not gap:
            self.expect("case", "state", self.case["state"], state)

    def check_periods(self) -> None:
        """Dates are stated; what they are said to follow from must be events of this case."""
        days = {e["record"]["version"]: e["record"]["day"] for e in self.said["events"]}
        for period in self.said["periods"]:
            shown, last = f"period {clean(period['name'])}", period["events"][-1]
            for one in period["events"]:
                day = days.get(one["version"], one["on"] if self.said["withheld"] else None)
                self.expect(shown, "on", one["on"], one["on"] if one["act"] == "start" else day)
            self.expect(shown, "due_on", period["due_on"], last["due_on"])

    def check(self) -> None:
        """Everything; raises `Refused` at the first thing that does not agree."""
        form = write_canonical([self.said["format"], self.said["v"]])
        if form != b'["jifang.case-bundle",1]':
            refuse(UNREADABLE, "不认识的格式或者版本", "a format or version that is not known")
        for event in self.said["events"]:
            self.check_event(event)
        self.check_chain()
        self.check_periods()
        self.take(README)
        odd = sorted({*self.documents, *self.letters} - self.known)
        odd += sorted({*self.files, *self.said["files"]} - self.used - {MANIFEST})
        if odd:
            refuse(INVALID, f"不属于任何事件：{clean(odd[0])}", f"of no event: {clean(odd[0])}")


READERS = {
    "organ": Verdict("办案机关", "the organ"),
    "party": Verdict("当事人", "the party"),
    "audit": Verdict("督导、审计人员", "a supervisor or auditor"),
}
STATED = Verdict(
    "只是陈述，账本不证明：案由、名称、期限日期及其计算步骤、附加内容。期限可按事件日期另行重算。",
    "Stated, not proved by the ledger: subject, names, dates of periods and their steps, added "
    "parts. The dates can be computed again from the days of the events.",
)
BEYOND = Verdict(
    "不能证明：所记内容属实；检查点之后没有再发生别的事；没有记账的行为没有发生。",
    "Cannot be proved: that what was recorded is true; that nothing happened after the checkpoint; "
    "that what was never recorded did not happen.",
)


def write_report(done: BundleCheck, signed: Verdict, code: int, sha: str) -> Verdict:
    """One page: what the case is, what is proved, what is only stated, what is not here."""
    case, n, held = done.case, done.counts, done.said["withheld"]
    title, reader = done.said["procedure"]["title"], READERS[done.said["reader"]]
    listed = ", ".join(str(int(v)) for v in held)
    gone_zh = f"第 {listed} 号事件属机关内部事项" if held else "事件无缺"
    gone_en = f"events {listed}, the business of the organ" if held else "no event"
    number = f"{int(case['year'])}-{int(case['number'])}"
    proved_zh = (
        f"已证明：{n['events']} 个事件与账本相符，状态前后相接；内容与所记一致："
        f"理由 {n['reasons']} 条，法律结论 {n['decisions']} 份，文书材料 {n['files']} 份。"
    )
    proved_en = (
        f"Proved: {n['events']} events agree with the ledger, each state follows from the last; as "
        f"recorded: {n['reasons']} reasons, {n['decisions']} decisions of the law, {n['files']} "
        "letters and documents."
    )
    bare_en = f"{n['bare']} letters and documents by digest, {n['kept']} values by commitment alone"
    zh = [
        f"案卷包核验　{clean(title['zh'])} {number}　{clean(case['organ'])}",
        f"案由（陈述）：{clean(case['subject'])}",
        f"提取人：{reader.zh}　文件 SHA-256：{sha}",
        *("", proved_zh, *(line.zh for line in done.lines), ""),
        f"未含：{gone_zh}；{n['bare']} 份文书材料只有摘要，{n['kept']} 项内容只有承诺。",
    ]
    en = [
        f"Bundle of a case: {clean(title['en'])} {number}, {clean(case['organ'])}",
        f"Subject (stated): {clean(case['subject'])}",
        f"Taken by: {reader.en}. SHA-256 of the file: {sha}",
        *("", proved_en, *(line.en for line in done.lines), ""),
        f"Not here: {gone_en}; {bare_en}.",
    ]
    if done.turns:
        zh.append("未含的事件之间状态有变化，其经过未经证明。")
        en.append("The state changed within what is not here: how is not proved.")
    zh += [STATED.zh, BEYOND.zh, "", signed.zh]
    en += [STATED.en, BEYOND.en, "", signed.en]
    return Verdict("\n".join(zh), "\n".join(en), code)


def verify_bundle(args: argparse.Namespace, policy: Policy | None) -> Verdict:
    """Whether everything in the bundle of a case is as the ledger says."""
    try:
        large = args.file.stat().st_size > MOST_BYTES
    except OSError as error:
        refuse(UNREADABLE, f"无法读取 {args.file}", f"cannot read {args.file}: {error.strerror}")
    if large:
        refuse(UNREADABLE, "文件过大", "the file is too large")
    data = read_bytes(args.file)
    try:
        done = BundleCheck(open_zip(data), policy)
        done.check()
        code, signed = VALID, say_signers(done.checkpoint)
        if policy is None:
            code, signed = (
                UNWITNESSED,
                Verdict(
                    f"没有给出策略文件，未核对由谁签署。{signed.zh}",
                    f"No policy was given: who signed was not checked. {signed.en}",
                ),
            )
        else:
            try:
                check_quorum(policy, done.checkpoint, args.fresh, int(time.time()))
            except Refused as lacking:
                code, signed = lacking.code, Verdict(lacking.zh, lacking.en)
        return write_report(done, signed, code, hashlib.sha256(data).hexdigest())
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError):
        refuse(UNREADABLE, "清单的结构不对", "the manifest is not laid out as it must be")


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
    bundle = commands.add_parser("bundle", help=verify_bundle.__doc__)
    bundle.set_defaults(run=verify_bundle)
    bundle.add_argument("file", type=Path, metavar="FILE")
    bundle.add_argument("policy", type=Path, metavar="POLICY", nargs="?")
    bundle.add_argument("--fresh", type=int, metavar="SECONDS")
    bundle.add_argument("--lang", choices=("zh", "en"), default="zh")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a check; returns its exit code."""
    args = build_parser().parse_args(argv)
    try:
        policy = read_policy(read_text(args.policy)) if args.policy else None
        verdict: Verdict = args.run(args, policy)
    except Refused as refused:
        print(refused.zh if args.lang == "zh" else refused.en, file=sys.stderr)
        return refused.code
    print(verdict.zh if args.lang == "zh" else verdict.en)
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())
