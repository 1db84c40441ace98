"""Chinese fonts for the browser tests, so that no screenshot shows empty boxes.

The fonts come from the package `pylopdf-fonts-zh-cn` (Noto Sans SC and Noto Serif SC, SIL Open Font
License). Chromium finds them through a fontconfig file of our own; nothing is installed in the
system.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from xml.sax.saxutils import escape

PACKAGE = "pylopdf_fonts_zh_cn"
SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"

# Names a page may ask for → the font that stands for them here.
STANDS_FOR = {
    SANS: (
        *("PingFang SC", "HarmonyOS Sans SC", "Source Han Sans SC", "Noto Sans CJK SC"),
        *("Microsoft YaHei", "SimHei", "system-ui", "sans-serif"),
    ),
    SERIF: ("Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", "STSong", "SimSun", "serif"),
}
MONOSPACE = ("DejaVu Sans Mono", "Liberation Mono", SANS)


def find_fonts() -> Path:
    """The directory that holds the font files."""
    found = importlib.util.find_spec(PACKAGE)
    places = (found.submodule_search_locations or []) if found else []
    for place in places:
        return Path(place)
    raise FileNotFoundError(f"{PACKAGE}: make dev")


def write_alias(family: str, preferred: tuple[str, ...]) -> str:
    """One alias: who asks for `family` gets the first of `preferred` that exists."""
    inner = "".join(f"<family>{escape(name)}</family>" for name in preferred)
    asked = f"<family>{escape(family)}</family>"
    return f'<alias binding="same">{asked}<prefer>{inner}</prefer></alias>'


def write_fonts_conf(folder: Path) -> Path:
    """Write the fontconfig file into `folder` and return its path."""
    aliases = [write_alias(name, (font,)) for font, names in STANDS_FOR.items() for name in names]
    aliases += [write_alias(name, MONOSPACE) for name in ("monospace", "ui-monospace")]
    text = "\n".join(
        [
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
            "<fontconfig>",
            f"<dir>{escape(str(find_fonts()))}</dir>",
            "<dir>/usr/share/fonts</dir>",
            f"<cachedir>{escape(str(folder / 'fontconfig'))}</cachedir>",
            *aliases,
            "</fontconfig>",
            "",
        ]
    )
    path = folder / "fonts.conf"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path
