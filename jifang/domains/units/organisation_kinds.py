"""The fields of organisations and of what they have, and the rules between them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from jifang.domains.units.credit_codes import decode_credit_code, read_credit_code
from jifang.domains.units.data import (
    ACCREDITATIONS,
    CREDENTIALS,
    ORGANISATIONS,
    TENURES,
    TITLE_LEVELS,
    TOOL_PURPOSES,
    WORKS,
)
from jifang.domains.units.keepers import find_city_keeper
from jifang.domains.units.kinds import (
    CONTACT,
    DOCUMENTS,
    SAME_CODE,
    derive_unit,
)
from jifang.domains.units.models import (
    Accreditation,
    Credential,
    FirmProject,
    Organisation,
    Premises,
    Staff,
    Tool,
)
from jifang.foundation.history.data import Field
from jifang.foundation.history.fields import asked, chosen, dated, personal, said, several
from jifang.foundation.history.kinds import Kind, R, find_repeated, register_kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.readers import amount, decimal, region, symbols, whole
from jifang.foundation.search.grams import fold_text
from jifang.law.assessment.dossier import SYSTEM_KIND
from jifang.law.errors import Problem, Text

SYSTEM_KINDS: Final = {c.code: c.label for c in SYSTEM_KIND.choices}
NUMBER: Final = Field("number", Text("编号", "number"), symbols(96, "-_.:/ ()"))


def warn_organisation(body: Organisation) -> Iterator[Problem]:
    """A code whose check characters do not agree."""
    found = decode_credit_code(body.credit_code) if body.credit_code else None
    for fault in found.faults if found else ():
        yield Problem("credit_code", body.credit_code, fault)


def find_double_organisations(bodies: Sequence[Organisation]) -> Mapping[int, Problem]:
    """Organisations of the same code and kind."""
    keys = [(b.credit_code, b.kind) for b in bodies]
    there = set(
        Organisation.objects.filter(credit_code__in={c for c, _ in keys if c}, state=ACTIVE)
        .exclude(pk__in=[b.pk for b in bodies if b.pk])
        .values_list("credit_code", "kind")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("credit_code", key[0], SAME_CODE)
        for at, key in enumerate(keys)
        if key[0] and (key in there or at in repeated)
    }


ORGANISATION: Final = register_kind(
    Kind(
        "organisation",
        Text("从业单位、检测机构、行业组织", "practitioner, testing body, association"),
        Organisation,
        (
            chosen("kind", "类别", "kind", ORGANISATIONS, required=True),
            said("name", "名称", "name", required=True),
            Field("credit_code", Text("统一社会信用代码", "credit code"), read_credit_code),
            Field("region", Text("注册地", "registered in"),
                  region(county=False, guangdong=False), required=True),
            said("address", "地址", "address", 300),
            asked("legal_person", "独立法人", "independent legal person"),
            dated("established_on", "成立日期", "established on"),
            *CONTACT,
        ),
        derive=derive_unit,
        warn=warn_organisation,
        find_doubles=find_double_organisations,
        find_key=lambda body: (body.credit_code, body.kind) if body.credit_code else None,
        find_region=lambda body: find_city_keeper(body.region),
        searched=("name", "address", "initials"),
        unique={
            "organisation_credit_code_once": ("credit_code", SAME_CODE),
            "organisation_party_once": (
                "party", Text("本单位已经登记", "this body is in the register already")
            ),
        },
    )
)  # fmt: skip


def register_part(
    name: str, title: Text, model: type[R], fields: tuple[Field, ...], **more: Any
) -> Kind[R]:
    """A kind that moves along with its organisation."""
    return register_kind(
        Kind(name, title, model, fields, root="organisation", root_column="organisation_id",
             sort=("organisation",), **more)
    )  # fmt: skip


def in_order(record: Any, first: str, last: str) -> Iterator[Problem]:
    """A day that must not lie before another."""
    begun, ended = getattr(record, first), getattr(record, last)
    if begun and ended and ended < begun:
        yield Problem(last, ended, Text(f"不得早于 {begun}", f"not before {begun}"))


def not_to_come(record: Any, *names: str) -> Iterator[Problem]:
    """Days that have come."""
    for name in names:
        given = getattr(record, name)
        if given and given > timezone.localdate():
            yield Problem(name, given, Text("不得晚于今天", "not later than today"))


SAME_NUMBER: Final = Text(
    "本单位已有这个工号的人员", "the body has somebody with this number already"
)


def find_double_staff(staff: Sequence[Staff]) -> Mapping[int, Problem]:
    """People of one body with the same number."""
    keys = [(s.organisation_id, s.number) for s in staff]
    there = set(
        Staff.objects.filter(
            organisation__in={o for o, _ in keys}, number__in={n for _, n in keys}, state=ACTIVE
        )
        .exclude(pk__in=[s.pk for s in staff if s.pk])
        .values_list("organisation_id", "number")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("number", key[1], SAME_NUMBER)
        for at, key in enumerate(keys)
        if key in there or at in repeated
    }


STAFF: Final = register_part(
    "staff",
    Text("人员", "staff"),
    Staff,
    (
        Field("number", Text("工号", "number within the body"), symbols(32), required=True),
        personal("person_name", "姓名", "name", "name", required=True),
        said("post", "岗位", "post", 60),
        chosen("title_level", "职称等级", "level of title", TITLE_LEVELS),
        asked("is_technician", "技术人员", "technician"),
        dated("employed_since", "入职日期", "employed since"),
        dated("employed_until", "离职日期", "employed until"),
    ),
    check=lambda s: in_order(s, "employed_since", "employed_until"),
    find_doubles=find_double_staff,
    find_key=lambda s: (s.organisation_id, s.number),
    unique={"staff_number_once": ("number", SAME_NUMBER)},
)

TRAININGS: Final = frozenset({"training", "confidentiality"})
SAME_TRAINING: Final = Text(
    "这名人员的这次培训已经登记", "this training of this person is entered already"
)


def derive_credential(credential: Credential) -> None:
    """What two entries of one training have in common, whoever entered it and however typed."""
    known = credential.kind in TRAININGS and credential.issued_on is not None
    words = f"{credential.kind}\n{credential.issued_on}\n{fold_text(credential.name)}"
    credential.once_key = hashlib.sha256(words.encode()).hexdigest() if known else ""


def find_double_credentials(rows: Sequence[Credential]) -> Mapping[int, Problem]:
    """The same training of a person twice."""
    keys = [(c.staff_id, c.once_key) if c.once_key else None for c in rows]
    known = [key for key in keys if key]
    if not known:
        return {}
    there = set(
        Credential.objects.filter(
            staff__in={s for s, _ in known}, once_key__in={k for _, k in known}, state=ACTIVE
        )
        .exclude(pk__in=[c.pk for c in rows if c.pk])
        .values_list("staff_id", "once_key")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("name", rows[at].name, SAME_TRAINING)
        for at, key in enumerate(keys)
        if key and (key in there or at in repeated)
    }


CREDENTIAL: Final = register_part(
    "credential",
    Text("证书、培训", "certificate or training"),
    Credential,
    (
        chosen("kind", "种类", "kind", CREDENTIALS, required=True),
        said("name", "名称", "name", required=True),
        NUMBER,
        said("issued_by", "出具单位", "issued by"),
        dated("issued_on", "签发日期", "issued on"),
        dated("valid_until", "有效至", "valid until"),
        DOCUMENTS,
    ),
    derive=derive_credential,
    check=lambda c: in_order(c, "issued_on", "valid_until"),
    find_doubles=find_double_credentials,
    unique={"credential_training_once": ("name", SAME_TRAINING)},
)

TOOL: Final = register_part(
    "tool",
    Text("仪器设备", "equipment"),
    Tool,
    (
        said("name", "名称", "name", required=True),
        chosen("purpose", "用途", "purpose", TOOL_PURPOSES),
        said("model", "型号", "model", 120),
        Field("serial_number", Text("出厂编号", "serial number"), symbols(64)),
        Field("quantity", Text("数量", "quantity"), whole(1, 1_000_000)),
        dated("calibrated_until", "检定、校准有效至", "calibrated until"),
    ),
)

PREMISES: Final = register_part(
    "premises",
    Text("场地", "premises"),
    Premises,
    (
        said("address", "地址", "address", 300, required=True),
        Field("area_m2", Text("面积（平方米）", "floor space (m²)"),
              decimal("0.01", "9999999.99", 2)),
        chosen("tenure", "产权", "tenure", TENURES),
        dated("until", "租期至", "leased until"),
    ),
)  # fmt: skip


def check_project(project: FirmProject) -> Iterator[Problem]:
    """Days in order; what is completed is completed."""
    yield from in_order(project, "started_on", "completed_on")
    yield from not_to_come(project, "completed_on")


FIRM_PROJECT: Final = register_part(
    "firm_project",
    Text("业绩", "declared project"),
    FirmProject,
    (
        said("name", "工程名称", "name", required=True),
        chosen("work", "业务", "work", WORKS, required=True),
        said("client", "建设单位", "client"),
        Field("region", Text("所在地", "where"), region(guangdong=False)),
        Field("amount", Text("造价（元）", "amount (yuan)"), amount),
        dated("started_on", "开工日期", "started on"),
        dated("completed_on", "竣工日期", "completed on"),
        DOCUMENTS,
    ),
    check=check_project,
)

ACCREDITATION: Final = register_part(
    "accreditation",
    Text("资质认定", "accreditation"),
    Accreditation,
    (
        chosen("level", "级别", "level", ACCREDITATIONS, required=True),
        said("number", "证书编号", "number", 96, required=True),
        said("accredited_by", "认定机关", "accredited by", required=True),
        several("scope", "检测能力（系统种类）", "scope (kinds of system)", SYSTEM_KINDS,
                required=True),
        dated("valid_from", "有效自", "valid from", required=True),
        dated("valid_until", "有效至", "valid until", required=True),
        DOCUMENTS,
    ),
    check=lambda a: in_order(a, "valid_from", "valid_until"),
)  # fmt: skip
