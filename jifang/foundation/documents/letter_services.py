"""Letters: previewed, issued, ended. The law's basis, the number, the code, the leaf: one act."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from importlib.metadata import version

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, DocumentDigest, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.demonstration.clock import read_story_day
from jifang.foundation.demonstration.selectors import is_demonstration
from jifang.foundation.documents.codes import group_code, make_code, read_number
from jifang.foundation.documents.data import DocumentError, Issuer, LetterDraft, Preview
from jifang.foundation.documents.models import Letter, LetterEnd
from jifang.foundation.documents.numbers import draw_number
from jifang.foundation.documents.render import Content, Seal, render_letter
from jifang.foundation.documents.services import put_blob, share_store
from jifang.foundation.documents.templates import (
    MUST_BE_GIVEN,
    Template,
    check_fields,
    check_text,
    find_template,
)
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.errors import DefinitionError, InputError, Problem, Text
from jifang.law.instruments import Cite, check_cite

PDF = "application/pdf"
LONGEST_REASON = 500
OWN = "own_body"
"""The power by which a body writes in its own name."""
SETTERS = ("typst", "segno", "pylopdf-fonts-zh-cn")
"""What the bytes of a letter depend on besides its template."""


Writer = Organ | Issuer
"""In whose name a letter goes out."""


def find_writer(draft: LetterDraft, template: Template) -> Writer | None:
    """The organ of a draft; the body itself for what bodies write in their own name."""
    if draft.issuer is not None:
        own = template.power == OWN and draft.issuer.code == draft.organ
        return draft.issuer if own else None
    if template.power == OWN:
        return None
    return Organ.objects.filter(code=draft.organ, valid__contains=draft.issued_on).first()


def check_draft(draft: LetterDraft) -> tuple[Template, Writer]:
    """The template and the organ of a draft. Raises `InputError` with every problem."""
    template = find_template(draft.template)
    organ = find_writer(draft, template)
    problems = list(list_problems(draft))
    if organ is None:
        said = Text("没有这个机关", "there is no such organ")
        problems.append(Problem("organ", draft.organ, said))
    try:
        check_fields(template, draft.fields)
    except InputError as error:
        problems += error.problems
    if problems or organ is None:
        raise InputError(problems)
    return template, organ


def list_problems(draft: LetterDraft) -> list[Problem]:
    """What is wrong with the parts that every letter has."""
    problems = []
    for name, value in (("addressee", draft.addressee), ("subject", draft.subject)):
        if not value.strip():
            problems.append(Problem(name, value, MUST_BE_GIVEN))
        problems += check_text(name, value, 120)
    if not draft.basis:
        problems.append(Problem("basis", "", MUST_BE_GIVEN))
    for one in draft.basis:
        try:
            check_cite(Cite(one.law, one.provision))
        except (DefinitionError, InputError):
            said = Text("没有收录这一条款", "this provision is not recorded")
            problems.append(Problem("basis", f"{one.law}/{one.provision}", said))
    return problems


def write_content(draft: LetterDraft, template: Template, organ: Writer) -> Content:
    """What the letter shows but its number and code."""
    return Content(
        template=template,
        organ=organ.name_zh,
        demonstration=organ.demonstration or is_demonstration(),
        addressee=draft.addressee,
        subject=draft.subject,
        issued_on=draft.issued_on,
        basis=draft.basis,
        fields=dict(draft.fields),
        site=f"{settings.PUBLIC_URL}/verify",
    )


def digest_content(content: Content) -> str:
    """The digest of everything that decides how the letter will look."""
    parts = {
        "template": content.template.digest,
        "organ": content.organ,
        "demonstration": content.demonstration,
        "addressee": content.addressee,
        "subject": content.subject,
        "issued_on": content.issued_on.isoformat(),
        "basis": [[b.law, b.provision] for b in content.basis],
        "fields": dict(content.fields),
        "site": content.site,
        "setters": [version(name) for name in SETTERS],
    }
    data = json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()


def preview_letter(draft: LetterDraft) -> Preview:
    """A draft as it will look, the places of number and code held. Raises `InputError`."""
    content = write_content(draft, *check_draft(draft))
    return Preview(render_letter(content, None), digest_content(content))


def name_party(writer: Writer) -> str:
    """The body whose members may write: an organ is named by its code."""
    return writer.party if isinstance(writer, Issuer) else writer.code


def check_power(by: Actor, power: str, organ: str) -> None:
    """Letters go out in the name of one's own organ; the platform issues receipts for any.

    Raises `DocumentError`.
    """
    if by is SYSTEM or (may(by.role, power) and by.body.party == organ):
        return
    said = Text("无权以该机关名义发文", "one may not write in the name of this organ")
    raise DocumentError("power", said)


def issue_letter(
    by: Actor, draft: LetterDraft, *, previewed: str | None = None, replaces: Letter | None = None
) -> Letter:
    """Issue a letter: draw its number, set it, keep it, write it into the ledger. One act.

    Args:
        previewed: the digest of the preview that was approved; another draft is refused.
        replaces: an earlier letter of the same organ, which is superseded by this one.

    Raises:
        InputError: a field is missing, unknown or cannot be printed.
        DocumentError: no power, not today's date, or not what was previewed.
    """
    template, organ = check_draft(draft)
    content = write_content(draft, template, organ)
    try:
        check_issue(by, draft, content, name_party(organ), previewed)
    except DocumentError as error:
        on = Target("letter.template", template.id)
        record_refusal(
            Act("letter.issued", organ.code, organ.organ_region, by.public_id, on), error.code
        )
        raise
    render_letter(content, None)  # whatever cannot be set is refused before a number is drawn
    with transaction.atomic(), work_in(Scope(*find_range(organ.organ_region))):
        letter = write_letter(by, draft, content, organ)
        if replaces is not None:
            end_letter(by, replaces, "superseded", letter.number_text, letter)
    return letter


def check_issue(
    by: Actor, draft: LetterDraft, content: Content, organ: str, previewed: str | None
) -> None:
    """Whether this may be issued, today, as it was previewed. Raises `DocumentError`."""
    check_power(by, content.template.power, organ)
    if draft.issued_on != read_story_day(demonstration=content.demonstration):
        said = Text("签发日期须为当天", "a letter is dated the day it is issued")
        raise DocumentError("issued_on", said)
    if previewed is not None and previewed != digest_content(content):
        said = Text(
            "与预览过的不是同一内容，请重新预览",
            "this is not what was previewed; preview it again",
        )
        raise DocumentError("previewed", said)


def write_number(template: Template, organ: Writer, year: int, number: int) -> str:
    """The platform's own numbering: 技防通〔2026〕PS-440106 第1号."""
    return f"{template.word}〔{year}〕{organ.code.upper()} 第{number}号"


