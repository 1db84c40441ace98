"""The words of the command in both languages."""

from __future__ import annotations

from jifang.law.errors import Text

ABOUT = Text(
    "《广东省安全技术防范管理实施办法》：提问、评估、查条文。",
    "Guangdong's Measures for technical protection: ask, assess, read.",
)
EXITS = Text(
    "退出码：0 已答；1 已答，且为违反、不准或不足；2 输入有误；3 尚不能判断；4 内部错误。",
    "exit codes: 0 answered; 1 answered: a breach, a refusal or falls short; 2 bad input;\n"
    "  3 cannot be decided yet; 4 internal error.",
)
USAGE = Text("用法：", "usage: ")
ARGUMENTS = Text("参数", "arguments")
OPTIONS = Text("选项", "options")
COMMANDS = Text("命令", "commands")
HELP = {
    "decide": Text("就一个问题求一个结论", "ask one question"),
    "assess": Text("评估一个场所的材料", "assess the dossier of a site"),
    "clock": Text(
        "算一个期限：哪天届满、怎么算的、还剩几日", "when a period ends, and how it is counted"
    ),
    "law": Text("条文、检索、覆盖、模式", "texts, search, coverage, schemas"),
    "show": Text("看条文；不写编号则为目录", "show a provision; without one, the contents"),
    "list": Text("列出全部文件，按效力层级", "list every instrument by rank"),
    "search": Text("在条文中查找", "search the texts"),
    "coverage": Text("每一款由什么承载", "what carries each paragraph"),
    "schema": Text("问题或评估材料的 JSON Schema", "JSON Schema of a question or of the dossier"),
    "questions": Text("列出全部问题", "list every question"),
    "parameters": Text("列出带日期的参数", "list the dated parameters"),
    "akn": Text("条文的 Akoma Ntoso XML", "the text as Akoma Ntoso XML"),
    "batch": Text(
        "就一个问题判断一个 Parquet 文件的每一行", "put one question to every row of a Parquet file"
    ),
    "batch_question": Text(
        "可成批判断的问题（duties、assessment、penalty_procedure 除外）",
        "a question that is answered in batches (not duties, assessment, penalty_procedure)",
    ),
    "data": Text("Parquet 文件，每个事实一列", "Parquet file with a column for every fact"),
    "engine": Text("计算引擎；缺省 polars", "engine; polars if left out"),
    "out": Text(
        "结果写到这个 Parquet 文件（已有则整个替换）", "Parquet file to write (replaced whole)"
    ),
    "on_column": Text(
        "按每一行这一列的日期适用法律", "the column whose day's law is applied to each row"
    ),
    "passed": Text(
        "自有的列，原样带到结果里；可写多次", "a column of your own, kept in the output; repeatable"
    ),
    "counts": Text("只计数，不写逐行结果", "only count; no row is written"),
    "explain": Text(
        "加一列说明：按类型（快）或逐行（慢）",
        "add an explanation: per pattern (fast) or per row (slow)",
    ),
    "amend": Text(
        "一项修改会改变什么：两部法放在同样的行上",
        "what an amendment would change: both laws over the same rows",
    ),
    "init": Text(
        "空平台的首批管理员：三个邀请链接",
        "links for the first administrators of an empty platform",
    ),
    "demo": Text(
        "装入演示省份及其账号（people 再看账号，remove 清除）",
        "load the demonstration province and its people (people: show them; remove: take it out)",
    ),
    "load-test-data": Text(
        "向空的平台装入大量虚构的登记（测试用），或者清除",
        "load synthetic registers of any size into an empty platform, or remove them",
    ),
    "amendment": Text(
        "修改（YAML、JSON）；- 为标准输入", "amendment (YAML, JSON); - for standard input"
    ),
    "amend_question": Text(
        "只看这个问题；缺省为修改影响、数据又有其事实的各问题",
        "this question only; by default those it touches whose facts the data have",
    ),
    "amend_on": Text(
        "按哪一天比较，写作 2027-01-01；缺省为修改全部生效之日",
        "the day of comparison, as 2027-01-01; by default when all of it has taken effect",
    ),
    "question": Text(
        "问题名称，见 jifang law questions", "name of a question: jifang law questions"
    ),
    "described": Text("问题名称；不写则为 dossier", "name of a question; dossier if left out"),
    "facts": Text(
        "事实文件（YAML、JSON、XLSX）；- 为标准输入",
        "file of facts (YAML, JSON, XLSX); - for standard input",
    ),
    "dossier": Text(
        "评估材料（YAML、JSON、XLSX）；- 为标准输入",
        "dossier (YAML, JSON, XLSX); - for standard input",
    ),
    "template": Text(
        "把空白评估工作簿写到此 .xlsx 文件", "write the empty dossier workbook to this .xlsx"
    ),
    "on": Text(
        "适用哪一天的法，写作 2026-11-22；缺省为今天",
        "the day whose law is applied, as 2026-11-22; today if left out",
    ),
    "lang": Text("语言；缺省依系统语言", "language; by the locale if left out"),
    "format": Text("输出形式", "form of the output"),
    "exit_zero": Text(
        "结论为违反、不准或不足时也以 0 退出",
        "exit 0 also where the answer is a breach, a refusal or falls short",
    ),
    "period": Text("期限名称，见 jifang clock list", "name of a period: jifang clock list"),
    "start": Text("起算日，当日不计", "the day it starts from, itself not counted"),
    "pause": Text(
        "依法不计入的日子，首尾在内；可多次", "days that lawfully do not count, both ends included"
    ),
    "extended": Text("准予延长的日期；可多次", "day on which it was extended; may be repeated"),
    "finished": Text("办结的日期", "day on which the act was done"),
    "at": Text("看哪一天的情形；超期则以 1 退出", "the day to look at; exit 1 if it is late then"),
    "days": Text("自定日数", "a number of days of one's own"),
    "months": Text("自定月数", "a number of months of one's own"),
    "years": Text("自定年数", "a number of years of one's own"),
    "unit": Text("日的读法；缺省为 both，两种都算", "how days are read; both readings if left out"),
    "no_roll": Text("末日遇休息日不顺延", "a last day that is a day off does not move"),
    "ref": Text(
        "条款：art_20、第二十条、20；其他法：cn-decree-799/art_17、行政处罚法第二十九条",
        "art_20, 第二十条, 20; of other law: cn-decree-799/art_17, Penalty Law art. 29",
    ),
    "of_law": Text(
        "文件编号，见 jifang law list；缺省为《办法》",
        "id of an instrument, see jifang law list; the Measures if left out",
    ),
    "query": Text("要找的词或条款", "words or a citation"),
    "status": Text("只列这种状态", "only this status"),
    "help": Text("显示本说明", "show this help"),
}
GIVEN = Text("（所给：{value}）", " (given: {value})")
INTERNAL = Text(
    "内部错误，未得出结论；设 JIFANG_DEBUG=1 可看详情。",
    "Internal error, nothing was decided; JIFANG_DEBUG=1 shows the details.",
)
NOT_WRITTEN = Text("结果无法写出：{reason}", "the answer cannot be written: {reason}")
NO_STDIN = Text("标准输入无法读取", "standard input cannot be read")
TYPE_STDIN = Text("从标准输入读取；写完按 Ctrl-D。", "reading standard input; end it with Ctrl-D.")
READING = Text("正在读取……", "reading …")
ASSESSING = Text("正在评估……", "assessing …")
NOTHING = Text("没有找到。", "nothing found.")
WRITTEN = Text("已写出 {path}", "written: {path}")
EXISTS = Text("文件已存在，不覆盖", "the file exists and is not overwritten")
NOT_XLSX = Text("文件名应以 .xlsx 结尾", "the name must end in .xlsx")
CANNOT_WRITE = Text("不能写入该文件：{reason}", "the file cannot be written: {reason}")
NEEDS_DOSSIER = Text("请给出评估材料，或用 --template FILE", "give a dossier, or --template FILE")
EITHER_DOSSIER = Text(
    "评估材料与 --template 只能取其一", "give either a dossier or --template, not both"
)
NO_QUESTION = Text("没有这个问题；有：{names}", "unknown question; there are: {names}")
OUR_CAPTION = Text("（标题为本平台所加）", " (caption ours)")
OUR_CAPTIONS = Text("（各条标题为本平台所加）", " (captions of articles are ours)")
RESTING = Text("依此提问：{names}", "questions that rest on it: {names}")
AMBIGUOUS = Text(
    "不止一处，请写明其中一处：{eids}", "stands for more than one; name one of: {eids}"
)
NOTE = Text("文本说明：{why}", "note on the text: {why}")
STANDS = Text("原文作“{stands}”", "the text has “{stands}”")
MEANT = Text("疑为“{meant}”", "we take it to mean “{meant}”")
NOT_RECORDED = Text(
    "没有收录这一条；收录的见 jifang law show {law}",
    "not recorded; for what is: jifang law show {law}",
)
NO_INSTRUMENT = Text(
    "没有这个文件；有哪些见 jifang law list",
    "unknown instrument; for what there is: jifang law list",
)
OUR_WORDS = Text(
    "以上为本平台的表述，不存原文。", "In our own words; the text of the instrument is not held."
)
TOUCHES = Text("涉及《办法》：{eids}", "meets the Measures: {eids}")
NUMBER = Text("{title}：{value}（{since} 起，{sure}）", "{title}: {value} (from {since}, {sure})")
ONLY_WHERE = Text("；仅限于：{where}", "; only where: {where}")
NOT_THAT_DAY = Text("（当日不适用）", " (not on that day)")
TAKEN_IN_FORCE = Text("{on} 按已施行对待", "taken to be in force on {on}")
IN_FORCE = Text("{on} 施行中", "in force on {on}")
NOT_IN_FORCE = Text("{on} 未施行", "not in force on {on}")
SINCE = Text("{day} 起", "from {day}")
UNTIL = Text("至 {day}", "until {day}")
NO_COMMENCEMENT = Text("施行日未收录", "commencement not recorded")
NOTED = Text("没有规则用到：只作提示", "used by no rule: a note only")

