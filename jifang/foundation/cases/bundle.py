"""The bundle of a case (案卷包): everything of it that its reader may see, with the proofs, in one
file that `jifang-verify bundle` checks offline.

What is in it depends on who takes it: the organ has everything; the party (当事人) has its own
letters, documents and events, and the organ's own business is named as withheld; supervision and
audit have every event, and letters and documents by their digest alone. Taking one is an act, and
its leaf holds the digest of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from uuid import UUID

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.selectors import ProvedEntry, prove_entries
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.bundle_file import MOST_BYTES, BundleFile, list_files, write_canonical
from jifang.foundation.cases.bundle_parts import (
    describe_case,
    describe_documents,
    describe_event,
    describe_letter,
    describe_periods,
    describe_procedure,
    list_parts,
    name_file,
    read_paper_salts,
    read_salts,
)
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.reading import Reader, find_reader, read_files
from jifang.foundation.documents.data import BlobDamagedError
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.selectors import read_blob
from jifang.law.errors import Text

FORMAT, VERSION = "jifang.case-bundle", 1
ROOM: Final = MOST_BYTES // 2
"""Bytes of letters and documents in one bundle; those beyond are named and left out."""
README: Final = """\
案卷包 / The bundle of a case

离线核验 / Check it offline:

    jifang-verify bundle FILE POLICY
    jifang-verify bundle FILE POLICY --lang en

POLICY 请取自纸面公布的策略，不要取自本平台。
Take POLICY from where it is published on paper, not from the platform.

