"""Why an upload is refused, in words: what was found, and what is allowed."""

from __future__ import annotations

from jifang.foundation.documents.data import LONGEST_NAME, TYPES, DocumentError
from jifang.law.errors import Text

ALLOWED = "、".join(t.said for t in TYPES.values())
ALLOWED_EN = ", ".join(t.said for t in TYPES.values())

WORDS: dict[str, Text] = {
    "name": Text(
        f"文件名 {{what}} 不能使用：须为 1 至 {LONGEST_NAME} 字，不含路径、控制字符或者文字方向符",
        "the file's name {what} cannot be used: up to "
        f"{LONGEST_NAME} characters, no path, no control characters",
    ),
    "empty": Text("文件是空的", "the file is empty"),
    "size": Text("文件过大：{what}", "the file is too large: {what}"),
    "type_unknown": Text(
        f"这种文件（{{what}}）不收；可收：{ALLOWED}",
        f"such a file ({{what}}) is not taken; these are: {ALLOWED_EN}",
    ),
    "type_mismatch": Text(
        "文件内容与扩展名或者所报类型不一致：{what}",
        "the file's content and its extension or declared type do not agree: {what}",
    ),
    "polyglot": Text(
        "文件中夹有另一种格式：{what}", "the file holds another format besides: {what}"
    ),
    "broken": Text(
        "文件损坏或者不完整，读不出来：{what}", "the file is damaged or incomplete: {what}"
    ),
    "pixels": Text("图像过大：{what}", "the image has too many pixels: {what}"),
    "frames": Text("不收动画，只收单幅图像", "a moving image is not taken, only a single one"),
    "pages": Text("页数不符：{what}", "the number of pages is not allowed: {what}"),
    "encrypted": Text("文件有密码，请去掉密码后再交", "the file has a password; take it off first"),
    "active": Text(
        "PDF 含有会执行或者夹带文件的内容：{what}；请另存为普通 PDF",
        "the PDF holds something that acts or is attached: {what}; save it as a plain PDF",
    ),
    "members": Text("压缩包内文件过多：{what}", "too many files inside: {what}"),
    "bomb": Text("解压后过大：{what}", "it grows too large when unpacked: {what}"),
    "member_name": Text("压缩包内有不当的路径：{what}", "a path inside is not allowed: {what}"),
    "macro": Text("含有宏：{what}；请存为无宏的格式", "it holds macros: {what}; save without them"),
    "nested": Text("内嵌其他文件：{what}", "another file is embedded: {what}"),
    "external": Text(
        "打开时会取用外部内容：{what}；请断开链接",
        "it fetches something from elsewhere when opened: {what}; break the link",
    ),
    "xml": Text("XML 含有实体或者 DTD：{what}", "its XML has entities or a DTD: {what}"),
    "too_costly": Text("处理它所需的资源过多：{what}", "it takes too much to process: {what}"),
    "infected": Text("查毒检出：{what}", "the scanner found: {what}"),
    "limit_exceeded": Text(
        "文件超出查毒上限，未能查完，不能收：{what}",
        "the scanner could not read it to the end, so it is not taken: {what}",
    ),
    "scanner_failed": Text(
        "查毒程序没有应答，请稍后再交：{what}", "the scanner did not answer; try again: {what}"
    ),
    "power": Text("无权为该单位提交文件", "one may not hand in documents for this body"),
}


def refuse(code: str, what: object = "") -> DocumentError:
    """The refusal of an upload, in both languages."""
    words = WORDS[code].fill(what=str(what)[:120])
    return DocumentError(code, words, retriable=code == "scanner_failed")
