"""How every test looks at a page with axe: all of its rules, each once."""

from __future__ import annotations

import json
import os
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

EACH: Final = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
OPTIONS: Final = {
    # Axe need not describe every element that is in order: much of its time goes there.
    "resultTypes": ["violations"],
    # No rule that is on reads style sheets; axe would fetch and read them all the same.
    "preload": {"assets": ["media"]},
}

LOADED: Final = "typeof axe !== 'undefined'"

# The contrast of a text is a matter of its colour, its size and what lies behind it. A table says
# the same in hundreds of cells, and axe, for which this is the dearest rule by far, computes every
# one. It looks at every form control and at three texts of each look here: same element, classes,
# state and computed style, of itself and of everything around it, and the same kind of text.
# With JIFANG_FUZZ at every text.
CHOOSE: Final = r"""() => {
  const STYLE = [
    'color', 'background-color', 'background-image', 'opacity', 'font-size', 'font-weight',
    'text-shadow', 'visibility', 'display', 'position', 'z-index', 'float', 'clip', 'clip-path',
    'overflow-x', 'overflow-y', 'filter', 'mix-blend-mode', 'transform', 'text-indent',
    '-webkit-text-fill-color',
  ];
  const numbers = new Map(), looks = new Map(), alike = new Map();
  const number = text => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  };
  const say = node => {
    let said = '';
    for (const child of node.childNodes) if (child.nodeType === 3) said += child.data;
    said = said.trim();
    return [said.length > 2 ? 3 : said.length, /[\p{L}\p{N}]/u.test(said)];
  };
  const CONTROL = 'input, select, textarea, button, label, [aria-disabled]';
  for (const node of document.querySelectorAll('*')) {
    const style = getComputedStyle(node);
    const shown = STYLE.map(name => style.getPropertyValue(name)).join('|');
    const look = number([
      looks.get(node.parentElement) ?? '', node.localName, node.getAttribute('class') ?? '', shown,
      node.checkVisibility(),
    ].join('¦'));
    looks.set(node, look);
    const key = node.matches(CONTROL) ? node : `${look}¦${say(node).join()}`;
    if (!alike.has(key)) alike.set(key, []);
    alike.get(key).push(node);
  }
  for (const nodes of alike.values())
    for (const node of [...nodes.slice(0, 2), ...nodes.slice(-1)])
      node.setAttribute('data-contrast', '');
  axe.configure({rules: [{id: 'color-contrast', selector: '[data-contrast]'}]});
}"""
FORGET: Final = """() => {
  for (const node of document.querySelectorAll('[data-contrast]'))
    node.removeAttribute('data-contrast');
}"""


def is_looked_at(lang: str, width: int) -> bool:
    """Whether axe looks at a page in this language at this width: each width in one language, and
    both in both with JIFANG_FUZZ. What a page is made of is the same; whether it fits is asked of
    all four."""
    return EACH or (width < 600) == (lang == "/en")


def check_accessible(page: Any) -> None:
    """Axe finds nothing wrong with a page as it stands."""
    if not page.evaluate(LOADED):
        page.evaluate(AXE_SCRIPT)
    if not EACH:
        page.evaluate(CHOOSE)
    found = AxeResults(page.evaluate(f"axe.run({json.dumps(OPTIONS)})"))
    if not EACH:
        page.evaluate(FORGET)
    assert found.violations_count == 0, (page.url, found.generate_report())
