"""Errors, said once: each kind has a code, a status and its words in both languages (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpResponse

from jifang.foundation.audit.context import read_request
from jifang.foundation.audit.data import Basis
from jifang.law.errors import InputError, Lang, Text, shorten_value
from jifang.law.instruments import find_cited, label_provision
from jifang.law.texts.loader import MEASURES, load_instrument

MEDIA_TYPE = "application/problem+json"
HOME = "/developers/#problem-"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: its code names it for programs, the rest is for people."""

    code: str
    status: int
    title: Text
    about: Text

    @property
    def uri(self) -> str:
        """Where it is explained."""
        return f"{HOME}{self.code}"


def _kind(code: str, status: int, title: tuple[str, str], about: tuple[str, str]) -> Kind:
    return Kind(code, status, Text(*title), Text(*about))


KINDS: Final[Mapping[str, Kind]] = {
    k.code: k
    for k in (
        _kind("unreadable", 400, ("请求无法读取", "The request cannot be read"),
              ("正文不是严格的 JSON：语法、编码、重复的字段、NaN 或嵌套过深。",
               ("The body is no strict JSON: its syntax or encoding, a field given twice, NaN, or"
               " nesting too deep."))),
        _kind("key-missing", 400, ("缺少幂等键，或者不合格式",
                                   "The idempotency key is missing or malformed"),
              ("每次写入都要有 Idempotency-Key：1 至 255 个可见 ASCII 字符，一次一个，重试时不变。",
               ("Every write carries Idempotency-Key: 1 to 255 visible ASCII characters, one for"
               " each act, the same when it is tried again."))),
        _kind("unauthorised", 401, ("须有有效的令牌", "A valid token is needed"),
              ("没有令牌，或者令牌不存在、已过期、已撤销，角色已终止或者账号停用；不说明是哪一种。",
               ("There is no token, or it is unknown, expired or revoked, its role has ended, or"
               " the account is not active; which of them is not said."))),
        _kind("forbidden", 403, ("令牌的范围不够", "The token's scopes do not suffice"),
              ("令牌没有所需的范围，或者其角色已不能有这个范围。",
               "The token lacks the scope that is needed, or its role may not hold it.")),
        _kind("not-allowed", 403, ("不能这样办理", "This may not be done"),
              ("角色不能对这条记录这样办理；拒绝已记入账本。",
               ("The role may not do this to the record; the refusal stands in the"
               " ledger."))),
        _kind("not-found", 404, ("没有找到", "Not found"),
              ("没有这个地址或者对象，或者它在您的辖区、单位之外；两者不作区分。",
               ("There is no such address or object, or it lies outside your territory or body; the"
               " two are not told apart."))),
        _kind("method", 405, ("不支持这个方法", "The method is not supported"),
              ("这个地址支持的方法见 Allow。", "What this address supports stands in Allow.")),
        _kind("key-busy", 409, ("同一请求正在处理", "The same request is being answered"),
              ("用同一幂等键的请求正在处理；稍后用同一键重试，即得其回答。",
               ("A request with the same idempotency key is being answered; try again with the same"
               " key to get its answer."))),
        _kind("conflict", 409, ("与现状不符", "It conflicts with what there is"),
              ("按现在的情形不能这样做，原因见 detail。",
               "As things stand this cannot be done; detail says why.")),
        _kind("stale", 409, ("所读的版本已不是现在的版本",
                             "What was read is not the present version"),
              ("此后有人先作了更改；version 是现在的版本，请重新读取后再办。拒绝已记入账本。",
               ("Somebody changed it meanwhile; `version` is the present one: read it again. The"
               " refusal stands in the ledger."))),
        _kind("too-large", 413, ("请求过大", "The request is too large"),
              ("正文上限为 1 MiB。", "A body has at most 1 MiB.")),
        _kind("media-type", 415, ("正文应为 JSON", "The body must be JSON"),
              ("Content-Type 应为 application/json，编码为 UTF-8。",
               "Content-Type is application/json, in UTF-8.")),
        _kind("invalid", 422, ("有的值不被接受", "Some values are not accepted"),
              ("problems 逐项写明字段、所给的值和允许的值；没有作任何更改。",
               ("problems names each field, the value given and what is allowed; nothing was"
               " changed."))),
        _kind("not-lawful", 422, ("现在不能这样办理", "This is not lawful now"),
              ("依程序或者法律，现在不能走这一步，见 reason、basis；办理被拒的，已记入账本。",
               ("By the procedure or the law this step cannot be taken in the case now; reason and"
               " basis say why and by which provision. An act that was tried and refused stands in"
               " the ledger."))),
        _kind("key-reused", 422, ("幂等键已用于另一请求", ("The idempotency key stands for another"
              " request")),
              ("同一键只能用于同一请求；新的行为请用新的键。",
               "A key goes with one request; a new act takes a new key.")),
        _kind("too-many", 429, ("请求过于频繁", "Too many requests"),
              ("等 Retry-After 所写的秒数后再试；限额见 RateLimit-Policy。",
               "Try again after the seconds in Retry-After; RateLimit-Policy names the limit.")),
        _kind("internal", 500, ("平台内部错误", "An error of the platform"),
              ("这是平台的故障，没有作任何更改；请附上 request_id 告知。",
               ("This is a fault of the platform and nothing was changed; please report the"
               " request_id."))),
        _kind("unavailable", 503, ("暂时不能服务", "Not available at the moment"),
              ("数据库暂时不能使用；请稍后用同一幂等键重试。",
               "The database cannot be used; try again later with the same idempotency key.")),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what was given, why, and what is allowed."""

    field: str
    value: object
    message: Text
    allowed: Text | None = None

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """The JSON form."""
        return {
            "field": self.field,
            "value": None if self.value is None else shorten_value(self.value),
            "message": self.message.say(lang),
            "allowed": self.allowed.say(lang) if self.allowed else None,
        }


Members = Mapping[str, str | int | tuple[Basis, ...]]


@dataclass
class ApiError(Exception):
    """A request is not answered as asked.

    members: what a program needs besides to go on: `reason`, the code of a refusal; `basis`, its
    provisions; `version`, the present one.
    """

    code: str
    detail: Text | None = None
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Members = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return KINDS[self.code]


def fail_field(name: str, value: object, message: Text, allowed: Text | None = None) -> ApiError:
    """The error of one value, to raise."""
    return ApiError("invalid", faults=(Fault(name, value, message, allowed),))


def carry_input(error: InputError, code: str = "invalid", prefix: str = "") -> ApiError:
    """The law's refusal of an input, with each problem under its field."""
    return ApiError(code, faults=tuple(list_faults(error, prefix)))


def list_faults(error: InputError, prefix: str = "") -> Iterable[Fault]:
    """The problems of an input; an empty field is the input as a whole."""
    for problem in error:
        where = f"{prefix}.{problem.field}" if prefix and problem.field else prefix or problem.field
        yield Fault(where, problem.value, problem.message)


def show_member(value: str | int | tuple[Basis, ...], lang: Lang) -> Any:
    """A member of a problem in the form of JSON."""
    return [show_basis(one, lang) for one in value] if isinstance(value, tuple) else value


def show_basis(basis: Basis, lang: Lang) -> dict[str, str]:
    """A provision, and how it is cited."""
    own = basis.law == MEASURES
    short = load_instrument(MEASURES).short if own else find_cited(basis.law).short
    place = label_provision(basis.law, basis.provision)
    label = Text(f"《{short.zh}》{place.zh}", f"{short.en}, {place.en}")
    return {"law": basis.law, "provision": basis.provision, "label": label.say(lang)}


def write_problem(error: ApiError, lang: Lang) -> HttpResponse:
    """The answer to a request that failed."""
    kind = error.kind
    body = {
        "type": kind.uri,
        "code": kind.code,
        "title": kind.title.say(lang),
        "titles": {"zh": kind.title.zh, "en": kind.title.en},
        "status": kind.status,
        "detail": (error.detail or kind.about).say(lang),
        "problems": [fault.as_dict(lang) for fault in error.faults],
        "request_id": read_request(),
        **{name: show_member(value, lang) for name, value in error.members.items()},
    }
    # A half of a surrogate pair may stand in what was given; it is shown as its escape.
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return HttpResponse(text, status=kind.status, content_type=MEDIA_TYPE, headers=error.headers)
