"""The ledger: the newest checkpoint, entries, and the proof of an act by its key.

The log is open to everyone: no personal datum stands in it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from django.http import Http404

from jifang.api.cursors import name_list, read_cursor
from jifang.api.forms import CheckpointGiven, Entries, EntryRow, ProofGiven
from jifang.api.operations.territory import read_code
from jifang.api.problems import fail_field
from jifang.api.reading import OTHERWISE, read_limit
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.foundation.audit.selectors import (
    Filter,
    PlacedEntry,
    find_entry,
    find_keyed,
    find_place,
    list_entries,
    list_notes,
    prove_entry,
)
from jifang.foundation.walls.paging import write_place
from jifang.law.errors import Text
from jifang.ledger.notes import read_checkpoint, read_note

TAG = "ledger"
LARGEST = 10**15
KIND = re.compile(r"[a-z_]+(\.[a-z_]+)*", re.ASCII)
LONGEST_KIND = 64
LONGEST_KEY = 255


@declare(
    "GET",
    "ledger/checkpoint",
    CheckpointGiven,
    Doc(
        "readCheckpoint",
        TAG,
        Text("最新的签名检查点", "The newest signed checkpoint"),
        Text("note 是 C2SP 签名文本；还没有签过时回答 404。",
             "`note` is the signed note (C2SP); 404 before anything was signed."),
        rows=True,
        may_lack=True,
    ),
)  # fmt: skip
def read_newest(request: ApiRequest) -> Mapping[str, Any]:
    """The newest checkpoint."""
    notes = list_notes(1)
    if not notes:
        raise Http404
    return {
        "size": notes[0].size,
        "root": read_checkpoint(read_note(notes[0].note).body).root.hex(),
        "note": notes[0].note,
        "signed_at": notes[0].at.isoformat(),
    }


@declare(
    "GET",
    "ledger/entries",
    Entries,
    Doc(
        "listEntries",
        TAG,
        Text("列出账本记录", "List entries of the ledger"),
        Text("新的在前；可按区划（region）和种类（kind）。",
             "The newest first; by division (`region`) and kind."),
        rows=True,
    ),
)  # fmt: skip
def list_log(
    request: ApiRequest,
    region: str | None = None,
    kind: str | None = None,
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of the log."""
    if kind is not None and not (KIND.fullmatch(kind) and len(kind) <= LONGEST_KIND):
        raise fail_field("kind", kind, OTHERWISE, Text("如 token.created", "such as token.created"))
    of = name_list("entries", region=region, kind=kind)
    before = None if cursor is None else int(read_cursor(of, cursor, 1)[0])
    wanted = Filter(read_code("region", region), kind or "", before=before)
    rows, more = list_entries(wanted, read_limit(limit))
    return {
        "items": [show_entry(row) for row in rows],
        "next": write_place(of, [rows[-1].index]) if more else None,
    }


@declare(
    "GET",
    "ledger/entries/{int:index}",
    EntryRow,
    Doc(
        "readEntry",
        TAG,
        Text("一条记录", "An entry"),
        Text("bytes 是被散列的原始字节（base64）。", "`bytes` is what was hashed, in base64."),
        rows=True,
        arguments={"index": "0"},
    ),
)
def read_entry(request: ApiRequest, index: int) -> Mapping[str, Any]:
    """One entry by its place."""
    found = find_entry(index) if index < LARGEST else None
    if found is None:
        raise Http404
    return show_entry(found)


@declare(
    "GET",
    "ledger/proofs/{key}",
    ProofGiven,
    Doc(
        "readProof",
        TAG,
        Text("按行为的键取证明", "The proof of an act by its key"),
        Text("key 是写入时回答的 act_key。state：waiting 尚未编入，placed 已编入待签名，"
             "signed 已签名并附证明（C2SP tlog-proof）。",
             "`key` is the act_key that a write was answered with. `state`: waiting until the log"
             " has taken it, placed until it is signed, signed with the proof (C2SP tlog-proof)."),
        rows=True,
        arguments={"key": "api.0000000000000000000000000000000000000000"},
    ),
)  # fmt: skip
def read_proof(request: ApiRequest, key: str) -> Mapping[str, Any]:
    """The proof of an act."""
    found = find_keyed(key) if len(key) <= LONGEST_KEY and "\0" not in key else None
    if found is None:
        raise Http404
    number, data = found
    index = find_place(number)
    proof = None if index is None else prove_entry(index)
    state = "waiting" if index is None else "placed" if proof is None else "signed"
    return {
        "key": key,
        "state": state,
        "index": index,
        "bytes": b64encode(data).decode(),
        "proof": proof,
    }


def show_entry(entry: PlacedEntry) -> dict[str, Any]:
    """The JSON form of an entry."""
    return {
        "index": entry.index,
        "at": entry.at.isoformat(),
        "organ": entry.organ,
        "region": entry.region,
        "kind": entry.kind,
        "leaf_hash": entry.leaf_hash.hex(),
        "bytes": b64encode(entry.data).decode(),
    }
