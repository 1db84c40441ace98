"""Items of a file audit; letters and documents, reasons, and what the ledger holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Any, Literal
from uuid import UUID

from jifang.foundation.cases.bundle_parts import PAPER, read_paper_salts
from jifang.foundation.cases.case_files import CaseFile
from jifang.foundation.cases.data import Procedure, Transition
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.services import digest_event
from jifang.foundation.documents.data import BlobDamagedError
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.selectors import read_blob
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.ledger.entries import EntryError, commit

Verdict = Literal["holds", "gap", "none", "unknown"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: what is asked, how it came out, what was found.

    cite: the provision it rests on; none where it is the organ's own order of business.
    version: the event it is about.
    """

    part: str
    title: Text
    verdict: Verdict
    found: Text
    cite: Cite | None = None
    version: int | None = None


def say_event(event: Event, transition: Transition | None) -> Text:
    """An event by number and name."""
    act = transition.act if transition else Text(event.act, event.act)
    return Text(f"第 {event.version} 步 {act.zh}", f"{event.version}. {act.en}")


def find_transition(event: Event) -> Transition | None:
    """The step of the procedure that an event is."""
    return index_transitions(event.procedure).get((event.act, event.from_state))


# -- papers ----------------------------------------------------------------------------------------


def check_papers(file: CaseFile, procedure: Procedure, deep: bool) -> Iterator[Item]:
    """Letters, documents and reasons of every event."""
    for event in file.events:
        transition = find_transition(event)
        title = say_event(event, transition)
        if transition is not None and transition.document:
            yield check_letter(file, event, transition, title, deep)
        yield from check_documents(file, event, title, deep)
        if transition is not None and transition.needs_reason:
            yield check_reason(event, transition, title)


def check_letter(
    file: CaseFile, event: Event, transition: Transition, title: Text, deep: bool
) -> Item:
    """The letter that goes out with a step: there, numbered, signed by whoever took it, whole."""
    letter = file.letters.get(event.letter)
    if letter is None:
        none = Text("没有文书", "there is no letter")
        return Item("letters", title, "gap", none, transition.provision, event.version)
    named = Text(
        f"{letter.number_text}，{letter.issued_on}", f"{letter.number_text}, {letter.issued_on}"
    )
    faults = list(find_letter_faults(file, event, transition, letter, deep))
    said = join(named, faults)
    verdict: Verdict = "gap" if faults else "holds"
    return Item("letters", title, verdict, said, transition.provision, event.version)


def find_letter_faults(
    file: CaseFile, event: Event, transition: Transition, letter: Letter, deep: bool
) -> Iterator[Text]:
    """What is wrong with a letter."""
    if letter.template != transition.document:
        yield Text("不是这一步的文书", "not the letter of this step")
    if letter.organ != file.case.organ:
        yield Text("不是本机关的文书", "of another organ")
    if letter.issued_by != event.by:
        yield Text("签发人不是办理人", "signed by somebody else than took the step")
    if letter.issued_on != event.legal_day:
        yield Text("日期与办理日不同", "of another day than the step")
    leaf = file.leaves.get(letter.entry)
    recorded = [[d["sha256"] for d in leaf["documents"]], leaf["on"]["id"]] if leaf else []
    if recorded != [[letter.sha256], str(letter.public_id)]:
        yield Text("与账本所记不同", "not what the ledger says")
    if deep and is_damaged(letter):
        yield Text("存件缺失或者损坏", "the kept copy is missing or damaged")


def check_documents(file: CaseFile, event: Event, title: Text, deep: bool) -> Iterator[Item]:
    """The documents that a step names are there, and what they were."""
    names = sorted({str(UUID(name)) for name in event.documents})
    if not names:
        return
    leaf = file.leaves.get(event.entry)
    faults = []
    for name, recorded in read_recorded(event, leaf, names).items():
        row = file.documents.get(name)
        if row is None:
            faults.append(Text(f"缺 {name[:8]}", f"{name[:8]} is missing"))
        elif not recorded(row.sha256):
            faults.append(
                Text(f"{name[:8]} 与账本所记不同", f"{name[:8]} is not what was recorded")
            )
        elif deep and is_damaged(row):
            faults.append(Text(f"{name[:8]} 损坏", f"{name[:8]} is damaged"))
    n = len(names)
    said = join(Text(f"{n} 份", f"{n} in all"), faults)
    yield Item("papers", title, "gap" if faults else "holds", said, None, event.version)


