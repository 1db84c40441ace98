"""Conditions and decisions in words, in both languages, from the same trees that decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jifang.law.engine.binding import Binder
from jifang.law.engine.expr import Expr, Fact, Lit, On, Op, Par, as_lit, as_op
from jifang.law.engine.question import Gap, Listing, Nested, Spec, Statuses, Value
from jifang.law.engine.types import BOOL, LEFT_TO_LAW, NONE, Domain, Kind, Organ, Type
from jifang.law.errors import DefinitionError, Lang, Text
from jifang.law.instruments import Cite, label_provision, name_instrument
from jifang.law.places import name_organ, name_region
from jifang.law.texts import MEASURES

if TYPE_CHECKING:
    from jifang.law.decision import Conflict, Decision

SIGNS: Mapping[str, Text] = {
    "ge": Text("{a}不少于{b}", "{a} is at least {b}"),
    "gt": Text("{a}多于{b}", "{a} is more than {b}"),
    "le": Text("{a}不多于{b}", "{a} is at most {b}"),
    "lt": Text("{a}少于{b}", "{a} is less than {b}"),
    "eq": Text("{a}是{b}", "{a} is {b}"),
}
DATE_SIGNS: Mapping[str, Text] = {
    "ge": Text("{a}不早于{b}", "{a} is not before {b}"),
    "gt": Text("{a}晚于{b}", "{a} is after {b}"),
    "le": Text("{a}不晚于{b}", "{a} is not after {b}"),
    "lt": Text("{a}早于{b}", "{a} is before {b}"),
    "eq": Text("{a}即{b}", "{a} is {b}"),
}
SHIFTS: Mapping[str, Text] = {
    "add_days": Text("{a}后 {b}", "{b} after {a}"),
    "sub_days": Text("{a}前 {b}", "{b} before {a}"),
    "add_years": Text("{a}满 {b}之日", "the day {b} after {a}"),
}
CALLS: Mapping[str, Text] = {
    "county_organ": Text("{a}的县级公安机关", "the county-level public security organ of {a}"),
    "prefecture_organ": Text(
        "{a}的地级以上市公安机关", "the municipal public security organ of {a}"
    ),
    "province_organ": Text("省公安机关", "the provincial public security organ"),
    "organ_above": Text(
        "{a}、{b}的上一级人民政府公安机关",
        "the public security organ of the government one level above {a}, {b}",
    ),
    "place_setting": Text("{a}所属的类别", "what {a} counts as"),
    "place_item": Text("{a}所属的条项", "the provision that {a} rests on"),
    "working_days_after": Text("{a}后第 {b} 个工作日", "the {b}th working day after {a}"),
    "calendar_days_after": Text(
        "{a}后第 {b} 日（逢休息日顺延）", "day {b} after {a}, moved off days off"
    ),
    "is_of_measures": Text("{a}是《办法》的条款", "{a} is one of the Measures"),
    "months_after": Text("{a}后满 {b}之日", "the day {b} after {a}"),
    "percent_of": Text("{a}的 {b}", "{b} of {a}"),
    "later_due": Text(
        "{a}起 {b} 日的两种读法中较晚的一天", "the later reading of {b} days from {a}"
    ),
}
NOT: Text = Text("并非（{a}）", "not ({a})")


def say_value(value: Any, of: Type, lang: Lang, unit: Text | None = None) -> str:
    """A value in words: codes and organs by name, amounts with their unit."""
    plain = _say_plain(value, lang)
    if plain is not None:
        return plain
    if isinstance(value, tuple | list):
        return _say_list(value, of, lang)
    if isinstance(value, str):
        return _say_code(value, of, lang)
    if of.kind in (Kind.AMOUNT, Kind.AMOUNTS):
        return f"{say_number(value)} {'元' if lang == 'zh' else 'yuan'}"
    if isinstance(value, int) and unit is not None and unit.en:
        return f"{value} {unit.say(lang)}"
    return str(value)


def _say_plain(value: Any, lang: Lang) -> str | None:
    """What needs no type to be said."""
    if value is None:
        return "未知" if lang == "zh" else "unknown"
    if value is NONE:
        return "无" if lang == "zh" else "none"
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no").say(lang)
    if isinstance(value, Organ):
        return name_organ(value).say(lang)
    return value.isoformat() if isinstance(value, date) else None


def _say_code(value: str, of: Type, lang: Lang) -> str:
    if of.kind is Kind.REGION:
        return name_region(value).say(lang)
    if of.kind is Kind.PROVISION:
        return name_provision(value, lang)
    return of.domain.label(value).say(lang) if of.domain is not None else value


def say_number(value: Decimal | int) -> str:
    """A number with thousands separated and no idle zeros."""
    exact = Decimal(value)
    return f"{int(exact):,}" if exact == exact.to_integral_value() else f"{exact:,.2f}"


def _say_list(values: Any, of: Type, lang: Lang) -> str:
    if not values:
        return "没有" if lang == "zh" else "nothing"
    if of.kind is Kind.AMOUNTS:
        names = [say_value(v, of, lang) for v in values]
    else:
        names = [of.domain.label(v).say(lang) if of.domain else str(v) for v in values]
    return "、".join(names) if lang == "zh" else ", ".join(names)


class Prose:
    """Renders expressions; parameters are shown with the values they are bound to.

    What those values settle is not said: a condition that holds on that day anyway, the arm of a
    choice that is not taken.
    """

    def __init__(self, lang: Lang, parameters: Mapping[str, Any] | None = None) -> None:
        self._lang: Lang = lang
        self._parameters = parameters or {}
        self._binder = Binder(self._parameters)

    def _settle(self, expr: Expr) -> Any:
        """What the parameters make of it; `None` where it depends on more than them."""
        try:
            bound = self._binder.bind(expr)
        except DefinitionError:  # a parameter has no value: as on a page that names no day
            return None
        return bound.value if isinstance(bound, Lit) else None

    def say(self, expr: Expr) -> str:
        """A condition or a value in words."""
        if isinstance(expr, Fact):
            return expr.label.say(self._lang)
        if isinstance(expr, On):
            return "当日" if self._lang == "zh" else "the day asked"
        if isinstance(expr, Par):
            return self._parameter(expr)
        if isinstance(expr, Lit):
            return self._literal(expr)
        return self._operation(as_op(expr))

    def _parameter(self, expr: Par) -> str:
        from jifang.law.parameters import UNITS, load_parameters

        parameter = load_parameters().get(expr.name)
        value = self._parameters.get(expr.name)
        if value is None or parameter is None:
            return parameter.title.say(self._lang) if parameter else expr.name
        unit = UNITS[parameter.unit][1]
        return say_value(value, expr.type, self._lang, unit)

    def _literal(self, expr: Lit) -> str:
        if isinstance(expr.value, bool):
            always, never = (
                ("任何情形", "从不") if self._lang == "zh" else ("in every case", "never")
            )
            return always if expr.value else never
        return say_value(expr.value, expr.type, self._lang)

    def _operation(self, expr: Op) -> str:
        lang = self._lang
        if expr.fn in ("and", "or"):
            return self._join(expr)
        if expr.fn == "not":
            return self._negation(expr.args[0])
        if expr.fn == "pick":
            settled = self._settle(expr.args[0])
            if settled is not None:
                return self.say(expr.args[1] if settled else expr.args[2])
            cond, yes, no = (self.say(a) for a in expr.args)
            shape = Text("（若{c}，则{y}；否则{n}）", "(if {c}, {y}; otherwise {n})")
            return shape.say(lang).format(c=cond, y=yes, n=no)
        if expr.fn in ("is_in", "has", "is_empty", "is_none", "under", "within"):
            return self._membership(expr)
        if expr.fn == "longest":
            parts = ("、" if lang == "zh" else ", ").join(self.say(a) for a in expr.args)
            return f"{parts}中的最大者" if lang == "zh" else f"the greatest of {parts}"
        if expr.fn == "count_at_least":
            a, b = (self.say(x) for x in expr.args)
            return (
                f"{a}中不少于 {b} 的个数" if lang == "zh" else f"the number of {a} of {b} or more"
            )
        if expr.fn in ("plus", "minus"):
            a, b = (self.say(x) for x in expr.args)
            sign = {"plus": ("加", "plus"), "minus": ("减", "minus")}[expr.fn]
            return f"{a}{sign[0]} {b}" if lang == "zh" else f"{a} {sign[1]} {b}"
        return self._template(expr)

    def _template(self, expr: Op) -> str:
        first, last = expr.args[0], expr.args[-1]
        if expr.fn == "eq" and isinstance(last, Lit) and last.value is True:
            return self.say(first)
        parts = dict(zip("abc", (self.say(a) for a in expr.args), strict=False))
        if expr.fn.startswith("call:"):
            shape = CALLS[expr.fn[5:]]
        elif expr.fn in SHIFTS:
            shape = SHIFTS[expr.fn]
        else:
            dated = expr.args[0].type.kind is Kind.DATE
            shape = (DATE_SIGNS if dated else SIGNS)[expr.fn]
        if isinstance(expr.args[-1], Lit) and isinstance(expr.args[0], Fact):
            unit = expr.args[0].unit
            parts["b"] = say_value(expr.args[-1].value, expr.args[0].type, self._lang, unit)
        return shape.say(self._lang).format(**parts)

    def _join(self, expr: Op) -> str:
        neutral = expr.fn == "and"
        args = [a for a in expr.args if self._settle(a) is not neutral]
        if len(args) < 2:
            return self.say(args[0]) if args else self._literal(Lit(neutral, BOOL))
        parts = [
            f"（{self.say(a)}）" if isinstance(a, Op) and a.fn in ("and", "or") else self.say(a)
            for a in args
        ]
        if self._lang == "zh":
            return ("，且" if expr.fn == "and" else "，或者").join(parts)
        parts = [p.replace("（", "(").replace("）", ")") for p in parts]
        return (" and " if expr.fn == "and" else " or ").join(parts)

    def _negation(self, inner: Expr) -> str:
        if isinstance(inner, Op) and inner.fn == "eq" and inner.args[0].type.kind is Kind.BOOL:
            inner = inner.args[0]
        if isinstance(inner, Fact) and inner.no.en:
            return inner.no.say(self._lang)
        flip = {"ge": "lt", "gt": "le", "le": "gt", "lt": "ge"}
        if isinstance(inner, Op) and inner.fn in flip and not inner.args[0].type.nullable:
            return self.say(Op(flip[inner.fn], inner.args, inner.type))
        if isinstance(inner, Op) and inner.fn in ("is_in", "has", "is_empty", "is_none"):
            return self._membership(inner, negated=True)
        return NOT.say(self._lang).format(a=self.say(inner))

    def _membership(self, expr: Op, negated: bool = False) -> str:
        zh = self._lang == "zh"
        what = self.say(expr.args[0])
        if expr.fn == "is_none":
            fact = expr.args[0]
            if isinstance(fact, Fact) and fact.none.en and not negated:
                return fact.none.say(self._lang)
            has = "有" if negated else "没有"
            return f"{has}{what}" if zh else f"there is {'a' if negated else 'no'} {what}"
        if expr.fn == "is_empty":
            return (
                f"{what}{'不' if negated else ''}为空"
                if zh
                else f"{what} is {'not ' if negated else ''}empty"
            )
        if expr.fn == "under":
            prefix = as_lit(expr.args[1]).value
            where = name_region(f"{prefix:0<6}").say(self._lang)
            return f"{what}在{where}" if zh else f"{what} lies in {where}"
        values = as_lit(expr.args[1])
        if expr.fn == "within":
            names = ("、" if zh else ", ").join(name_provision(v, self._lang) for v in values.value)
            return f"{what}属于{names}" if zh else f"{what} is part of {names}"
        domain = expr.args[0].type.domain
        if domain is None:
            raise DefinitionError(f"{expr.fn} on something without a closed list")
        names = _name_codes(values.value, domain, self._lang)
        if expr.fn == "has":
            verb = ("不含" if negated else "包含") if zh else ("lacks" if negated else "includes")
        else:
            verb = ("不是" if negated else "是") if zh else ("is not" if negated else "is")
        return f"{what}{verb}{names}" if zh else f"{what} {verb} {names}"


def name_provision(eid: str, lang: Lang) -> str:
    """A provision by its label, as 第二十条第一款 or art. 20 ¶ 1.

    Of another instrument with its name; `law/` is that instrument as a whole.
    """
    law, _, own = eid.rpartition("/")
    cite = Cite(law or MEASURES, own)
    if not own:
        name = name_instrument(cite.law).say(lang)
        return f"《{name}》" if lang == "zh" else f"the {name}"
    label = label_provision(*cite).say(lang)
    if cite.law == MEASURES:
        return label
    name = name_instrument(cite.law).say(lang)
    return f"《{name}》{label}" if lang == "zh" else f"{label} of the {name}"


def _name_in_full(cite: Cite, lang: Lang) -> str:
    """A provision with its instrument, the Measures included."""
    label, name = label_provision(*cite).say(lang), name_instrument(cite.law).say(lang)
    return f"《{name}》{label}" if lang == "zh" else f"{label} of the {name}"


def _name_codes(value: Any, domain: Domain, lang: Lang) -> str:
    codes = (value,) if isinstance(value, str) else value
    shown = [domain.label(c).say(lang) for c in codes[:8]]
    if len(codes) > 8:
        shown.append("等" if lang == "zh" else "and others")
    return "、".join(shown) if lang == "zh" else " or ".join(shown)


def say_condition(expr: Expr, lang: Lang, parameters: Mapping[str, Any] | None = None) -> str:
    """A condition in words; `parameters` gives the values of the day."""
    return Prose(lang, parameters).say(expr)


def ask_fact(fact: Fact, lang: Lang) -> str:
    """A fact as something that is asked for."""
    label = fact.label.say(lang)
    if fact.type.kind is not Kind.BOOL:
        return label
    return f"是否“{label}”" if lang == "zh" else f"whether {label}"


def say_facts(decision: Decision, facts: Mapping[str, Any], lang: Lang) -> str:
    """The facts a provision was held to, in words."""
    shown = []
    for name, value in facts.items():
        if name == "on" or value == LEFT_TO_LAW:
            continue
        fact = decision.asked.fact(name)
        if isinstance(value, bool):
            shown.append((fact.label if value else fact.no).say(lang))
        elif value is NONE and fact.none.en:
            shown.append(fact.none.say(lang))
        else:
            sep = "：" if lang == "zh" else ": "
            said = say_value(value, fact.type, lang, fact.unit)
            shown.append(f"{fact.label.say(lang)}{sep}{said}")
    return ("；" if lang == "zh" else "; ").join(shown)


def say_decision(decision: Decision, lang: Lang) -> str:
    """The whole decision, line by line: conclusion, values, basis, what is missing, duties."""
    zh = lang == "zh"
    lines = [f"{decision.asked.title.say(lang)}（{decision.on}）" if zh
             else f"{decision.asked.title.say(lang)} ({decision.on})"]  # fmt: skip
    lines.append(("结论：" if zh else "Answer: ") + decision.result.label.say(lang))
    lines.extend(f"  {_say_named(decision, name, lang)}" for name in decision.values)
    if decision.missing:
        names = [ask_fact(decision.asked.fact(n), lang) for n in decision.missing]
        lines.append(("还缺：" if zh else "Missing: ") + ("；" if zh else "; ").join(names))
    lines.extend(_say_basis(decision, lang))
    lines.extend(say_conflicts(decision, lang))
    for duty in decision.duties:
        by = f"，{duty.by} 前" if zh and duty.by else f", by {duty.by}" if duty.by else ""
        who = f"{duty.who.zh}应当{duty.what.zh}" if zh else f"{duty.who.en} must {duty.what.en}"
        lines.append(("须办：" if zh else "To do: ") + who + by + f" [{duty.cite}]")
    if decision.liability is not None:
        lines.append(
            ("违反的后果：" if zh else "A breach exposes to: ")
            + say_exposure(decision.liability, lang)
        )
    return "\n".join(lines)


def _say_basis(decision: Decision, lang: Lang) -> list[str]:
    zh = lang == "zh"
    lines, told = [], set()
    for ground in decision.basis:
        state = HOLDS[ground.holds].say(lang)
        sep = "：" if zh else ": "
        lines.append(f"  [{ground.cite}] {state}{sep}{ground.text.say(lang)}")
        said = say_facts(decision, ground.facts, lang)
        if said:
            lines.append(f"      {said}")
        reading = ground.interpretation
        if reading is not None and reading.id not in told:
            told.add(reading.id)
            head = "解释：" if zh else "Our reading: "
            other = " 另一读法：" if zh else " Other reading: "
            lines.append(f"      {head}{reading.reason.say(lang)}{other}{reading.other.say(lang)}")
    if lines:
        lines.insert(0, "依据：" if zh else "Basis:")
    return lines


def say_conflicts(decision: Decision, lang: Lang) -> list[str]:
    """Where two instruments meet: which prevails, over what, and by which rule."""
    said = [say_conflict(met, lang) for met in decision.conflicts]
    lines = [line for what, by in said for line in (f"  {what}", f"      {by}")]
    if lines:
        lines.insert(0, "与其他法：" if lang == "zh" else "With other law:")
    return lines


def say_conflict(met: Conflict, lang: Lang) -> tuple[str, str]:
    """Which of two provisions prevails and why; then where that rule stands, and how sure."""
    from jifang.law.parameters import CONFIDENCE

    zh, rule = lang == "zh", met.rule
    first, second = (_name_in_full(c, lang) for c in (met.prevails, met.yields))
    meets = MEETS[rule.beside].say(lang).format(a=first, b=second)
    what = (
        f"{meets}{_colon(lang)}{rule.name.say(lang)}{'。' if zh else '; '}{rule.reason.say(lang)}"
    )
    by = name_provision(f"{rule.law}/{rule.provision or ''}", lang)
    if rule.provision is None:
        by += "，条号未收录" if zh else ", article not recorded"
    sure = CONFIDENCE[rule.confidence].say(lang)
    return what, f"依据：{by}（{sure}）" if zh else f"by: {by} ({sure})"


MEETS: Mapping[bool, Text] = {
    False: Text("{a} 优先于 {b}", "{a} prevails over {b}"),
    True: Text("{a} 与 {b} 并行", "{a} stands beside {b}"),
}


def _say_named(decision: Decision, name: str, lang: Lang) -> str:
    label, said = name_value(decision, name, lang)
    return f"{label}{'：' if lang == 'zh' else ': '}{said}"


def name_value(decision: Decision, name: str, lang: Lang) -> tuple[str, str]:
    """The label and the words of one value of a decision."""
    value = decision.values[name]
    named = [s for s in decision.asked.values if name in (s.name, f"{s.name}_unknown")]
    if not named:
        return name, str(value)
    spec = next((s for s in reversed(named) if _is_given(decision, s)), named[-1])
    label = spec.label.say(lang)
    if name != spec.name:
        label += "（未知的）" if lang == "zh" else " (not known)"
    return label, _say_spec(spec, value, lang)


def _is_given(decision: Decision, spec: Spec) -> bool:
    """Of several specifications of one value, the last that has its place in the case gave it."""
    if not isinstance(spec, Value) or spec.where is None:
        return True
    return decision.evaluate(spec.where) is True


def _say_spec(spec: Spec, value: Any, lang: Lang) -> str:
    """The words of what one value specification gave."""
    if isinstance(spec, Listing):
        return say_value(value, Type(Kind.CODES, spec.domain), lang)
    if isinstance(spec, Statuses):
        said = [f"{spec.domain.label(c).say(lang)}{_colon(lang)}{STATES[s].say(lang)}"
                for c, s in value.items()]  # fmt: skip
        return ("；" if lang == "zh" else "; ").join(said)
    if isinstance(spec, Nested):
        groups = ((GROUPS[k].say(lang), say_ranges(v, lang)) for k, v in value.items())
        comma, semicolon = ("，", "；") if lang == "zh" else (", ", "; ")
        return semicolon.join(who + comma.join(said) for who, said in groups)
    if isinstance(spec, Gap):
        return _say_gap(spec, value, lang)
    of = Type(spec.expr.type.kind, spec.domain or spec.expr.type.domain)
    return say_value(NONE if value is None else value, of, lang, spec.unit)


def _say_gap(gap: Gap, value: Any, lang: Lang) -> str:
    """Per figure: required, held, lacking; or only the names of figures that are not known."""
    zh = lang == "zh"
    if not isinstance(value, Mapping):
        return _say_list(value, Type(Kind.CODES, gap.domain), lang)
    measures = {m.code: m for m in gap.measures}
    said = []
    for code, row in value.items():
        measure = measures[code]
        kind = Type(measure.required.type.kind)
        words = {k: say_value(v, kind, lang, measure.unit) for k, v in row.items()}
        parts = [f"要求 {words['required']}" if zh else f"{words['required']} required"]
        if measure.each is not None:
            least = say_value(row["each_at_least"], measure.each.type, lang)
            parts.append(f"每个不少于 {least}" if zh else f"each of {least} or more")
        if "held" in row:
            parts.append(f"现有 {words['held']}" if zh else f"{words['held']} held")
        if row.get("lacking"):
            parts.append(f"差 {words['lacking']}" if zh else f"{words['lacking']} lacking")
        name = gap.domain.label(code).say(lang)
        said.append(f"{name}{_colon(lang)}{('，' if zh else ', ').join(parts)}")
    return ("；" if zh else "; ").join(said)


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ": "


HOLDS: Mapping[bool | None, Text] = {
    True: Text("成立", "holds"),
    False: Text("不成立", "does not apply"),
    None: Text("未定", "open"),
}
STATES: Mapping[str, Text] = {
    "met": Text("已履行", "met"),
    "breached": Text("未履行", "not met"),
    "unknown": Text("未知", "not known"),
}


RANGES: tuple[tuple[str, str, Text, Text], ...] = (
    ("fine_min", "fine_max", Text("罚款 {r} 元", "fine of {r} yuan"), Text("", "")),
    (
        "persons_fine_min",
        "persons_fine_max",
        Text("对责任人员可以并处 {r} 元", "responsible persons may be fined {r} yuan"),
        Text("对责任人员处 {r} 元", "responsible persons are fined {r} yuan"),
    ),
)


def say_ranges(values: Mapping[str, Any], lang: Lang) -> list[str]:
    """The statutory ranges among some values, lowest to highest, both ends included."""
    said = []
    for low, high, may, must in RANGES:
        if low in values and high in values:
            shape = must if values.get("persons_fine_mandatory") and must.zh else may
            said.append(shape.say(lang).format(r=_say_range(values[low], values[high], lang)))
    if values.get("confiscate"):
        said.append(CONFISCATED.say(lang))
    return said


def _say_range(low: Decimal, high: Decimal, lang: Lang) -> str:
    """A range by both its ends; one that only has a ceiling by that."""
    if low:
        return f"{say_number(low)}—{say_number(high)}"
    return f"不超过 {say_number(high)}" if lang == "zh" else f"up to {say_number(high)}"


CONFISCATED = Text("没收设备", "devices confiscated")


_IN_RANGES = frozenset((
    "fine_min", "fine_max", "persons_fine_min", "persons_fine_max", "persons_fine_mandatory",
    "confiscate",
))  # fmt: skip


def say_exposure(liability: Decision, lang: Lang) -> str:
    """A liability decision in one line: what can be done now, then what only on a condition."""
    parts = [liability.result.label.say(lang), *say_ranges(liability.values, lang)]
    for spec in liability.asked.values:
        value = liability.values.get(spec.name)
        if isinstance(spec, Nested):
            parts.extend(_say_conditional(spec, value or {}, lang))
        elif value not in (None, ()) and spec.name not in _IN_RANGES:
            parts.append(_say_named(liability, spec.name, lang))
    return ("；" if lang == "zh" else "; ").join(parts)


def _say_conditional(spec: Nested, value: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    for key, group in value.items():
        who = GROUPS[key].say(lang)
        said = ("，" if lang == "zh" else ", ").join(say_ranges(group, lang))
        yield f"{spec.label.say(lang)}{_colon(lang)}{who}{said}"


GROUPS: Mapping[str, Text] = {
    "unit": Text("单位", "unit: "),
    "individual": Text("个人", "individual: "),
}
