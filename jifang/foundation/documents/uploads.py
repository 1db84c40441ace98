"""Checking an upload: by its content, its size, its type; scanned; rebuilt where possible."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import unicodedata
from typing import BinaryIO

import puremagic

from jifang.foundation.documents.data import (
    LARGEST,
    LONGEST_NAME,
    MIB,
    TYPES,
    CheckedUpload,
    MediaType,
)
from jifang.foundation.documents.rebuild.refusal import Rebuilt
from jifang.foundation.documents.refusals import refuse
from jifang.foundation.documents.scanner import ScanResult, scan

UNDECLARED = ("", "application/octet-stream", "binary/octet-stream")
ZIP_END = b"PK\x05\x06"
ZIP_TAIL = 22 + 65535
WALL_SECONDS = 90
REBUILD = "jifang.foundation.documents.rebuild"
TIMED_OUT = "time"


def check_upload(name: str, file: BinaryIO, declared: str = "") -> CheckedUpload:
    """Everything that an upload must pass before it is kept. Raises `DocumentError`.

    Args:
        name: the file's name as it was sent; shown, never used as a path.
        file: its bytes; no more is read than the largest upload has.
        declared: the media type that the sender named, if any.
    """
    check_name(name)
    content = file.read(LARGEST + 1)
    kind = detect_type(name, content, declared)
    check_alone(kind, content)
    scanned = check_scan(scan(content))
    made = rebuild_apart(kind, content)
    return CheckedUpload(
        name=unicodedata.normalize("NFC", name),
        type=kind,
        content=made.content,
        pages=made.pages,
        original_sha256=hashlib.sha256(content).hexdigest(),
        original_size=len(content),
        scan="not_scanned" if scanned.outcome == "absent" else "clean",
        scanner=scanned.version[:120],
        rebuilt=made.rebuilt,
    )


def check_name(name: str) -> None:
    """A name that can be shown and saved anywhere; nothing is cut off or replaced."""
    plain = all(unicodedata.category(c)[0] != "C" for c in name)
    stem = name.rpartition(".")[0].strip(" .")
    if not plain or not stem or len(name) > LONGEST_NAME or set(name) & set('/\\:*?"<>|'):
        raise refuse("name", ascii(name[:40]) if not plain else f"“{name[:40]}”")


def find_signature(content: bytes) -> str:
    """The type by its first bytes, `zip` for an archive; nothing where it is none of ours."""
    marks = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}
    for mark, code in marks.items():
        if content.startswith(mark):
            return code
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return "zip" if content.startswith(b"PK\x03\x04") else ""


def detect_type(name: str, content: bytes, declared: str) -> MediaType:
    """The type of the content, where name and sender agree with it."""
    if not content:
        raise refuse("empty")
    extension = name.rpartition(".")[2].lower()
    found = find_signature(content)
    named = next((t for t in TYPES.values() if extension in t.extensions), None)
    if not found:
        raise refuse("type_unknown", describe_content(content) or f".{extension[:16]}")
    if found == "zip":
        found = named.code if named and named.code in ("xlsx", "docx") else "zip"
    if named is None or named.code != found:
        raise refuse("type_mismatch", f".{extension[:16]} / {found}")
    given = declared.partition(";")[0].strip().lower()
    if given not in (*UNDECLARED, named.media_type):
        raise refuse("type_mismatch", f"{given[:60]} / {named.media_type}")
    if named.media_type not in guess_types(content):
        raise refuse("type_unknown", describe_content(content) or f".{extension[:16]}")
    if len(content) > named.largest:
        raise refuse("size", f"> {named.largest // MIB} MiB ({named.said})")
    return named


def guess_types(content: bytes) -> set[str]:
    """What a second table of signatures takes the content for."""
    try:
        return {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()


def describe_content(content: bytes) -> str:
    """A name for content that is none of ours; nothing where nobody knows it."""
    try:
        return str(puremagic.magic_string(content)[0].name)
    except (puremagic.PureError, ValueError, IndexError):
        return ""


def check_alone(kind: MediaType, content: bytes) -> None:
    """Refuse a file that is something else as well: an archive behind, a PDF within, a tail."""
    if kind.code not in ("xlsx", "docx") and has_archive(content):
        raise refuse("polyglot", "ZIP")
    if kind.code != "pdf" and b"%PDF-" in content[:1024]:
        raise refuse("polyglot", "PDF")
    if kind.code == "pdf":
        _, mark, tail = content.rpartition(b"%%EOF")
        if not mark or tail.strip(b"\r\n\t \0"):
            raise refuse("polyglot" if mark else "broken", "%%EOF")
    if kind.code == "png" and not content.endswith(b"IEND\xaeB`\x82"):
        raise refuse("polyglot" if b"IEND\xaeB`\x82" in content else "broken", "PNG")
    if kind.code == "webp" and int.from_bytes(content[4:8], "little") + 8 != len(content):
        raise refuse("broken" if len(content) < 16 else "polyglot", "RIFF")


def has_archive(content: bytes) -> bool:
    """Whether an archive ends in the file: its end record points to a list before it."""
    tail = content[-ZIP_TAIL:]
    start = len(content) - len(tail)
    at = tail.find(ZIP_END)
    while at >= 0:
        record = tail[at : at + 22]
        if len(record) == 22:
            disks = record[4:8]
            size = int.from_bytes(record[12:16], "little")
            if disks == b"\0\0\0\0" and size <= start + at:
                return True
        at = tail.find(ZIP_END, at + 1)
    return False


def check_scan(result: ScanResult) -> ScanResult:
    """Refuse what is infected, what was not read to the end, and what could not be scanned now."""
    if result.outcome in ("clean", "absent"):
        return result
    code = "scanner_failed" if result.outcome == "failed" else result.outcome
    raise refuse(code, result.said)


def rebuild_apart(kind: MediaType, content: bytes) -> Rebuilt:
    """Rebuild in a process of its own, with bounds and without our environment."""
    command = [sys.executable, "-I", "-B", "-m", REBUILD, kind.code]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, check=False, timeout=WALL_SECONDS,
            env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise refuse("too_costly", TIMED_OUT) from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise refuse("too_costly", kind.said)
    answer = json.loads(head)
    if "refused" in answer:
        raise refuse(answer["refused"], answer["what"])
    return Rebuilt(body, answer["pages"], answer["rebuilt"])
