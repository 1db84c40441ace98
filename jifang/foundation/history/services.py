"""The one way to write a record: all fields checked at once, row, history and leaf together.

    draft = draft_record(KIND, place, {"name": …}, links={"unit": unit})
    site = declare_record(KIND, by, draft)
    change_record(KIND, by, site.public_id, site.version, {"name": …}, reason="…")
    retire_record(KIND, by, site.public_id, version, reason="…")

Nothing is deleted. A version that is no longer the present one changes nothing (`StaleError`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act, record_apart, record_refusal
from jifang.foundation.documents.models import Document
from jifang.foundation.history.bulk import insert_rows
from jifang.foundation.history.data import NotFoundError, Place, RecordError, StaleError
from jifang.foundation.history.kinds import (
    Kind,
    R,
    digest_state,
    list_parts,
    make_plain,
    read_state,
    set_values,
)
from jifang.foundation.history.models import ACTIVE, RETIRED, Change
from jifang.foundation.history.readers import EARLIEST, read_fields
from jifang.foundation.search.services import Texts, add_texts, change_texts
from jifang.foundation.territory.selectors import is_within
from jifang.law.errors import InputError, Problem, Text

AT_ONCE = 1_000
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Draft(Generic[R]):
    """A record that was read and checked but not written; `problems` say why it cannot be."""

    record: R
    root: UUID
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Past:
    """A record before it is changed."""

    state: dict[str, Any]
    digest: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class _Why:
    """Why a record is changed, and from which day the change is true."""

    reason: str
    day: date


# -- who may ---------------------------------------------------------------------------------------


def check_right(kind: Kind[R], by: Actor, party: str, *regions: str) -> None:
    """Who may write a record: members of its body, officers of its territory. Raises
    `RecordError`."""
    if by is SYSTEM:
        return
    own = "own_body" in kind.powers and may(by.role, "own_body") and party == by.body.party
    if own and len(set(regions)) < 2:
        return
    officer = "edit_register" in kind.powers and may(by.role, "edit_register")
    if officer and all(is_within(region, by.body.organ_region) for region in regions):
        return
    if len(set(regions)) > 1:
        said = Text(
            "跨机关移交由两地共同的上级机关办理",
            "a record is moved to another organ by an organ that is above both",
        )
    else:
        said = Text("您的角色不能修改这条登记", "your role may not change this record")
    raise RecordError("power", said)


def _act(kind: Kind[R], by: Actor, what: str, region: str, on: UUID | str, **more: Any) -> Act:
    details = tuple(more.pop("details", ()))
    if by.lender:
        details = (*details, ("for", by.lender))
    target = Target(kind.name, str(on))
    return Act(f"{kind.name}.{what}", by.body.party, region, by.public_id, target,
               details=details, **more)  # fmt: skip


def _read_reason(reason: str, *, needed: bool) -> str:
    clean = reason.strip()
    if (needed and not clean) or len(clean) > LONGEST_REASON:
        said = Text(
            f"须写明原因，至多 {LONGEST_REASON} 字",
            f"a reason must be given, at most {LONGEST_REASON} characters",
        )
        raise InputError(Problem("reason", reason, said))
    return clean


def _read_day(on: date | None) -> date:
    today = timezone.localdate()
    if on is not None and not EARLIEST <= on <= today:
        said = Text(
            f"不得早于 {EARLIEST}（平台规则），不得晚于今天",
            f"not before {EARLIEST} (a rule of the platform), not later than today",
        )
        raise InputError(Problem("holds_from", on.isoformat(), said))
    return on or today


# -- declaring -------------------------------------------------------------------------------------


def draft_record(
    kind: Kind[R],
    place: Place,
    given: Mapping[str, Any],
    *,
    links: Mapping[str, Any] | None = None,
    demonstration: bool = False,
) -> Draft[R]:
    """Read and check a new record without writing it, doubles excepted."""
    values, problems = read_fields(kind.fields, given, whole_record=True)
    record = kind.model(
        organ_region=place.organ_region, party=place.party, demonstration=demonstration,
        **(links or {}),
    )  # fmt: skip
    for name in kind.names:
        values.setdefault(name, None)
    set_values(kind, record, values)
    warnings: tuple[Problem, ...] = ()
    problems += find_missing_papers(values)
    if not problems:
        kind.derive(record)
        problems += list(kind.check(record))
        warnings = tuple(kind.warn(record))
    root = UUID(place.root) if place.root else record.public_id
    return Draft(record, root, tuple(problems), warnings)


def find_missing_papers(values: Mapping[str, Any]) -> list[Problem]:
    """Papers that were never handed in, or lie behind a wall: a record names none of them."""
    wanted = values.get("documents") or ()
    if not wanted:
        return []
    there = Document.objects.filter(public_id__in=wanted).values_list("public_id", flat=True)
    known = {str(i) for i in there}
    said = Text("没有这个文件", "there is no such document")
    return [Problem("documents", i, said) for i in wanted if i not in known]


def declare_record(
    kind: Kind[R],
    by: Actor,
    draft: Draft[R],
    *,
    reason: str = "",
    holds_from: date | None = None,
    entrusted: bool = False,
) -> R:
    """Write a new record. Raises `InputError` with every problem, and `RecordError`.

    entrusted: the domain has made sure by itself that somebody may who is neither of the record's
        body nor an officer of its territory, and has widened the bounds for it.
    """
    return declare_records(
        kind, by, [draft], reason=reason, holds_from=holds_from, entrusted=entrusted
    )[0]


def find_doubles(kind: Kind[R], drafts: Sequence[Draft[R]]) -> Mapping[int, Problem]:
    """Which drafts stand in the register already, or twice among themselves."""
    return kind.find_doubles([d.record for d in drafts])


def declare_records(
    kind: Kind[R],
    by: Actor,
    drafts: Sequence[Draft[R]],
    *,
    reason: str = "",
    holds_from: date | None = None,
    entrusted: bool = False,
) -> list[R]:
    """Write new records in one transaction with one leaf; all of them, or none.

    The leaf of several holds the digest of their digests: each stays provable by its history.
    Raises `InputError` with every problem of every draft, and `RecordError`.
    """
    said, day = _read_reason(reason, needed=False), _read_day(holds_from)
    for draft in () if entrusted else drafts:
        try:
            check_right(kind, by, draft.record.party, draft.record.organ_region)
        except RecordError as error:
            act = _act(kind, by, "declared", draft.record.organ_region, "new")
            record_refusal(act, error.code)
            raise
    problems = _collect_problems(kind, drafts)
    if problems:
        raise InputError(problems)
    records = [d.record for d in drafts]
    with transaction.atomic():
        _insert(kind, records)
        _write_declared(kind, by, drafts, said, day)
        add_texts(kind.read_texts(r) for r in records if kind.searched)
    return records


def _collect_problems(kind: Kind[R], drafts: Sequence[Draft[R]]) -> list[Problem]:
    doubles = {} if any(d.problems for d in drafts) else find_doubles(kind, drafts)
    found = []
    for at, draft in enumerate(drafts):
        where = f"rows[{at}]." if len(drafts) > 1 else ""
        wrong = [*draft.problems, *([doubles[at]] if at in doubles else [])]
        found += [Problem(f"{where}{p.field}", p.value, p.message) for p in wrong]
    return found


def _insert(kind: Kind[R], records: Sequence[R]) -> None:
    try:
        with transaction.atomic():
            for start in range(0, len(records), AT_ONCE):
                insert_rows(records[start : start + AT_ONCE], "public_id")
    except IntegrityError as error:
        raise _explain(kind, error) from None


def _explain(kind: Kind[R], error: IntegrityError) -> Exception:
    """What a constraint of the database means; what none of ours says is a fault of the program."""
    for name, (field, said) in kind.unique.items():
        if name in str(error):
            return InputError(Problem(field, None, said))
    return error


def _write_declared(
    kind: Kind[R], by: Actor, drafts: Sequence[Draft[R]], reason: str, day: date
) -> None:
    digests = [digest_state(kind, d.record) for d in drafts]
    first = drafts[0].record
    if len(drafts) == 1:
        act = _act(kind, by, "declared", first.organ_region, first.public_id, after=digests[0],
                   personal=_keep(reason))  # fmt: skip
    else:
        lines = sorted(f"{d.record.public_id} {x}" for d, x in zip(drafts, digests, strict=True))
        whole = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        act = _act(kind, by, "declared_together", by.body.organ_region, "several", after=whole,
                   personal=_keep(reason), details=(("records", len(drafts)),))  # fmt: skip
    entry = record_act(act).entry
    rows = [
        Change(
            kind=kind.name, record=d.record.public_id, root=d.root, party=d.record.party,
            organ_region=d.record.organ_region, version=1, act="declared", holds_from=day,
            by=by.public_id, role=by.role, reason=reason, digest=digest, entry=entry,
        )
        for d, digest in zip(drafts, digests, strict=True)
    ]  # fmt: skip
    for start in range(0, len(rows), AT_ONCE):
        insert_rows(rows[start : start + AT_ONCE])


def _keep(reason: str) -> tuple[tuple[str, str], ...]:
    """Reasons are free text and may name a person: the leaf holds their commitment alone."""
    return (("reason", reason),) if reason else ()


# -- changing --------------------------------------------------------------------------------------


def lock_record(kind: Kind[R], public_id: UUID | str) -> R:
    """The record, locked for the rest of the transaction. Raises `NotFoundError`."""
    try:
        wanted = public_id if isinstance(public_id, UUID) else UUID(public_id)
    except ValueError:
        raise NotFoundError from None
    manager: models.Manager[R] = kind.model._default_manager
    found = manager.select_for_update().filter(public_id=wanted).first()
    if found is None:
        raise NotFoundError
    return found


def check_version(kind: Kind[R], record: R, version: int) -> None:
    """Refuse to overwrite what someone else wrote meanwhile. Raises `StaleError`."""
    if record.version == version:
        return
    since = Change.objects.filter(record=record.public_id, version__gt=version)
    names = {name for change in since for name in change.after}
    raise StaleError(record.version, tuple(n for n in kind.names if n in names))


def change_record(
    kind: Kind[R],
    by: Actor,
    public_id: UUID | str,
    version: int,
    given: Mapping[str, Any],
    *,
    reason: str,
    holds_from: date | None = None,
) -> R:
    """Change fields of a record; a change that changes nothing writes nothing.

    Raises `NotFoundError`, `StaleError`, `RecordError` for the right, `InputError` with every
    problem.
    """
    said, day = _read_reason(reason, needed=True), _read_day(holds_from)
    with transaction.atomic():
        record = lock_record(kind, public_id)
        _check_right_to(kind, by, record, "changed")
        check_version(kind, record, version)
        past = _remember(kind, record)
        values, problems = read_fields(kind.fields, given, whole_record=False)
        problems += find_missing_papers(values)
        if record.state != ACTIVE:
            said_so = Text("已注销的记录不得修改", "a retired record is not changed")
            problems.append(Problem("state", record.state, said_so))
        if problems:
            raise InputError(problems)
        set_values(kind, record, values)
        kind.derive(record)
        problems = list(kind.check(record)) or list(kind.find_doubles([record]).values())
        if problems:
            raise InputError(problems)
        if read_state(kind, record) == past.state:
            return record
        if kind.find_region is not None:
            _follow_region(kind, by, record)
        return _write_change(kind, by, record, past, _Why(said, day))


def _remember(kind: Kind[R], record: R) -> _Past:
    return _Past(read_state(kind, record), digest_state(kind, record), kind.read_texts(record))


def _check_right_to(kind: Kind[R], by: Actor, record: R, what: str) -> None:
    try:
        check_right(kind, by, record.party, record.organ_region)
    except RecordError as error:
        act = _act(kind, by, what, record.organ_region, record.public_id)
        record_refusal(act, error.code)
        raise


def _follow_region(kind: Kind[R], by: Actor, record: R) -> None:
    """Where the place changed, the organ that keeps the record may change with it."""
    region = kind.find_region(record) if kind.find_region else None
    if region is None or region == record.organ_region:
        return
    try:
        check_right(kind, by, record.party, record.organ_region, region)
    except RecordError as error:
        raise InputError(Problem("region", getattr(record, "region", region), error.text)) from None
    record.organ_region = region


def _write_change(kind: Kind[R], by: Actor, record: R, past: _Past, why: _Why) -> R:
    now, old_region = read_state(kind, record), past.texts.organ_region
    new = {name: value for name, value in now.items() if value != past.state[name]}
    old = {name: past.state[name] for name in new}
    moved = record.organ_region != old_region
    parts = _read_part_texts(kind, record) if moved else []
    if moved:
        old["organ_region"], new["organ_region"] = old_region, record.organ_region
    _save(kind, record)
    act = "moved" if moved else "changed"
    _write_version(kind, by, record, act, past=past.digest, why=why, before=old, after=new)
    if kind.searched:
        change_texts([past.texts], [kind.read_texts(record)])
    if moved:
        _take_along(kind, by, record, old_region, parts)
    return record


def _save(kind: Kind[R], record: R) -> None:
    record.version += 1
    record.changed_at = timezone.now()
    try:
        with transaction.atomic():
            record.save(force_update=True)
    except IntegrityError as error:
        raise _explain(kind, error) from None


def _write_version(
    kind: Kind[R],
    by: Actor,
    record: R,
    act: str,
    *,
    past: str,
    why: _Why,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    digest = digest_state(kind, record)
    leaf = _act(kind, by, act, record.organ_region, record.public_id, before=past,
                after=digest, personal=_keep(why.reason),
                details=(("version", record.version), ("fields", sorted(after)),
                         ("holds_from", why.day.isoformat())))  # fmt: skip
    root = Change.objects.filter(record=record.public_id).values_list("root", flat=True).first()
    Change.objects.create(
        kind=kind.name, record=record.public_id, root=root or record.public_id,
        party=record.party, organ_region=record.organ_region, version=record.version, act=act,
        holds_from=why.day, by=by.public_id, role=by.role, reason=why.reason, before=dict(before),
        after=dict(after), digest=digest, entry=record_act(leaf).entry,
    )  # fmt: skip


def _read_part_texts(kind: Kind[R], record: R) -> list[Texts]:
    found: list[Texts] = []
    for part in list_parts(kind.name):
        if part.searched:
            rows = part.model._default_manager.filter(**{part.root_column: record.pk})
            found += [part.read_texts(row) for row in rows.iterator()]
    return found


def _take_along(kind: Kind[R], by: Actor, record: R, old: str, parts: Sequence[Texts]) -> None:
    """History and tokens follow a record to its new organ; its rows follow by their keys.

    The organ it leaves has a leaf of its own that says so.
    """
    region = record.organ_region
    Change.objects.filter(root=record.public_id).update(organ_region=region)
    change_texts(parts, [Texts(t.kind, t.record, region, t.party, t.texts) for t in parts])
    record_act(_act(kind, by, "moved_away", old, record.public_id, details=(("to", region),)))


# -- retiring --------------------------------------------------------------------------------------


def retire_record(
    kind: Kind[R], by: Actor, public_id: UUID | str, version: int, *, reason: str,
    on: date | None = None,
) -> R:  # fmt: skip
    """Take a record out of use; it stays, with its history. Raises as `change_record`."""
    return _set_state(kind, by, public_id, version, RETIRED, reason=reason, on=on)


def reinstate_record(
    kind: Kind[R], by: Actor, public_id: UUID | str, version: int, *, reason: str,
    on: date | None = None,
) -> R:  # fmt: skip
    """Put a record that was retired by mistake back into use. Raises as `change_record`."""
    return _set_state(kind, by, public_id, version, ACTIVE, reason=reason, on=on)


def _set_state(
    kind: Kind[R],
    by: Actor,
    public_id: UUID | str,
    version: int,
    state: str,
    *,
    reason: str,
    on: date | None,
) -> R:
    said, day = _read_reason(reason, needed=True), _read_day(on)
    act = "retired" if state == RETIRED else "reinstated"
    with transaction.atomic():
        record = lock_record(kind, public_id)
        _check_right_to(kind, by, record, act)
        check_version(kind, record, version)
        if record.state == state:
            said_so = Text("已经是这种状态", "it is in this state already")
            raise InputError(Problem("state", state, said_so))
        before = {"state": record.state, "retired_on": make_plain(record.retired_on)}
        digest = digest_state(kind, record)
        record.state, record.retired_on = state, day if state == RETIRED else None
        if state == ACTIVE:
            doubles = kind.find_doubles([record])
            if doubles:
                raise InputError(doubles.values())
        _save(kind, record)
        after = {"state": record.state, "retired_on": make_plain(record.retired_on)}
        _write_version(
            kind, by, record, act, past=digest, why=_Why(said, day), before=before, after=after
        )
    return record


# -- personal data ---------------------------------------------------------------------------------


def reveal_field(
    kind: Kind[R], by: Actor, public_id: UUID | str, name: str, purpose: str
) -> str:  # fmt: skip
    """Personal data of a record in clear: who looked, and the commitment of what for, is recorded
    first, and stays whatever becomes of the transaction. Raises `NotFoundError`, `RecordError`."""
    manager: models.Manager[R] = kind.model._default_manager
    try:
        record = manager.filter(public_id=UUID(str(public_id))).first()
    except ValueError:
        record = None
    if record is None or not kind.find_field(name).personal:
        raise NotFoundError
    own = may(by.role, "own_body") and record.party == by.body.party
    if not (own or may(by.role, "reveal_personal")):
        error = RecordError("power", Text("您的角色不能查看", "your role may not see this"))
        act = _act(kind, by, "revealed", record.organ_region, record.public_id)
        record_refusal(act, error.code)
        raise error
    said = purpose.strip()
    if not said or len(said) > LONGEST_REASON:
        text = Text("须写明查看用途", "the purpose must be given")
        raise InputError(Problem("purpose", purpose, text))
    act = _act(kind, by, "revealed", record.organ_region, record.public_id,
               personal=(("purpose", said),), details=(("field", name),))  # fmt: skip
    record_apart(act)
    opened: str = getattr(record, name).open()
    return opened
