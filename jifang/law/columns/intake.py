"""Reading columns of facts: what `jifang.law.schema` asks of one value is asked of every row.

Types first, then values, batch by batch. Nothing is coerced: a number written as text is an error.
What is wrong is told by the words of the scalar reader, with the rows it is found in. What is
right comes back as conditions read it: codes and provisions as places in their closed lists,
regions and texts in their canonical form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from jifang.law.columns.plan import Plan
from jifang.law.columns.polars_algebra import CENTS, NONE_SUFFIX, find_dtype
from jifang.law.columns.rows import read_row
from jifang.law.engine.expr import Fact
from jifang.law.engine.types import Kind
from jifang.law.errors import InputError, Problem, Text
from jifang.law.schema import MAX_AMOUNT, MAX_AMOUNTS, MAX_COUNT, MAX_TEXT, find_refusal, read_value

OUTPUT = ("outcome", "provision", "law", "pattern", "explanation")
"""The columns that answers are written in; no column passed through may bear these names."""

ROWS_SHOWN = 5

TEXTS = (pl.String, pl.Categorical, pl.Enum)

# What is surely printable, without blanks at either end: everything else is read one by one.
SAFE_TEXT = (
    r"^[\x21-\x7E\u4E00-\u9FEF\u3001-\u301F\uFF01-\uFF5E·—…“”‘’]"
    r"(?:[\x20-\x7E\u4E00-\u9FEF\u3001-\u301F\uFF01-\uFF5E·—…“”‘’]*"
    r"[\x21-\x7E\u4E00-\u9FEF\u3001-\u301F\uFF01-\uFF5E·—…“”‘’])?$"
)

DAY_NULL = Text("每一行都要有日期", "every row needs a day")
NONE_NULL = Text("应为 true 或 false，不得为空", "must be true or false, never null")
BOTH = Text("既有值，又写明没有", "is given and said to be none at the same time")


@dataclass(frozen=True, slots=True)
class Accepted:
    """Which column types a kind of fact takes, and how that is said."""

    said: Text
    test: Callable[[Any], bool]


def _is_text(dtype: Any) -> bool:
    return isinstance(dtype, TEXTS)


def _is_organ(dtype: Any) -> bool:
    fields = {f.name: f.dtype for f in dtype.fields} if isinstance(dtype, pl.Struct) else {}
    return set(fields) == {"level", "region"} and all(map(_is_text, fields.values()))


WRITTEN = Accepted(Text("文字", "text"), _is_text)
ACCEPTED: Mapping[Kind, Accepted] = {
    Kind.BOOL: Accepted(Text("是非", "Boolean"), lambda t: t == pl.Boolean),
    Kind.COUNT: Accepted(Text("整数", "whole numbers"), lambda t: t.is_integer()),
    Kind.AMOUNT: Accepted(
        Text("十进制数（decimal）或者整数，不用浮点数", "decimals or whole numbers, no floats"),
        lambda t: t.is_decimal() or t.is_integer(),
    ),
    Kind.AMOUNTS: Accepted(
        Text("十进制数（decimal）或者整数的列表", "lists of decimals or whole numbers"),
        lambda t: isinstance(t, pl.List) and (t.inner.is_decimal() or t.inner.is_integer()),
    ),
    Kind.DATE: Accepted(Text("日期（date）", "dates"), lambda t: t == pl.Date),
    Kind.CODE: WRITTEN,
    Kind.REGION: WRITTEN,
    Kind.TEXT: WRITTEN,
    Kind.PROVISION: WRITTEN,
    Kind.CODES: Accepted(
        Text("文字的列表", "lists of text"),
        lambda t: isinstance(t, pl.List) and _is_text(t.inner),
    ),
    Kind.ORGAN: Accepted(
        Text("结构 {level, region}，都是文字", "structs {level, region} of text"), _is_organ
    ),
}
NUMBERED = Accepted(
    Text("整数（项号）的列表", "lists of whole numbers (items)"),
    lambda t: isinstance(t, pl.List) and t.inner.is_integer(),
)


def find_accepted(fact: Fact) -> Accepted:
    """The column types a fact takes."""
    return NUMBERED if fact.numbered else ACCEPTED[fact.type.kind]


@dataclass
class Finding:
    """One kind of mistake in one column: where it was met first, and how often."""

    value: Any
    rows: list[int]
    count: int = 0


@dataclass
class Intake:
    """Reads the batches of one table; mistakes are gathered and told together at the end.

    `passed` are columns of the table's own that are kept through to the output.
    Raises `InputError` at once where a column is unknown or of a wrong type.
    """

    plan: Plan
    schema: Mapping[str, Any]
    passed: Sequence[str] = ()
    rows: int = 0
    _found: dict[tuple[str, Text], Finding] = field(default_factory=dict)
    _known: dict[str, dict[Any, Any]] = field(default_factory=dict)
    _check_reads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        problems = [*self._check_columns(), *self._check_passed()]
        if problems:
            raise InputError(problems)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that have a column, in the question's order."""
        return tuple(f for f in self.plan.question.facts if f.name in self.schema)

    @property
    def columns(self) -> list[str]:
        """The columns that are read: facts, what says they are none, the day."""
        names = [n for f in self.facts for n in (f.name, f.name + NONE_SUFFIX) if n in self.schema]
        return names if self.plan.day in (None, *names) else [*names, str(self.plan.day)]

    def _check_columns(self) -> Iterable[Problem]:
        facts = {f.name: f for f in self.plan.question.facts}
        flags = {f.name + NONE_SUFFIX: f for f in facts.values() if f.type.nullable}
        day = self.plan.day
        for name, dtype in self.schema.items():
            if name == day and dtype != pl.Date:
                yield refuse_type(name, dtype, ACCEPTED[Kind.DATE].said)
            elif name in facts:
                accepted = find_accepted(facts[name])
                if dtype != pl.Null and not accepted.test(dtype):
                    yield refuse_type(name, dtype, accepted.said)
            elif name in flags:
                if dtype != pl.Boolean:
                    yield refuse_type(name, dtype, ACCEPTED[Kind.BOOL].said)
                elif flags[name].name not in self.schema:
                    yield Problem(name, "", MISSING_FACT.fill(fact=flags[name].name))
            elif name != day and name not in self.passed:
                allowed = ", ".join([*facts, *flags])
                yield Problem(name, "", UNKNOWN_COLUMN.fill(names=allowed))
        if day is not None and day not in self.schema:
            yield Problem(day, "", NO_COLUMN)

    def _check_passed(self) -> Iterable[Problem]:
        for name in self.passed:
            if name not in self.schema:
                yield Problem(name, "", NO_COLUMN)
            elif name in OUTPUT:
                yield Problem(name, "", TAKEN.fill(names=", ".join(OUTPUT)))

    def read(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The next rows as conditions read them. Rows with a mistake are null there."""
        found: dict[str, pl.Series] = {}
        for fact in self.facts:
            found[fact.name] = self._read_fact(fact, batch)
            flag = fact.name + NONE_SUFFIX
            if flag in batch.columns:
                found[flag] = self._read_flag(fact, batch)
        day = self.plan.day
        if day is not None:
            self._note(day, batch[day].is_null(), batch[day], lambda _: DAY_NULL)
            found.setdefault(day, batch[day])
        read = pl.DataFrame(found, height=len(batch))
        if self.plan.question.check is not None:
            self._check_contradictions(read)
        self.rows += len(batch)
        return read

    def _read_fact(self, fact: Fact, batch: pl.DataFrame) -> pl.Series:
        series = batch[fact.name]
        if series.dtype == pl.Null:
            return series.cast(find_dtype(fact.type))
        read, bad = READERS[fact.type.kind](self, fact, series)
        if bad is not None:
            self._note(fact.name, bad, series, lambda v: explain_refusal(fact, v))
        return read

    def _read_flag(self, fact: Fact, batch: pl.DataFrame) -> pl.Series:
        name = fact.name + NONE_SUFFIX
        flag = batch[name]
        self._note(name, flag.is_null(), flag, lambda _: NONE_NULL)
        both = flag.fill_null(value=False) & batch[fact.name].is_not_null()
        self._note(fact.name, both, batch[fact.name], lambda _: BOTH)
        return flag.fill_null(value=False)

    def _note(
        self, column: str, bad: pl.Series, values: pl.Series, explain: Callable[[Any], Text]
    ) -> None:
        """Remember the rows that are bad, by what is wrong with them."""
        if not bad.any():
            return
        places = bad.arg_true()
        by_value = pl.DataFrame({"row": places, "value": values.gather(places)})
        groups = by_value.group_by("value", maintain_order=True).agg(
            pl.col("row").head(ROWS_SHOWN), count=pl.len()
        )
        for value, rows, count in groups.iter_rows():
            self._add(column, explain(value), value, rows, count)

    def _add(self, column: str, message: Text, value: Any, rows: Sequence[int], count: int) -> None:
        """Add rows of the batch at hand to what is known of a mistake."""
        finding = self._found.setdefault((column, message), Finding(value, []))
        numbers = (self.rows + r + 1 for r in rows)
        finding.rows = sorted([*finding.rows, *numbers])[:ROWS_SHOWN]
        finding.count += count

    def read_known(self, fact: Fact, values: pl.Series) -> dict[Any, Any]:
        """How each of these values is read, asked of the scalar reader once; refused: left out."""
        known = self._known.setdefault(fact.name, {})
        for value in values:
            if value is not None and value not in known:
                refused = find_refusal(fact, value) is not None
                known[value] = None if refused else read_value(fact, value)
        return known

    def _check_contradictions(self, read: pl.DataFrame) -> None:
        """Facts that contradict each other: asked of the question's own check, once for every
        combination of the facts it reads."""
        facts = {f.name: f for f in self.facts}
        numbered = read.with_row_index("__row")
        while True:
            names = [n for n in self._check_reads if n in facts]
            before = len(self._check_reads)
            columns = [c for n in names for c in (n, n + NONE_SUFFIX) if c in read.columns]
            shown = (pl.col("__row").head(ROWS_SHOWN).alias("__rows"), pl.len().alias("__count"))
            groups = (
                numbered.group_by(columns, maintain_order=True).agg(shown)
                if columns
                else numbered.select(shown[0].implode(), shown[1])
            )
            found = [
                (problem, group["__rows"], group["__count"])
                for group in groups.iter_rows(named=True)
                for problem in self._ask_check(read_row([facts[n] for n in names], group))
            ]
            if len(self._check_reads) == before:
                break  # it reads nothing more: every combination has been asked
        for problem, rows, count in found:
            self._add(problem.field, problem.message, problem.value, rows, count)

    def _ask_check(self, row: Mapping[str, Any]) -> list[Problem]:
        check = self.plan.question.check
        return [] if check is None else list(check(Watched(row, self._check_reads)))

    @property
    def has_problems(self) -> bool:
        """Whether anything wrong has been met so far."""
        return bool(self._found)

    def raise_problems(self) -> None:
        """Tell everything that was wrong. Raises `InputError` if anything was."""
        order = {name: at for at, name in enumerate(self.schema)}
        found = sorted(self._found.items(), key=lambda f: order.get(f[0][0], len(order)))
        if found:
            raise InputError(
                Problem(column, finding.value, say_rows(finding).fill(message=message))
                for (column, message), finding in found
            )


class Watched(dict[str, Any]):
    """Facts that remember which of them were asked for."""

    def __init__(self, facts: Mapping[str, Any], asked: list[str]) -> None:
        super().__init__(facts)
        self._asked = asked

    def _watch(self, name: str) -> None:
        if name not in self._asked:
            self._asked.append(name)

    def __getitem__(self, name: str) -> Any:
        self._watch(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._watch(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """A fact, or the default where it is not known."""
        self._watch(name)
        return super().get(name, default)


Read = tuple[pl.Series, pl.Series | None]


def read_bools(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Yes or no needs no check."""
    return series, None


def read_counts(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Whole numbers in their range."""
    numbers = series.cast(pl.Int64, strict=False)
    top = fact.maximum if fact.maximum is not None else MAX_COUNT
    outside = (numbers < fact.minimum) | (numbers > top)
    lost = numbers.is_null() & series.is_not_null()  # larger than any number that can be meant
    return numbers, outside.fill_null(value=False) | lost


def read_amounts(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Amounts of at most two decimal places."""
    outside = (series < 0) | (series > int(MAX_AMOUNT))
    dtype = series.dtype
    if isinstance(dtype, pl.Decimal) and dtype.scale > 2:
        outside |= series != series.round(2)
    bad = outside.fill_null(value=False)
    return pl.select(pl.when(~bad).then(series)).to_series().cast(CENTS), bad


def read_amount_lists(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Lists of amounts of at most two decimal places."""
    each, dtype = pl.element(), getattr(series.dtype, "inner", None)
    good = (each >= 0) & (each <= int(MAX_AMOUNT))
    if isinstance(dtype, pl.Decimal) and dtype.scale > 2:
        good &= each == each.round(2)
    fits = series.list.eval(good.fill_null(value=False)).list.all()
    bad = ~(fits & (series.list.len() <= MAX_AMOUNTS)).fill_null(value=True)
    return pl.select(pl.when(~bad).then(series)).to_series().cast(pl.List(CENTS)), bad


def read_dates(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Days of the years 1900 to 2999."""
    outside = (series < date(1900, 1, 1)) | (series > date(2999, 12, 31))
    return series, outside.fill_null(value=False)


def read_codes(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Codes of the closed list; a column of that very list needs no check."""
    if series.dtype == find_dtype(fact.type):
        return series, None
    read = _as_text(series).cast(find_dtype(fact.type), strict=False)
    return read, read.is_null() & series.is_not_null()


def read_lists(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Lists of codes, each at most once."""
    text = series.cast(pl.List(pl.String))
    wanted = list(fact.type.domain.codes) if fact.type.domain else []
    inside = pl.element().is_in(wanted).fill_null(value=False)
    good = text.list.eval(inside).list.all() & (text.list.n_unique() == text.list.len())
    return text, ~good.fill_null(value=True)


def read_regions(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Division codes, in their canonical length."""
    text = _as_text(series)
    return _replace_known(text, intake.read_known(fact, text.unique()))


def read_provisions(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Provisions by their ids, or by a short form of them."""
    if series.dtype == find_dtype(fact.type):
        return series, None
    text = _as_text(series)
    read = text.cast(find_dtype(fact.type), strict=False)
    odd = read.is_null() & text.is_not_null()
    if not odd.any():
        return read, None
    known = intake.read_known(fact, text.filter(odd).unique())
    short = {v: r for v, r in known.items() if r is not None}
    read = text.replace(short).cast(find_dtype(fact.type), strict=False) if short else read
    return read, read.is_null() & text.is_not_null()


def read_texts(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Free text; what is not plainly printable is asked of the scalar reader."""
    text = _as_text(series)
    plain = (text.str.len_chars() <= MAX_TEXT) & text.str.contains(SAFE_TEXT)
    odd = ~plain.fill_null(value=True)
    if not odd.any():
        return text, None
    known = intake.read_known(fact, text.filter(odd).unique())
    return _replace_known(text, {v: known[v] for v in text.filter(odd).unique()})


def read_organs(intake: Intake, fact: Fact, series: pl.Series) -> Read:
    """Organs whose level is that of their division."""
    parts = series.struct.unnest().select(pl.col("level", "region").cast(pl.String))
    pairs = parts.with_columns(given=series.is_not_null())
    known = intake._known.setdefault(fact.name, {})
    for level, region, given in pairs.unique().iter_rows():
        if given and (level, region) not in known:
            organ = {"level": level, "region": region}
            taken = find_refusal(fact, organ) is None
            known[level, region] = read_value(fact, organ).as_dict() if taken else None
    table = pl.DataFrame(
        {
            "level": pl.Series([k[0] for k in known], dtype=pl.String),
            "region": pl.Series([k[1] for k in known], dtype=pl.String),
            "read": pl.Series(list(known.values()), dtype=find_dtype(fact.type)),
        }
    )
    joined = pairs.join(
        table, on=["level", "region"], how="left", nulls_equal=True, maintain_order="left"
    )
    read = joined["read"]
    return read, read.is_null() & series.is_not_null()


def _as_text(series: pl.Series) -> pl.Series:
    return series if series.dtype == pl.String else series.cast(pl.String)


def _replace_known(text: pl.Series, known: Mapping[Any, Any]) -> Read:
    """Values in their canonical form; those that the reader refused are bad."""
    refused = [v for v, read in known.items() if read is None and v is not None]
    changed = {v: read for v, read in known.items() if read is not None and read != v}
    bad = text.is_in(refused).fill_null(value=False) if refused else None
    return text.replace(changed) if changed else text, bad


READERS: Mapping[Kind, Callable[[Intake, Fact, pl.Series], Read]] = {
    Kind.BOOL: read_bools,
    Kind.COUNT: read_counts,
    Kind.AMOUNT: read_amounts,
    Kind.AMOUNTS: read_amount_lists,
    Kind.DATE: read_dates,
    Kind.CODE: read_codes,
    Kind.CODES: read_lists,
    Kind.REGION: read_regions,
    Kind.TEXT: read_texts,
    Kind.PROVISION: read_provisions,
    Kind.ORGAN: read_organs,
}

UNKNOWN_COLUMN = Text(
    "没有这个事实；允许的列：{names}。自有的列要写明保留（--pass）",
    "no such fact; columns allowed: {names}. A column of your own is kept if it is named (--pass)",
)
MISSING_FACT = Text("有它就要有 {fact} 列", "there must be a column {fact} besides it")
NO_COLUMN = Text("数据里没有这一列", "the data has no such column")
TAKEN = Text("与结果的列同名；结果的列：{names}", "bears the name of an output column: {names}")
WRONG_TYPE = Text(
    "列的类型是 {given}，应为{wanted}；不作转换",
    "the column is of type {given}, it must be {wanted}; nothing is converted",
)


def refuse_type(name: str, dtype: Any, wanted: Text) -> Problem:
    """A column of a wrong type."""
    return Problem(name, "", WRONG_TYPE.fill(given=dtype, wanted=wanted))


def explain_refusal(fact: Fact, value: Any) -> Text:
    """What the scalar reader says to a value that columns refuse."""
    refusal = find_refusal(fact, value)
    if refusal is None:
        raise AssertionError(f"columns refuse {value!r} for `{fact.name}`, the scalar reader not")
    return refusal


def say_rows(finding: Finding) -> Text:
    """Where a mistake was met: `{message}` remains to be filled."""
    zh, en = "、".join(map(str, finding.rows)), ", ".join(map(str, finding.rows))
    if finding.count == 1:
        return Text(f"第 {zh} 行：{{message}}", f"row {en}: {{message}}")
    more = finding.count > len(finding.rows)
    return Text(
        f"第 {zh} 行{'等' if more else ''}（共 {finding.count:,} 行）：{{message}}",
        f"rows {en}{', …' if more else ''} ({finding.count:,} rows): {{message}}",
    )


def read_frame(frame: pl.DataFrame, plan: Plan, passed: Sequence[str] = ()) -> pl.DataFrame:
    """A whole frame read at once. Raises `InputError` with everything that is wrong."""
    intake = Intake(plan, frame.schema, passed)
    read = intake.read(frame)
    intake.raise_problems()
    return read
