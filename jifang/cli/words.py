"""The words of the command in both languages."""

from __future__ import annotations

from jifang.law.errors import Text

ABOUT = Text(
    "《广东省安全技术防范管理实施办法》：提问、评估、查条文。",
    "Guangdong's Measures for technical protection: ask, assess, read.",
)
EXITS = Text(
    "退出码：0 已答；1 已答且为违反、不准或不足；2 输入有误；3 尚不能判断；4 内部错误。",
    "exit codes: 0 answered; 1 a breach, a refusal or falls short; 2 bad input; 3 unknown; "
    "4 internal error.",
)
HELP = {
    "decide": Text("就一个问题求一个结论", "ask one question"),
    "assess": Text("评估一个场所的材料", "assess the dossier of a site"),
    "law": Text("条文、检索、覆盖、模式", "texts, search, coverage, schemas"),
    "show": Text("看条文；不写编号则为目录", "show a provision; without one, the contents"),
    "search": Text("在条文中查找", "search the texts"),
    "coverage": Text("每一款由什么承载", "what carries each paragraph"),
    "schema": Text("问题或 dossier 的 JSON Schema", "JSON Schema of a question or of the dossier"),
    "questions": Text("全部问题", "every question"),
    "parameters": Text("带日期的参数", "the dated parameters"),
    "akn": Text("Akoma Ntoso XML", "Akoma Ntoso XML"),
    "question": Text("问题名称（jifang law questions）", "name of the question"),
    "facts": Text(
        "事实文件（YAML、JSON、XLSX），- 为标准输入",
        "facts (YAML, JSON, XLSX); - for standard input",
    ),
    "dossier": Text(
        "评估材料（YAML、JSON、XLSX），- 为标准输入",
        "dossier (YAML, JSON, XLSX); - for standard input",
    ),
    "template": Text("把空白评估工作簿写到此文件", "write the empty dossier workbook to this file"),
    "on": Text("按哪一天的法，缺省为今天", "the day whose law is applied; today if left out"),
    "lang": Text("语言", "language"),
    "format": Text("输出形式", "form of the output"),
    "exit_zero": Text("违反、不准或不足时也以 0 退出", "exit 0 also where the answer is adverse"),
    "ref": Text(
        "条款：art_20、art_20__para_1、第二十条、20", "art_20, art_20__para_1, 20, 第二十条"
    ),
    "query": Text("要找的词", "what to look for"),
    "status": Text("只列这种状态", "only this status"),
}
USAGE = Text("用法有误", "wrong usage")
INTERNAL = Text(
    "内部错误，未得出结论；设 JIFANG_DEBUG=1 可看详情",
    "internal error, nothing was decided; JIFANG_DEBUG=1 shows the details",
)
READING = Text("读取并评估……", "reading and assessing …")
NOTHING = Text("没有找到。", "nothing found.")
WRITTEN = Text("已写出 {path}", "written: {path}")
CANNOT_WRITE = Text("不能写入该文件", "the file cannot be written")
NEEDS_DOSSIER = Text("请给出评估材料，或用 --template", "give a dossier, or --template")
CONTENTS = Text("目录", "contents")
OUR_CAPTION = Text("（标题为本平台所加）", "(captions are ours)")
UNOFFICIAL = Text("", "Our own translation, unofficial; the Chinese text is the law.")
RESTING = Text("依此提问：", "questions that rest on it: ")
DEFECT = Text("文本说明：", "note on the text: ")