def write_letter(by: Actor, draft: LetterDraft, content: Content, organ: Writer) -> Letter:
    """Number, bytes, leaf, row."""
    template, year = content.template, draft.issued_on.year
    share_store()
    drawn = draw_number(organ, template.series, year)
    number, code = write_number(template, organ, year, drawn.number), make_code()
    pdf = render_letter(
        content, Seal(number, group_code(code), f"{content.site}/{group_code(code)}")
    )
    letter = Letter(
        organ_region=organ.organ_region,
        party=draft.party,
        grant_key=draft.grant_key,
        organ=organ.code,
        organ_name_zh=organ.name_zh,
        organ_name_en=organ.name_en,
        template=template.id,
        template_digest=template.digest,
        series=template.series,
        year=year,
        number=drawn.number,
        number_text=number,
        number_key=read_number(number),
        code=code,
        subject=draft.subject,
        addressee=draft.addressee,
        basis=[{"law": b.law, "provision": b.provision} for b in draft.basis],
        fields=dict(draft.fields),
        issued_on=draft.issued_on,
        issued_at=timezone.now(),
        issued_by=by.public_id,
        sha256=put_blob(pdf),
        size=len(pdf),
        demonstration=content.demonstration,
    )
    details = (("number", number), ("template", template.id), ("template_digest", template.digest))
    act = describe(by, "letter.issued", letter, details)
    letter.entry = record_act(replace(act, basis=draft.basis)).entry
    letter.save(force_insert=True)
    return letter


def describe(
    by: Actor, kind: str, letter: Letter, details: tuple[tuple[str, object], ...] = ()
) -> Act:
    """An act on a letter. Its code is no part: the log is public, and the code opens a page."""
    return Act(
        kind,
        letter.organ,
        letter.organ_region,
        by.public_id,
        Target("letter", str(letter.public_id)),
        documents=(DocumentDigest(letter.sha256, letter.size, PDF),),
        details=details,
    )


@transaction.atomic
def withdraw_letter(by: Actor, letter: Letter, reason: str) -> LetterEnd:
    """Withdraw a letter; the public page says so from now on. Raises `DocumentError`.

    `reason` stays with the organ: it may be personal.
    """
    try:
        check_power(by, find_template(letter.template).power, letter.organ)
    except DocumentError as error:
        record_refusal(describe(by, "letter.withdrawn", letter), error.code)
        raise
    if not reason.strip() or len(reason) > LONGEST_REASON:
        said = Text(f"须写明理由，最长 {LONGEST_REASON} 字", "a reason must be given, 500 at most")
        raise DocumentError("reason", said)
    with work_in(Scope(*find_range(letter.organ_region))):
        return end_letter(by, letter, "withdrawn", reason, None)


def end_letter(
    by: Actor, letter: Letter, state: str, reason: str, successor: Letter | None
) -> LetterEnd:
    """Record that a letter holds no longer; that happens once. Raises `DocumentError`."""
    if successor is not None and successor.organ != letter.organ:
        said = Text("只能替代本机关的文书", "only a letter of the same organ is replaced")
        raise DocumentError("replaces", said)
    details = (("number", letter.number_text), ("replaced_by", successor and successor.number_text))
    try:
        with transaction.atomic():
            entry = record_act(describe(by, f"letter.{state}", letter, details)).entry
            return LetterEnd.objects.create(
                letter=letter,
                organ_region=letter.organ_region,
                party=letter.party,
                state=state,
                replaced_by=successor,
                reason=reason,
                ended_at=timezone.now(),
                ended_by=by.public_id,
                entry=entry,
            )
    except IntegrityError:
        said = Text("该文书已经撤回或者被替代", "the letter was withdrawn or replaced before")
        raise DocumentError("ended", said) from None
