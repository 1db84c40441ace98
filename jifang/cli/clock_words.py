"""The words of `jifang clock` in both languages."""

from __future__ import annotations

from jifang.law.errors import Text

COLON = Text("：", ": ")
FREE = Text("所给期限", "the period given")
STEPS = Text("怎么算的", "how it was counted")
COMMA = Text("，", ", ")
PROVISIONAL = Text("，暂定", ", provisional")
REASONS = Text("不计入期限的法定事由（--pause）", "reasons for which time does not count (--pause)")
WEEKDAYS = (
    Text("（星期一）", " (Monday)"),
    Text("（星期二）", " (Tuesday)"),
    Text("（星期三）", " (Wednesday)"),
    Text("（星期四）", " (Thursday)"),
    Text("（星期五）", " (Friday)"),
    Text("（星期六）", " (Saturday)"),
    Text("（星期日）", " (Sunday)"),
)
UNIT_OF_DAYS = Text("只与 --days 同用", "goes with --days only")
ONE_UNIT = Text("--days、--months、--years 只能取其一", "give one of --days, --months, --years")
EMPTY = Text("后面是空的", "is empty")
PAUSE_FORM = Text(
    "写作 FROM..TO=REASON，如 2026-10-14..2026-10-15=hearing；尚未恢复的不写 TO",
    "is written FROM..TO=REASON, as 2026-10-14..2026-10-15=hearing; without TO while it stands",
)

# The strip: one cell a day, a line a week.
WEEK = (
    *(Text("一", "Mo"), Text("二", "Tu"), Text("三", "We"), Text("四", "Th")),
    *(Text("五", "Fr"), Text("六", "Sa"), Text("日", "Su")),
)
MARKS = {
    "start": (Text("起", "S"), Text("起算日，不计", "start, not counted")),
    "off": (Text("休", "-"), Text("休息日，不计", "day off, not counted")),
    "makeup": (Text("班", "w"), Text("调休上班", "make-up workday")),
    "paused": (Text("停", "="), Text("中止，不计", "paused, not counted")),
    "moved": (Text("至", ">"), Text("顺延至此", "moved to this day")),
    "today": (Text("今", "*"), Text("所看之日", "day looked at")),
    "due": (Text("期", "!"), Text("届满之日", "end")),
}
LEFT_OUT = Text("……略去 {weeks} 周", "… {weeks} weeks left out")
