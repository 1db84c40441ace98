"""账本 (the ledger), for auditors and for everyone: checkpoints, entries, proofs, how to verify."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from segno import make_qr

from jifang.foundation.audit.selectors import (
    Filter,
    find_entry,
    list_entries,
    list_notes,
    prove_entry,
    read_size,
)
from jifang.ledger.entries import EntryError, read_entry
from jifang.ledger.notes import read_checkpoint, read_note
from jifang.ledger.witnessed import choose_checkpoint, read_state

VERIFIER = Path(settings.ROOT) / "verifier" / "jifang_verify.py"
LINE = 16
LONGEST_FIELD = 64
LARGEST = 10**15
GROUP = 8
"""Digits of a root that stand together on paper."""
COSIGNED = 72
"""Bytes of a cosignature: time and Ed25519 signature."""
# C2SP tlog-tiles: full tiles never change, the others are looked up by width.
TILE = r"tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x[0-9]{3}/)*[0-9]{3}(?P<part>\.p/[0-9]{1,3})?"


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A signed checkpoint as it is shown."""

    size: int
    root: str
    at: object
    note: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of the list says, and what is wrong with it."""

    region: str = ""
    kind: str = ""
    day: str = ""
    error: str = ""

    @property
    def query(self) -> str:
        """The filter as a query string, without the place."""
        given = {"region": self.region, "kind": self.kind, "day": self.day}
        return urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class ShownWitness:
    """How it stands with a witness. Why it is missing is the operator's to know, unless it says
    that this log does not continue what it cosigned."""

    name: str
    size: int | None
    at: datetime | None
    missing_since: datetime | None
    refuses: bool


@dataclass(frozen=True, slots=True)
class ShownWitnesses:
    """The witnesses, the newest checkpoint that enough of them cosigned, and what is amiss."""

    all: tuple[ShownWitness, ...]
    quorum_size: int | None
    quorum_at: datetime | None
    alarm: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signed a checkpoint; a witness says when."""

    name: str
    at: datetime | None


def read_time(seconds: float | None) -> datetime | None:
    """A time from seconds since 1970."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def show_witnesses() -> ShownWitnesses | None:
    """How it stands with the witnesses; None where there are none."""
    state = read_state(Path(settings.VAR) / "ledger")
    if state is None or not state.witnesses:
        return None
    shown = (
        ShownWitness(
            one.key.partition("+")[0] or one.name,
            one.size,
            read_time(one.at),
            read_time(one.missing_since),
            one.contradicts,
        )
        for one in state.witnesses
    )
    quorum = read_time(state.quorum_at)
    return ShownWitnesses(tuple(shown), state.quorum_size, quorum, state.alarm, state.is_stale)


@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    """What the log is, its newest checkpoints, how to verify it."""
    shown = []
    for note in list_notes():
        checkpoint = read_checkpoint(read_note(note.note).body)
        shown.append(SignedCheckpoint(note.size, checkpoint.root.hex(), note.at, note.note))
    context = {
        "notes": shown,
        "newest": shown[0] if shown else None,
        "size": read_size(),
        "witnesses": show_witnesses(),
    }
    return render(request, "public/ledger/index.html", context)


@require_safe
def show_checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint as a sheet of paper, to be stamped and kept where no network is."""
    data = choose_checkpoint(Path(settings.VAR) / "ledger")
    if data is None:
        return render(request, "public/ledger/checkpoint.html", {"note": ""})
    text = data.decode()
    note = read_note(text)
    checkpoint = read_checkpoint(note.body)
    root = checkpoint.root.hex()
    context = {
        "note": text,
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": " ".join(root[at : at + GROUP] for at in range(0, len(root), GROUP)),
        "now": timezone.now(),
        "witnessed": show_witnesses() is not None,
        "signatures": [
            SignedBy(one.name, read_time(int.from_bytes(one.value[:8], "big")))
            if len(one.value) == COSIGNED
            else SignedBy(one.name, None)
            for one in note.signatures
        ],
        "code": mark_safe(make_qr(text, error="m").svg_inline(scale=3, border=4, light="#fff")),  # noqa: S308 - drawn by segno: squares alone
    }
    return render(request, "public/ledger/checkpoint.html", context)