def read_recorded(event: Event, leaf: Any, names: list[str]) -> dict[str, Callable[[str], bool]]:
    """Whether a digest is what the leaf says of each document, in clear or by commitment. One
    whose salt was erased is told apart by nothing any more."""
    if leaf is None:
        return {name: lambda _: False for name in names}
    committed = {n: leaf["committed"][PAPER + n] for n in names if PAPER + n in leaf["committed"]}
    digests = iter([d["sha256"] for d in leaf["documents"]])
    found: dict[str, Callable[[str], bool]] = {}
    salts = read_paper_salts(event.case, [event]).get(event.entry, {}) if committed else {}
    for name in names:
        if name not in committed:
            found[name] = partial(eq, next(digests, None))
        elif name in salts:
            found[name] = partial(is_committed, committed[name], bytes.fromhex(salts[name]))
        else:
            found[name] = lambda _: True
    return found


def is_committed(commitment: str, salt: bytes, sha256: str) -> bool:
    """Whether a commitment is to this digest."""
    return commit(sha256, salt) == commitment


def is_damaged(row: Document | Letter) -> bool:
    """Whether the bytes are not those that were kept."""
    try:
        read_blob(row)
    except BlobDamagedError:
        return True
    return False


def check_reason(event: Event, transition: Transition, title: Text) -> Item:
    """A step that needs a reason has one."""
    there = bool(event.reason.strip())
    said = Text("已写明", "given") if there else Text("没有写明", "not given")
    verdict: Verdict = "holds" if there else "gap"
    return Item("reasons", title, verdict, said, transition.provision, event.version)


def join(said: Text, faults: list[Text]) -> Text:
    """What was found, and what is wrong with it."""
    if not faults:
        return said
    return Text(
        f"{said.zh}：{'；'.join(f.zh for f in faults)}",
        f"{said.en}: {'; '.join(f.en for f in faults)}",
    )


# -- the ledger ------------------------------------------------------------------------------------


def check_ledger(file: CaseFile) -> Iterator[Item]:
    """Every event has its leaf and is what the leaf says; nothing is missing; all is signed."""
    case, events = file.case, file.events
    faults = [fault for event in events for fault in find_leaf_faults(file, event)]
    n = len(events)
    title = Text("每一步都与账本相符", "every step is as the ledger says")
    said = join(Text(f"{n} 步", f"{n} step{'s' * (n != 1)}"), faults)
    yield Item("ledger", title, "gap" if faults else "holds", said)
    title = Text("步骤不缺号，状态前后相接", "no step is missing, each state follows from the last")
    ends = ["", *(e.to_state for e in events)]
    whole = [e.version for e in events] == list(range(1, case.version + 1))
    follows = [e.from_state for e in events] == ends[:-1] and ends[-1] == case.state
    found = Text(f"第 1 至 {case.version} 步", f"1 to {case.version}")
    holder = events[-1].details.get("holder") if events else None
    holds = whole and follows and holder == [case.holder_party, case.holder]
    wrong = Text("缺号，或者与案件现状不符", "a step is missing, or the case is not where they led")
    yield Item("ledger", title, "holds" if holds else "gap", found if holds else wrong)
    title = Text("已进入签名的检查点", "in a signed checkpoint")
    left = file.unsigned
    if left:
        waits = Text(f"还有 {left} 条在等签名", f"{left} entries wait to be signed")
        yield Item("ledger", title, "unknown", waits)
    else:
        yield Item("ledger", title, "holds", Text("全部", "all of them"))


def find_leaf_faults(file: CaseFile, event: Event) -> Iterator[Text]:
    """What does not agree between an event and its leaf."""
    where = event.version
    leaf = file.leaves.get(event.entry)
    if leaf is None:
        yield Text(f"第 {where} 步没有记账", f"step {where} has no entry")
        return
    said = (leaf["kind"], leaf["on"]["id"], leaf["after"], leaf["actor"])
    digest = digest_event(file.case, event)
    held = (f"case.{event.act}", str(file.case.public_id), digest, event.by)
    if said != held or event.digest != digest:
        yield Text(f"第 {where} 步被改过", f"step {where} was changed")
    if is_reason_changed(event, leaf["committed"].get("reason"), file.salts.get(event.entry)):
        yield Text(f"第 {where} 步的理由被改过", f"the reason of step {where} was changed")


def is_reason_changed(event: Event, committed: str | None, salt: bytes | None) -> bool:
    """Whether a reason is another than was committed to; where the salt was erased nobody knows."""
    if committed is None:
        return event.reason != ""
    try:
        return salt is not None and commit(event.reason, salt) != committed
    except EntryError:
        return True