NEEDS_OUT = Text(
    "请写 --out FILE，或用 --counts 只计数", "give --out FILE, or --counts to count only"
)
IS_FOLDER = Text("是目录，应为文件", "is a directory; a file is wanted")
SAME_FILE = Text("与数据是同一个文件", "is the very file of the data")
EITHER_DAY = Text("--on 与 --on-column 只能取其一", "give either --on or --on-column, not both")
NO_ROWS = Text("只计数时没有逐行结果可说明", "there are no rows to explain where they are counted")
NO_DATABASE = Text("数据库无法使用：{reason}", "the database cannot be used: {reason}")
ROWS_READ = Text("读取", "read")
ROWS_WRITTEN = Text("写出", "written")
BY_COLUMN = Text("各行 {column}", "each row's {column}")
BATCH_HEAD = Text("{title}（{day}）：{rows} 行", "{title} ({day}): {rows} rows")
BY_PROVISION = Text("依据", "by provision")
MISSING_MOST = Text("尚不能判断的行缺少的事实（行数）", "facts that the undecided rows miss (rows)")
DEMONSTRATION = Text("演示数据", "demonstration data")
AMEND_HEAD = Text(
    "{title}（{day}）：{rows} 行，结论改变 {moved} 行（{share}），结论或者依据改变 {changed} 行",
    "{title} ({day}): {rows} rows, another answer in {moved} ({share}), another answer or"
    " provision in {changed}",
)
AMEND_KEPT = Text("其余 {rows} 行不变", "the other {rows} rows stay as they are")