def read_filter(request: HttpRequest) -> tuple[Asked, Filter]:
    """The filter asked for; where it is wrong, what to say, and a filter without it."""
    given = {n: request.GET.get(n, "").strip() for n in ("region", "kind", "day")}
    before = request.GET.get("before", "")
    at = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    error = ""
    try:
        day = date.fromisoformat(given["day"]) if given["day"] else None
    except ValueError:
        day, error = None, _("A day is written 2026-11-26.")
    kind = given["kind"] if "\0" not in given["kind"] else ""
    try:
        wanted = Filter(given["region"], kind[:LONGEST_FIELD], day, at)
    except ValueError:
        wanted = Filter("", kind[:LONGEST_FIELD], day, at)
        error = _("A division is a code of 6 or 9 digits, such as 440100.")
    return Asked(**given, error=error), wanted


@require_safe
def show_entries(request: HttpRequest) -> HttpResponse:
    """Entries by division, kind and day, the newest first."""
    asked, wanted = read_filter(request)
    entries, more = ([], False) if asked.error else list_entries(wanted)
    context = {"asked": asked, "entries": entries, "last": entries[-1].index if more else None}
    return render(request, "public/ledger/entries.html", context)


def write_hex(data: bytes) -> str:
    """Bytes as sixteen a line, with their place and what is printable."""
    lines = []
    for at in range(0, len(data), LINE):
        part = data[at : at + LINE]
        shown = "".join(chr(b) if 32 <= b < 127 else "." for b in part)
        lines.append(f"{at:06x}  {part.hex(' '):<{LINE * 3}} {shown}")
    return "\n".join(lines)


@require_safe
def show_entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry as text and as bytes."""
    entry = find_entry(index) if index < LARGEST else None
    if entry is None:
        raise Http404
    try:
        text = json.dumps(read_entry(entry.data), ensure_ascii=False, indent=2)
    except EntryError:
        text = ""
    context = {
        "entry": entry,
        "text": text,
        "hex": write_hex(entry.data),
        "hash": entry.leaf_hash.hex(),
        "proof": prove_entry(index),
        "size": read_size(),
    }
    return render(request, "public/ledger/entry.html", context)


def attach(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def download_bytes(request: HttpRequest, index: int) -> HttpResponse:
    """The bytes of an entry, as they stand in the log."""
    entry = find_entry(index) if index < LARGEST else None
    if entry is None:
        raise Http404
    return attach(entry.data, f"entry-{index}.json", "application/octet-stream")


@require_safe
def download_proof(request: HttpRequest, index: int) -> HttpResponse:
    """The proof of an entry (C2SP tlog-proof)."""
    proof = prove_entry(index) if index < LARGEST else None
    if proof is None:
        raise Http404
    return attach(proof, f"entry-{index}.tlog-proof", "text/plain; charset=utf-8")


@require_safe
def download_verifier(request: HttpRequest) -> HttpResponse:
    """The offline verifier, one file."""
    return attach(VERIFIER.read_bytes(), VERIFIER.name, "text/x-python; charset=utf-8")


@require_safe
def serve_log(request: HttpRequest, name: str, part: str | None = None) -> HttpResponse:
    """A published file at its C2SP path: `checkpoint` with the cosignatures it has, `policy`,
    `tile/…`."""
    home = Path(settings.VAR) / "ledger"
    path = home / "public" / name
    if not path.is_file():
        raise Http404
    is_text = name in {"checkpoint", "policy"}
    content = choose_checkpoint(home) if name == "checkpoint" else path.read_bytes()
    kind = "text/plain; charset=utf-8" if is_text else "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    full = not is_text and part is None
    response["Cache-Control"] = "public, max-age=31536000, immutable" if full else "no-cache"
    response["Access-Control-Allow-Origin"] = "*"  # hashes for whoever checks them in a browser
    return response


URLS: list[URLPattern] = [
    path("ledger/", show_index, name="ledger"),
    path("ledger/checkpoint/", show_checkpoint, name="ledger_checkpoint"),
    path("ledger/entries/", show_entries, name="ledger_entries"),
    path("ledger/entries/<int:index>/", show_entry, name="ledger_entry"),
    path("ledger/entries/<int:index>/bytes", download_bytes, name="ledger_bytes"),
    path("ledger/entries/<int:index>/proof", download_proof, name="ledger_proof"),
    path("ledger/verifier", download_verifier, name="ledger_verifier"),
]
"""Pages, in both languages."""

LOG_URLS: list[URLPattern] = [
    path("log/checkpoint", serve_log, {"name": "checkpoint"}, name="log_checkpoint"),
    path("log/policy", serve_log, {"name": "policy"}, name="log_policy"),
    re_path(rf"^log/(?P<name>{TILE})$", serve_log),
]
"""The published log, which has no language."""