manifest.json   清单：事件、理由、法律结论、期限 / events, reasons, decisions, periods
ledger/         账本条目原文及其证明 / ledger entries as bytes, each with its proof
checkpoint      已签名的检查点 / the signed checkpoint
letters/        文书 / letters      documents/  材料 / documents
"""


@dataclass
class Bundle:
    """What goes into a bundle. `waiting`: how many entries are in no signed checkpoint yet, so that
    it cannot be made; `files` come without the letters and documents, which are read last."""

    case: Case
    reader: Reader
    manifest: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    contents: list[tuple[dict[str, Any], Document | Letter]] = field(default_factory=list)
    waiting: int = 0

    @property
    def size(self) -> int:
        """Bytes of the letters and documents in it."""
        return sum(row.size for _, row in self.contents)


@dataclass(frozen=True, slots=True)
class Taken:
    """A bundle that was written: under which name, how large, its SHA-256."""

    name: str
    size: int
    sha256: str


class NotSignedError(CaseError):
    """An entry of the case is in no signed checkpoint yet; in a moment it will be."""

    def __init__(self, waiting: int) -> None:
        said = Text(
            f"还有 {waiting} 条记账未进入已签名的检查点，请稍后再取",
            f"{waiting} entries are in no signed checkpoint yet; try again in a moment",
        )
        super().__init__("not_signed", said)
        self.waiting = waiting


def prepare_bundle(by: Actor, public_id: UUID | str) -> Bundle:
    """What a bundle will hold for whoever asks. Raises `NotFoundError`."""
    with read_files(by):
        case, reader = find_reader(by, public_id)
        events = list(Event.objects.filter(case=case).order_by("version"))
        letters = list_letters(events)
        note, proved = prove_entries(
            [e.entry for e in events] + [r.entry for r in letters.values()]
        )
        papers = read_paper_salts(case, events) if opens_papers(by, reader) else {}
        documents, rows = describe_documents(events, proved, papers)
        salts, seen = read_salts(case, events), {e.version for e in events}
        manifest = {
            "format": FORMAT, "v": VERSION, "reader": reader, "case": describe_case(case),
            "procedure": describe_procedure(case),
            "events": [describe_event(case, e, salts, papers) for e in events],
            "withheld": [v for v in range(1, case.version + 1) if v not in seen],
            "letters": [
                describe_letter(letters[e.letter], e) for e in events if e.letter in letters
            ],
            "documents": documents,
            "periods": describe_periods(case, {e.pk: e.version for e in events}),
            "parts": list_parts(case, by),
        }  # fmt: skip
        bundle = Bundle(case, reader, manifest)
        add_leaves(bundle, events, letters, proved)
        if not opens_papers(by, reader):
            for one in documents:
                one["name"] = ""  # whoever named a file may have named a person
        else:
            add_papers(bundle, {**rows, **{str(r.public_id): r for r in letters.values()}})
        bundle.files |= {"README.txt": README.encode(), "checkpoint": note.encode()}
        return bundle


def opens_papers(by: Actor, reader: Reader) -> bool:
    """Whether letters and documents come along: for the party, and those who may see personal
    data in clear."""
    return (
        reader == "party" or by is SYSTEM or (reader == "organ" and may(by.role, "reveal_personal"))
    )


def list_letters(events: list[Event]) -> dict[str, Letter]:
    """The letters of events within reach, by public id."""
    wanted = [e.letter for e in events if e.letter]
    return {str(r.public_id): r for r in Letter.objects.filter(public_id__in=wanted)}


def add_leaves(
    bundle: Bundle, events: list[Event], letters: dict[str, Letter], proved: dict[int, ProvedEntry]
) -> None:
    """The entries of events and letters, each with its proof."""
    wanted = [(f"event-{e.version:05d}", e.entry) for e in events]
    wanted += [(f"letter-{name}", letters[name].entry) for name in letters]
    for name, entry in wanted:
        held = proved.get(entry)
        if held is None or held.proof is None:
            bundle.waiting += 1
            continue
        bundle.files[f"ledger/{name}.entry"] = held.data
        bundle.files[f"ledger/{name}.tlog-proof"] = held.proof.encode()


def add_papers(bundle: Bundle, rows: dict[str, Document | Letter]) -> None:
    """Letters and documents that come along, as far as there is room."""
    room = ROOM
    for said in (*bundle.manifest["letters"], *bundle.manifest["documents"]):
        row = rows.get(said["id"])
        if row is None or said["sha256"] is None:
            continue
        if row.size > room:
            said["state"] = "left_out"
            continue
        room -= row.size
        said["file"], said["state"] = name_file(row), "here"
        bundle.contents.append((said, row))


def read_papers(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """The bytes of letters and documents; one that is damaged is named so, and has none."""
    for said, row in bundle.contents:
        try:
            yield said["file"], read_blob(row)
        except BlobDamagedError:
            said["file"], said["state"] = None, "damaged"


def write_bundle(by: Actor, public_id: UUID | str, out: BinaryIO) -> Taken:
    """Make the bundle of a case, and record that it was taken.

    Raises `NotFoundError`; `NotSignedError` while an entry is in no signed checkpoint.
    """
    bundle = prepare_bundle(by, public_id)
    if bundle.waiting:
        raise NotSignedError(bundle.waiting)
    listed = list_files([*bundle.files.items()])
    for name, data in read_papers(bundle):
        listed |= list_files([(name, data)])
    manifest = {**bundle.manifest, "files": listed}
    file = BundleFile(out)
    file.add("manifest.json", write_canonical(manifest))
    for name in sorted(bundle.files):
        file.add(name, bundle.files[name])
    for name, data in read_papers(bundle):
        file.add(name, data)
    return record_taken(by, bundle, file)


def record_taken(by: Actor, bundle: Bundle, file: BundleFile) -> Taken:
    """The leaf that says who took it, and the digest of exactly this file."""
    case, sha256 = bundle.case, file.finish()
    record_act(
        Act(
            "case.bundle_taken", case.organ, case.organ_region, by.public_id,
            Target("case", str(case.public_id)), after=sha256,
            details=(("reader", bundle.reader), ("version", case.version), ("size", file.size)),
        )
    )  # fmt: skip
    return Taken(f"case-{case.procedure}-{case.year}-{case.number}.zip", file.size, sha256)
