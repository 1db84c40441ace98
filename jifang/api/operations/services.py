"""The service guide, the public tracker, the figures of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404

from jifang.api.case_shapes import show_cite
from jifang.api.operations.complaints import take_turn
from jifang.api.operations.own import require_caller
from jifang.api.operations.territory import read_code
from jifang.api.problems import ApiError, fail_field
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.api.service_forms import (
    AskedTrack,
    FiguresGiven,
    PublicGiven,
    ServiceFull,
    Services,
    TrackGiven,
)
from jifang.domains.guide.api import (
    Guide,
    TrackedCase,
    find_guide,
    list_guides,
    list_routes,
    track_cases,
)
from jifang.domains.guide.data import Condition, GuidedPeriod, Remedy, Routed, Stage
from jifang.domains.statistics.api import (
    LEAST,
    Line,
    PublicCell,
    Served,
    Wanted,
    read_figures,
    read_public,
)
from jifang.foundation.accounts.powers import may
from jifang.foundation.cases.procedures import PROCEDURES, find_procedure
from jifang.foundation.cases.standing import read_day
from jifang.foundation.territory.selectors import (
    find_competent_organ,
    find_division,
    is_within,
)
from jifang.law.calendar import add_months
from jifang.law.errors import Lang, Text

TAG = "services"
MOST_MONTHS = 60


# --- the guide ------------------------------------------------------------------------------------


@declare(
    "GET",
    "services",
    Services,
    Doc(
        "listServices",
        TAG,
        Text("办事指南：全部程序", "The service guide: every procedure"),
        Text(
            "谁可以申请、怎样立案、依据。", "Who may apply, how a case is opened, by which basis."
        ),
        cached=True,
    ),
)
def list_services(request: ApiRequest) -> Mapping[str, Any]:
    """Every procedure."""
    return {"items": [show_row(g, request.lang) for g in list_guides()]}


@declare(
    "GET",
    "services/{procedure}",
    ServiceFull,
    Doc(
        "readService",
        TAG,
        Text("办事指南：一个程序", "The service guide of a procedure"),
        Text("条件、材料、步骤、期限、救济；给出 place（县级代码）的，按法律说明向哪个机关办理。"
             "没有收录的（材料清单、收费、管辖规则）留空。",
             "Conditions, papers, steps, periods, remedies; with `place`, the code of a county, "
             "which organ it is by the rules of the law. What is not recorded (a list of papers, "
             "fees, a rule that names the organ) is empty."),
        rows=True,
        arguments={"procedure": "certificate"},
    ),
)  # fmt: skip
def read_service(
    request: ApiRequest, procedure: str, place: str | None = None
) -> Mapping[str, Any]:
    """One procedure."""
    guide, lang = find_guide(procedure), request.lang
    if guide is None:
        raise Http404
    organs = None
    if code := read_code("place", place):
        if find_competent_organ(code) is None:
            said = Text("写到县（市、区）", "the code of a county")
            raise fail_field("place", code, said)
        routes = list_routes(find_procedure(procedure), code, read_day())
        organs = [show_route(r, lang) for r in routes]
    return {
        **show_row(guide, lang),
        "asks": [f.title.say(lang) for f in guide.asks],
        "conditions": [show_condition(c, lang) for c in guide.conditions],
        "papers": [
            {"code": p.code, "name": p.name.say(lang), "required": p.required}
            for p in guide.papers.items
        ],
        "papers_basis": show_cite(guide.papers.cite, lang),
        "slots": [
            {"code": p.code, "name": p.name.say(lang), "required": p.required}
            for p in guide.papers.slots
        ],
        "stages": [show_stage(s, lang) for s in guide.stages],
        "periods": [show_guided(p, lang) for p in guide.periods],
        "contested": [t.say(lang) for t in guide.contested],
        "remedies": [show_guided(r, lang) for r in guide.remedies],
        "organs": organs,
    }


def show_row(guide: Guide, lang: Lang) -> dict[str, Any]:
    """A procedure in a list."""
    return {
        "procedure": guide.code,
        "title": guide.title.say(lang),
        "applicant": guide.applicant.say(lang),
        "doors": list(guide.doors),
        "basis": [show_cite(c, lang) for c in guide.basis],
    }


def show_condition(one: Condition, lang: Lang) -> dict[str, Any]:
    """A question to the law."""
    return {
        "question": one.question.name,
        "asks": one.question.asks.say(lang),
        "steps": [t.say(lang) for t in one.steps],
        "passes": [t.say(lang) for t in one.passes],
        "rules": [
            {
                "text": r.text.say(lang),
                "outcome": r.outcome.say(lang),
                "basis": [show_cite(c, lang) for c in r.cites],
                "reading": r.reading.say(lang) if r.reading else None,
            }
            for r in one.rules
        ],
    }


def show_stage(one: Stage, lang: Lang) -> dict[str, Any]:
    """A state with its steps."""
    return {
        "state": one.code,
        "name": one.name.say(lang),
        "sentence": one.sentence.say(lang),
        "holder": one.holder,
        "counts": [t.say(lang) for t in one.counts],
        "stands": [t.say(lang) for t in one.stands],
        "steps": [
            {
                "act": s.code,
                "name": s.name.say(lang),
                "who": [t.say(lang) for t in s.who],
                "to": s.to.say(lang),
                "basis": show_cite(s.provision, lang) if s.provision else None,
                "letter": s.letter.say(lang) if s.letter else None,
                "clock": [e.said.say(lang) for e in s.effects],
                "special": s.is_special,
            }
            for s in one.steps
        ],
    }


def show_guided(one: GuidedPeriod | Remedy, lang: Lang) -> dict[str, Any]:
    """A period."""
    definition = one.definition
    return {
        "period": one.period.id,
        "title": one.period.title.say(lang),
        "length": definition.say_length().say(lang),
        "starts": one.period.start_words.say(lang),
        "both_readings": definition.both.say(lang) if definition.both else None,
        "basis": show_cite(definition.cite, lang) if definition.cite else None,
        "confidence": definition.confidence,
        "pauses": [p.title.say(lang) for p in definition.pauses],
        "target_days": one.target_days if isinstance(one, GuidedPeriod) else None,
    }


def show_route(one: Routed, lang: Lang) -> dict[str, Any]:
    """Which organ it is."""
    return {
        "about": one.about.say(lang),
        "organ": one.code,
        "name": one.organ.say(lang) if one.organ else None,
        "first_examiner": one.first.say(lang) if one.first else None,
        "why": one.why.say(lang),
        "basis": [show_cite(c, lang) for c in one.cites],
        "reading": one.reading.say(lang) if one.reading else None,
    }


# --- the tracker ----------------------------------------------------------------------------------


@declare(
    "POST",
    "track",
    TrackGiven,
    Doc(
        "trackCase",
        TAG,
        Text("办件查询", "Where a case stands"),
        Text("凭案件编号或者文书编号，加文书上的核验码或者申请人的统一社会信用代码。"
             "信用代码人人可查，只凭信用代码的只答有无此案、是否办结（brief）。"
             "编号不对与代码不对，一律答 404。不显示任何个人，也不显示案件内容。",
             "By the number of a case or of one of its letters, with the code of a letter or the "
             "credit code of the applicant. A credit code is public: it alone tells that there is "
             "such a case and whether it is closed (`brief`). A wrong number and a wrong code are "
             "both answered 404. Nobody's name is shown, nor what the case is about."),
        may_lack=True,
        example={"number": "2026-1", "proof": "0000-0000-0000-0000-0000-0000"},
    ),
)  # fmt: skip
def track(request: ApiRequest, body: AskedTrack) -> Mapping[str, Any]:
    """The cases of a number."""
    take_turn(request, "track")
    number, proof = (given.replace("\0", "") for given in (body.number, body.proof))
    found = track_cases(number, proof)
    if not found:
        said = Text(
            "没有按这个编号和代码找到案件，请与文书核对",
            "no case was found by this number and this code; compare both with the letter",
        )
        raise ApiError("not-found", said)
    return {"items": [show_tracked(case, request.lang) for case in found]}


def write_day(day: date | None) -> str | None:
    """A day as it is written."""
    return day.isoformat() if day else None


def show_tracked(case: TrackedCase, lang: Lang) -> dict[str, Any]:
    """A case."""
    return {
        "procedure": case.procedure,
        "title": case.title.say(lang),
        "number": case.number,
        "organ": case.organ.say(lang),
        "state": case.state.say(lang),
        "sentence": case.sentence.say(lang),
        "ended": case.ended,
        "holder": case.holder.say(lang),
        "with_applicant": case.with_applicant,
        "asked": case.asked,
        "next": [
            {"name": n.name.say(lang), "who": [w.say(lang) for w in n.who]} for n in case.next
        ],
        "periods": [
            {
                "period": p.name,
                "title": p.title.say(lang),
                "started_on": p.started_on.isoformat(),
                "due_on": write_day(p.due_on),
                "early_on": write_day(p.early_on),
                "finished_on": write_day(p.finished_on),
                "provisional": p.provisional,
                "state": p.state,
                "steps": [s.say(lang) for s in p.steps],
            }
            for p in case.periods
        ],
        "letters": [
            {"number": x.number, "kind": x.kind.say(lang), "issued_on": x.issued_on.isoformat()}
            for x in case.letters
        ],
        "happenings": [
            {"on": e.on.isoformat(), "name": e.name.say(lang), "state": e.state.say(lang)}
            for e in case.events
        ],
        "demonstration": case.demonstration,
        "brief": case.brief,
    }


# --- the figures ----------------------------------------------------------------------------------


def read_month(name: str, written: str | None, otherwise: date) -> date:
    """The first day of a month, written 2026-11. Raises `ApiError`."""
    if written is None:
        return otherwise
    said = Text("写作 2026-11", "a month is written 2026-11")
    try:
        found = date.fromisoformat(f"{written}-01")
    except ValueError:
        raise fail_field(name, written, said) from None
    if len(written) != 7 or not 2000 <= found.year <= 2200:
        raise fail_field(name, written, said)
    return found


@declare(
    "GET",
    "statistics",
    FiguresGiven,
    Doc(
        "readStatistics",
        TAG,
        Text("办案统计", "The figures of cases"),
        Text("辖区内某一区划（默认为本机关的）若干月份的按期率、办理时间中位数、不予准许的依据，"
             "按机关、程序、期限和月份。只限机关；辖区之外的答 404。",
             "In time or late, the median, refusals by ground, of a division within one's territory"
             " (one's own unless named) for some months, by organ, procedure, period and month. "
             "For organs alone; outside the territory 404."),
        scope="cases",
        rows=True,
        may_lack=True,
        arguments={"since": "2026-01", "until": "2026-11"},
    ),
)  # fmt: skip
def read_statistics(
    request: ApiRequest,
    region: str | None = None,
    since: str | None = None,
    until: str | None = None,
    procedure: str | None = None,
) -> Mapping[str, Any]:
    """The figures of a division."""
    by, lang, today = require_caller(request).actor, request.lang, read_day()
    code = read_code("region", region) or by.body.organ_region
    known = find_division(code)
    if not may(by.role, "see_register"):
        raise Http404
    if known is None or len(code) != 6 or not is_within(code, by.body.organ_region):
        said = Text("您的辖区内没有这个地区", "there is no such region in your territory")
        raise ApiError("not-found", said)
    this = today.replace(day=1)
    first = read_month("since", since, add_months(this, -11))
    last = read_month("until", until, this)
    if not first <= last < add_months(first, MOST_MONTHS):
        said = Text(f"不早于 since，至多 {MOST_MONTHS} 个月",
                    f"not before `since`, and at most {MOST_MONTHS} months")  # fmt: skip
        raise fail_field("until", until or last.isoformat()[:7], said)
    if procedure is not None and procedure not in PROCEDURES:
        said = Text("没有这种程序", "there is no such procedure")
        raise fail_field("procedure", procedure, said)
    end = add_months(last, 1) - timedelta(days=1)
    figures = read_figures(Wanted(code, first, end, today, procedure or ""))
    titles = {p.code: p.title.say(lang) for p in PROCEDURES.values()}
    return {
        "region": code,
        "since": first.isoformat(),
        "until": end.isoformat(),
        "procedure": procedure or "",
        "total": show_line(code, "", figures.total),
        "parts": [show_line(k, "", v) for k, v in figures.parts.items()],
        "procedures": [show_line(k, titles.get(k, k), v) for k, v in figures.matters.items()],
        "periods": [
            {"procedure": p, "period": n, **show_served(v)}
            for (p, n), v in sorted(figures.periods.items())
        ],
        "months": [show_line(k.isoformat()[:7], "", v) for k, v in figures.months.items()],
        "grounds": [{"basis": show_cite(c, lang), "number": n} for c, n in figures.grounds.items()],
    }


def show_served(served: Served) -> dict[str, Any]:
    """Figures of periods."""
    return {
        "number": served.number,
        "in_time": served.in_time,
        "in_time_early": served.early,
        "late": served.late,
        "running": served.running,
        "withdrawn": served.withdrawn,
        "median": None if served.median is None else float(served.median),
    }


def show_line(key: str, name: str, line: Line) -> dict[str, Any]:
    """A line of figures."""
    flow = line.flow
    return {
        "key": key,
        "name": name,
        **show_served(line.served),
        "opened": flow.opened,
        "closed": flow.closed,
        "notices": flow.notices,
        "refused": flow.refused,
    }


@declare(
    "GET",
    "statistics/public",
    PublicGiven,
    Doc(
        "readPublicStatistics",
        TAG,
        Text("向公众公开的办案统计", "The figures of cases that everyone may see"),
        Text(f"前十二个整月。不足 {LEAST} 的数字以及为防倒推一并不公开的数字为空。"
             "city 为城市代码开头，procedure 为程序，month 为月份；空的是合计。",
             f"The last twelve whole months. A number below {LEAST} is null, and so is what is held"
             " back so that it does not follow from the sums. `city` is how the codes of a city "
             "begin, `procedure` and `month` as they say; what is empty is summed over."),
        rows=True,
    ),
)  # fmt: skip
def read_public_statistics(request: ApiRequest) -> Mapping[str, Any]:
    """The public figures."""
    public = read_public(read_day())
    items = [show_cell("", "", "", public.total)]
    items += [show_cell(c, "", "", cell) for c, cell in public.by_city.items()]
    items += [show_cell("", p, "", cell) for p, cell in public.by_matter.items()]
    items += [show_cell(c, p, "", cell) for (c, p), cell in public.cells.items()]
    items += [show_cell("", "", m.isoformat()[:7], cell) for m, cell in public.months]
    return {
        "since": public.since.isoformat(),
        "until": public.until.isoformat(),
        "least": LEAST,
        "items": items,
        "grounds": [{"basis": show_cite(c, request.lang), "number": n} for c, n in public.grounds],
    }


def show_cell(city: str, procedure: str, month: str, cell: PublicCell) -> dict[str, Any]:
    """A figure for everyone."""
    return {
        "city": city,
        "procedure": procedure,
        "month": month,
        "number": cell.number,
        "in_time": None if cell.in_time is None else round(cell.in_time, 1),
        "median": None if cell.median is None else float(cell.median),
    }
