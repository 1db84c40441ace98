"""The OpenAPI 3.1 document: from the declared operations, their forms, and the kinds of errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings
from ninja.openapi.schema import OpenAPISchema

from jifang.api.case_words import CASE_FIELDS, CASE_PARAMETERS
from jifang.api.problems import KINDS, MEDIA_TYPE, Kind
from jifang.api.routes import OPERATIONS, VERSION, Operation, api
from jifang.foundation.access_tokens.scopes import SCOPES
from jifang.law.errors import Lang, Text
from jifang.law.texts.search import LONGEST_QUERY

BASE = "/api/v1/"
COMPONENTS: Mapping[int, str] = {
    400: "BadRequest",
    401: "Unauthorised",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    422: "Unprocessable",
    429: "TooManyRequests",
    500: "InternalError",
    503: "Unavailable",
}
TITLE = Text("技防接口", "Jifang API")
ABOUT = Text(
    "《广东省安全技术防范管理实施办法》的提问、期限、条文，以及登记与账本。法律问题不须令牌；"
    "回答是计算，不保存所给的事实。",
    "Guangdong's Measures for technical protection: questions, deadlines, texts, registers and the "
    "ledger. The law is asked without a token; an answer is a computation and keeps no fact.",
)
TAGS: Mapping[str, Text] = {
    "law": Text("向法律提问", "Asking the law"),
    "deadlines": Text("期限", "Deadlines"),
    "texts": Text("条文与参数", "Texts and parameters"),
    "territory": Text("区划与机关", "Divisions and organs"),
    "registers": Text("登记簿", "The registers"),
    "cases": Text("案件与通知", "Cases and notifications"),
    "complaints": Text("投诉举报，不须登录", "Complaints without signing in"),
    "services": Text("办事指南、办件查询、统计", "Service guide, tracker, figures"),
    "certificates": Text("资格证、备案与承接", "Certificates, filings, undertakings"),
    "projects": Text("建设项目", "Projects"),
    "testing": Text("检测：委托与逐条的报告", "Tests: commissions, reports clause by clause"),
    "codes": Text("代码", "Codes"),
    "own": Text("本人、本单位与令牌", "Oneself, one's body, tokens"),
    "ledger": Text("账本", "The ledger"),
    "about": Text("关于接口", "About the API"),
}
TOKEN = Text(
    "令牌：Authorization: Bearer jft_…。在本人账号中新建，密钥只显示一次，最长一年。",
    "A token: Authorization: Bearer jft_…. It is made in one's account, its secret is shown once, "
    "and it lasts a year at most.",
)
PARAMETERS: Mapping[str, tuple[Text, Mapping[str, Any]]] = {
    **CASE_PARAMETERS,
    "lang": (
        Text("回答的语言；缺省依 Accept-Language，再缺省为中文",
             "The language of the answer; by Accept-Language if left out, else Chinese"),
        {"type": "string", "enum": ["zh", "en"]},
    ),
    "on": (
        Text("哪一天的法或者情形；缺省为今天", "The day that is asked about; today if left out"),
        {"type": "string", "format": "date"},
    ),
    "limit": (
        Text("每页几行，1 至 200；缺省 50", "Rows of a page, 1 to 200; 50 if left out"),
        {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    ),
    "cursor": (
        Text("上一页的 next，原样；筛选不变",
             "The `next` of the page before, as it is; with the same filters"),
        {"type": "string", "maxLength": 512},
    ),
    "q": (Text("词或者条款", "Words or a citation"),
          {"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY}),
    "parent": (Text("上级区划的代码", "The code of the division above"),
               {"type": "string", "pattern": "^([0-9]{6}|[0-9]{9})$"}),
    "region": (Text("区划的代码", "The code of a division"),
               {"type": "string", "pattern": "^([0-9]{6}|[0-9]{9})$"}),
    "place": (Text("县级区划的代码", "The code of a county"),
              {"type": "string", "pattern": "^([0-9]{6}|[0-9]{9})$"}),
    "since": (Text("从哪一月起；缺省为十二个月以前", "From which month; by default twelve back"),
              {"type": "string", "pattern": r"^\d{4}-\d{2}$"}),
    "until": (Text("到哪一月止；缺省为本月", "Until which month; by default this one"),
              {"type": "string", "pattern": r"^\d{4}-\d{2}$"}),
    "kind": (Text("账本中行为的种类，如 token.created；登记簿的名称，如 site",
                  "The kind of an entry, such as token.created; a register, such as site"),
             {"type": "string", "pattern": r"^[a-z_]+(\.[a-z_]+)*$", "maxLength": 64}),
    "name": (Text("问题的名称", "The name of a question"), {"type": "string"}),
    "law": (Text("文件编号", "The id of an instrument"), {"type": "string"}),
    "eid": (Text("条款编号，如 art_20__para_1", "The id of a provision, such as art_20__para_1"),
            {"type": "string"}),
    "code": (Text("区划的代码", "The code of a division"),
             {"type": "string", "pattern": "^([0-9]{6}|[0-9]{9})$"}),
    "id": (Text("编号", "The id"), {"type": "string"}),
    "retired": (Text("已注销的也列出", "Retired ones too"),
                {"type": "string", "enum": ["true", "false"]}),
    "known_at": (Text("依何时所知，带时区的时刻", "By what was known at a moment, with its offset"),
                 {"type": "string", "format": "date-time"}),
    "credit_code": (Text("统一社会信用代码", "A unified social credit code"),
                    {"type": "string"}),
    "device_code": (Text("20 位设备编码", "A device code of 20 digits"), {"type": "string"}),
    "edition": (Text("标准的版本", "The edition of the standard"),
                {"type": "string", "enum": ["2016", "2022"]}),
    "index": (Text("在账本中的位置", "The place in the log"), {"type": "integer", "minimum": 0}),
    "key": (Text("行为的键", "The key of the act"), {"type": "string"}),
}  # fmt: skip
FIELDS: Mapping[str, Text] = {
    "facts": Text("所知的事实；不写即未知，null 即已知为无",
                  "What is known; left out is unknown, null is known to be none"),
    "on": Text("适用哪一天的法；缺省为今天", "Whose day's law is applied; today if left out"),
    "cases": Text("1 至 100 件，各为一组事实", "1 to 100 cases, each a record of facts"),
    "dossier": Text("评估材料，模式见 /law/dossier", "The dossier; its schema is at /law/dossier"),
    "period": Text("期限的名称，见 /law/periods；与 length 只写其一",
                   "The name of a period, see /law/periods; either it or a length"),
    "length": Text("自定的长度", "A length of one's own"),
    "unit": Text("长度的单位：working_days、calendar_days、both、months、years；缺省 both",
                 "Its unit: working_days, calendar_days, both, months, years; both if left out"),
    "rolls": Text("末日遇休息日是否顺延（只用于自定的长度）",
                  "Whether a last day that is a day off moves (a length of one's own)"),
    "start": Text("起算日，当日不计", "The day it starts from, itself not counted"),
    "pauses": Text("依法不计入的日子", "Days that lawfully do not count"),
    "since": Text("从哪一天起", "From which day"),
    "until": Text("到哪一天止", "Until which day"),
    "reason": Text("事由，见 /law/periods", "The reason, see /law/periods"),
    "extended": Text("准予延长的日期", "Days on which it was extended"),
    "finished": Text("办结的日期", "The day on which the act was done"),
    "at": Text("看哪一天的情形", "The day to look at"),
    "parent": Text("登记在哪条记录之下（其编号）；独立的记录不写",
                   "The id of the record it is entered into; none for what stands alone"),
    "values": Text("各字段的值，模式见 readRegister；不写或者 null 即未知",
                   "The fields, by the schema of readRegister; left out or null is not known"),
    "rows": Text("1 至 500 条记录", "1 to 500 records"),
    "version": Text("所读到的版本", "The version that was read"),
    "holds_from": Text("从哪一天起；缺省为今天", "From which day it holds; today if left out"),
    "label": Text("令牌的名称，自己看的", "What you call the token"),
    "scopes": Text("令牌的范围", "The scopes of the token"),
    "last_day": Text("最后一日，至多一年", "The last day, a year at most"),
    "act_key": Text("账本中的行为的键，见 /ledger/proofs/{key}",
                    "The key of the act in the ledger, see /ledger/proofs/{key}"),
    "secret": Text("令牌全文，只显示这一次", "The whole token, shown this once"),
    "next": Text("下一页的游标；没有下一页为 null", "The cursor of the next page; null if none"),
}  # fmt: skip
KEY = Text(
    "1 至 255 个可见 ASCII 字符，每个行为一个；重试用同一个，得同一回答（保留七日）",
    "1 to 255 visible ASCII characters, one for each act; a retry with the same one gets the same "
    "answer, for seven days",
)
HEADERS: Mapping[str, tuple[Text, Mapping[str, Any]]] = {
    "RateLimit": (Text("还剩几次（r），几秒后又有一次（t）",
                       "Requests left (r), and seconds until there is one more (t)"),
                  {"type": "string"}),
    "RateLimit-Policy": (Text("每分钟的限额", "The limit a minute"), {"type": "string"}),
    "X-Request-Id": (Text("本次请求的编号", "The id of this request"), {"type": "string"}),
}  # fmt: skip
TAG_HEADER = Text("再读时放进 If-None-Match，未变则答 304",
                  "Send it as If-None-Match to get 304 while nothing has changed")  # fmt: skip
EXAMPLE_PROBLEM = {
    "request_id": "9f0c3f0d5f0c4c0e8a11b2c3",
    "problems": [
        {"field": "facts.effective_storage_days", "value": "三十"}
    ],
}  # fmt: skip


def write_document(lang: Lang) -> dict[str, Any]:
    """The document in one language; a copy that its reader may change."""
    document: dict[str, Any] = json.loads(_write(lang))
    return document


@cache
def _write(lang: Lang) -> str:
    return json.dumps(_Document(lang).write(), ensure_ascii=False)


class _Document:
    """Writes one document."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.raw = deepcopy(dict(OpenAPISchema(api, "")))

    def say(self, text: Text) -> str:
        """A text in the document's language."""
        return text.say(self.lang)

    def write(self) -> dict[str, Any]:
        """All of it."""
        return {
            "openapi": "3.1.0",
            "info": {
                "title": self.say(TITLE),
                "version": VERSION,
                "summary": self.say(Text("办法的提问与登记", "Questions and registers")),
                "description": self.say(ABOUT),
                "x-lang": self.lang,
            },
            "servers": [{"url": BASE}],
            "tags": [{"name": n, "description": self.say(t)} for n, t in TAGS.items()],
            "paths": self.write_paths(),
            "components": {
                "schemas": {
                    **{n: self.explain(s) for n, s in self.raw["components"]["schemas"].items()},
                    "Problem": self.write_problem(),
                },
                "responses": {n: self.write_failure(s) for s, n in COMPONENTS.items()},
                "headers": {
                    name: {"description": self.say(text), "schema": dict(schema)}
                    for name, (text, schema) in HEADERS.items()
                },
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "bearerFormat": "jft",
                        "description": self.say(TOKEN),
                    }
                },
            },
        }

    def explain(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The fields of a body, each with its meaning."""
        if schema.get("additionalProperties") is False:
            words = {**FIELDS, **CASE_FIELDS.get(schema.get("title", ""), {})}
            for name, field in schema.get("properties", {}).items():
                if name in words and "description" not in field:
                    field["description"] = self.say(words[name])
        return schema

    def write_paths(self) -> dict[str, Any]:
        """Every operation in its place."""
        paths: dict[str, Any] = {}
        drafts = {
            operation["operationId"]: operation
            for path in self.raw["paths"].values()
            for operation in path.values()
        }
        for name, operation in OPERATIONS.items():
            path = "/" + operation.path.replace("{int:", "{")
            written = self.write_operation(operation, drafts[name])
            paths.setdefault(path, {})[operation.method.lower()] = written
        return paths

    def write_operation(self, operation: Operation, draft: Mapping[str, Any]) -> dict[str, Any]:
        """One operation."""
        doc = operation.doc
        written: dict[str, Any] = {
            "operationId": doc.id,
            "tags": [doc.tag],
            "summary": self.say(doc.summary),
            "description": self.say(doc.about),
            "parameters": [*self.write_parameters(operation, draft["parameters"])],
            "responses": self.write_responses(operation, draft["responses"]),
            "security": [{"token": [doc.scope]}] if doc.scope else [{}, {"token": []}],
        }
        if doc.scope:
            written["x-scope"] = {"code": doc.scope, "name": self.say(SCOPES[doc.scope].name)}
        if doc.has_body:
            media = dict(draft["requestBody"]["content"]["application/json"])
            if doc.body is not None:
                media["schema"] = self.explain(deepcopy(dict(doc.body)))
            media["example"] = doc.example
            written["requestBody"] = {"required": True, "content": {"application/json": media}}
        return written

    def write_parameters(
        self, operation: Operation, drafts: list[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """The parameters, with those that every operation of its kind has."""
        found = [self.write_parameter(d["name"], d["in"], d["required"], operation) for d in drafts]
        found.append(self.write_parameter("lang", "query", False, operation))
        if operation.doc.write:
            schema = {"type": "string", "pattern": r"^[\x21-\x7e]{1,255}$"}
            found.append(
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "description": self.say(KEY),
                    "schema": schema,
                    "example": "5f0c3f0d-6c1e-4a55-9d0c-8a11b2c3d4e5",
                }
            )
        return found

    def write_parameter(
        self, name: str, place: str, required: bool, operation: Operation
    ) -> dict[str, Any]:
        """One parameter."""
        text, schema = PARAMETERS[name]
        shape = dict(schema)
        if name == "id" and "{int:id}" in operation.path:
            shape = {"type": "integer", "minimum": 0}
        written = {
            "name": name,
            "in": place,
            "required": required,
            "description": self.say(text),
            "schema": shape,
        }
        example = operation.doc.arguments.get(name)
        if example is not None:
            written["example"] = int(example) if shape["type"] == "integer" else example
        return written

    def write_responses(self, operation: Operation, drafts: Mapping[Any, Any]) -> dict[str, Any]:
        """Success, and every error by reference: each is said once."""
        doc = operation.doc
        headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
        if doc.cached:
            headers["ETag"] = {"description": self.say(TAG_HEADER), "schema": {"type": "string"}}  # type: ignore[dict-item]  # a header of its own beside references
        success = {
            "description": self.say(doc.summary),
            "headers": headers,
            "content": drafts[doc.status]["content"],
        }
        found: dict[str, Any] = {str(doc.status): success}
        if doc.cached:
            found["304"] = {"description": self.say(Text("未变", "Not changed"))}
        for status in operation.statuses:
            found[str(status)] = {"$ref": f"#/components/responses/{COMPONENTS[status]}"}
        return found

    # --- errors ---

    def write_failure(self, status: int) -> dict[str, Any]:
        """The errors of one status."""
        kinds = [k for k in KINDS.values() if k.status == status]
        joint = "；" if self.lang == "zh" else "; "
        return {
            "description": joint.join(f"{k.code}: {self.say(k.title)}" for k in kinds),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {
                        k.code: {"summary": self.say(k.title), "value": self.write_example(k)}
                        for k in kinds
                    },
                }
            },
        }

    def write_example(self, kind: Kind) -> dict[str, Any]:
        """What an error looks like."""
        said = Text("应为整数（日）", "must be a whole number (days)")
        faults = [
            {**p, "message": self.say(said), "allowed": None}
            for p in EXAMPLE_PROBLEM["problems"]
            if kind.code == "invalid" and isinstance(p, dict)
        ]
        return {
            "type": kind.uri,
            "code": kind.code,
            "title": self.say(kind.title),
            "titles": {"zh": kind.title.zh, "en": kind.title.en},
            "status": kind.status,
            "detail": self.say(kind.about),
            "problems": faults,
            "request_id": EXAMPLE_PROBLEM["request_id"],
        }

    def write_problem(self) -> dict[str, Any]:
        """The form of every error."""
        text = {"type": "string"}
        or_null = {"type": ["string", "null"]}
        fault = {"field": text, "value": or_null, "message": text, "allowed": or_null}
        both = {"zh": text, "en": text}
        fields: dict[str, Any] = {
            "type": {"type": "string", "format": "uri-reference"},
            "code": {"type": "string", "enum": list(KINDS)},
            "title": text,
            "titles": make_object(both),
            "status": {"type": "integer"},
            "detail": text,
            "problems": {"type": "array", "items": make_object(fault)},
            "request_id": text,
        }
        basis = make_object({"law": text, "provision": text, "label": text})
        more: dict[str, Any] = {
            "reason": text,
            "basis": {"type": "array", "items": basis},
            "version": {"type": "integer"},
        }
        whole = make_object(fields)
        whole["properties"] |= more
        return whole | {
            "description": self.say(
                Text(
                    "RFC 9457。problems 逐项写明字段、所给的值、允许的值。案件的拒绝另有 "
                    "reason（代码）与 basis（依据的条款），版本不符的有 version（现在的版本）。",
                    "RFC 9457. problems names each field, the value given and what is allowed."
                    " Refusals of cases bear reason, a code, and basis, the provisions; one for an"
                    " old version bears the present one.",
                )
            )
        }


def make_object(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object with exactly these fields."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }


def list_limits() -> list[tuple[str, int, int]]:
    """The limits in force: of whom, requests a minute, at once."""
    return list(settings.API_LIMITS.values())
