"""The page texts: every message is found, translated, and nothing stands outside the catalogue."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from jifang.config.messages import (
    check_catalogue,
    check_package,
    check_template,
    collect_messages,
    compile_catalogues,
    find_catalogue,
    list_messages,
    main,
    merge_messages,
    read_catalogue,
    render_catalogue,
    run,
)

TEMPLATE = """{% load i18n %}
<div>
    <p>{% translate "The law" %}</p>
  <b>{% translate "May" context "month" %}</b>
      {% blocktranslate trimmed count number=n %}
        One day left
      {% plural %}
        {{ number }} days left
      {% endblocktranslate %}
</div>
"""
PYTHON = """from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
TITLE = _("Not found")
COUNT = ngettext_lazy("%(n)s page", "%(n)s pages")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with one template, one module and no catalogue yet."""
    root = tmp_path / "shop"
    (root / "templates").mkdir(parents=True)
    (root / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (root / "views.py").write_text(PYTHON, encoding="utf-8")
    (root / "plain.py").write_text("def _(x):\n    return x\n\n_('no message')\n", encoding="utf-8")
    return root


def list_ids(catalog: Catalog) -> set[object]:
    return {message.id for message in list_messages(catalog)}


def write_chinese(root: Path, **chinese: str) -> None:
    """Translate messages by their English; `_` in a key stands for a blank."""
    path = find_catalogue(root)
    catalog = read_catalogue(path)
    for message in list_messages(catalog):
        english = message.id if isinstance(message.id, str) else message.id[0]
        found = chinese.get(english.replace(" ", "_"))
        if found is not None:
            message.string = found if isinstance(message.id, str) else (found,)
    path.write_bytes(render_catalogue(catalog))


class TestCollecting:
    def test_templates_and_python_are_both_read(self, package: Path) -> None:
        assert list_ids(collect_messages(package)) == {
            "The law",
            "May",
            ("One day left", "%(number)s days left"),
            "Not found",
            ("%(n)s page", "%(n)s pages"),
        }

    def test_a_context_is_kept(self, package: Path) -> None:
        assert collect_messages(package).get("May", context="month") is not None

    def test_a_module_without_translation_is_left_alone(self, package: Path) -> None:
        assert "no message" not in list_ids(collect_messages(package))

    def test_a_message_names_the_files_that_use_it(self, package: Path) -> None:
        message = collect_messages(package).get("The law")
        assert message is not None
        assert message.locations == [("shop/templates/page.html", 0)]


class TestMerging:
    def test_new_messages_await_their_chinese(self, package: Path) -> None:
        assert merge_messages(package) == (5, 5)

    def test_a_translation_survives_and_an_unused_one_goes(self, package: Path) -> None:
        merge_messages(package)
        write_chinese(package, The_law="法条", Not_found="没有")
        (package / "views.py").unlink()
        merge_messages(package)
        catalog = read_catalogue(find_catalogue(package))
        law = catalog.get("The law")
        assert law is not None
        assert law.string == "法条"
        assert "Not found" not in list_ids(catalog)

    def test_a_changed_sentence_takes_nothing_from_the_old_one(self, package: Path) -> None:
        merge_messages(package)
        write_chinese(package, The_law="法条")
        page = package / "templates" / "page.html"
        page.write_text(TEMPLATE.replace("The law", "The laws"), encoding="utf-8")
        merge_messages(package)
        changed = read_catalogue(find_catalogue(package)).get("The laws")
        assert changed is not None
        assert not changed.string
        assert not changed.fuzzy

    def test_merging_twice_changes_nothing(self, package: Path) -> None:
        merge_messages(package)
        before = find_catalogue(package).read_bytes()
        merge_messages(package)
        assert find_catalogue(package).read_bytes() == before


class TestCompiling:
    def test_gettext_reads_what_is_compiled(self, package: Path) -> None:
        merge_messages(package)
        write_chinese(package, The_law="法条", One_day_left="还剩 %(number)s 天", May="五月")
        (written,) = compile_catalogues(package)
        with written.open("rb") as file:
            texts = gettext.GNUTranslations(file)
        assert texts.gettext("The law") == "法条"
        assert texts.pgettext("month", "May") == "五月"
        for number in (1, 2, 5):
            assert (
                texts.ngettext("One day left", "%(number)s days left", number)
                == "还剩 %(number)s 天"
            )

    def test_what_has_no_chinese_stays_english(self, package: Path) -> None:
        merge_messages(package)
        (written,) = compile_catalogues(package)
        with written.open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("Not found") == "Not found"


class TestChecking:
    def check(self, package: Path) -> list[str]:
        return [str(fault) for fault in check_package(package)]

    @pytest.fixture
    def complete(self, package: Path) -> Path:
        merge_messages(package)
        write_chinese(
            package,
            The_law="法条",
            May="五月",
            One_day_left="还剩 %(number)s 天",
            Not_found="没有",
            **{"%(n)s_page": "%(n)s 页"},
        )
        return package

    def test_a_complete_package_has_no_fault(self, complete: Path) -> None:
        assert self.check(complete) == []
        assert run("check", complete) == 0

    def test_a_missing_message_is_named_with_its_file(self, complete: Path) -> None:
        (complete / "new.html").write_text(
            '{% load i18n %}{% translate "New here" %}', encoding="utf-8"
        )
        assert self.check(complete) == ["shop/new.html: 'New here' is missing"]
        assert run("check", complete) == 1

    def test_an_unused_message_is_a_fault(self, complete: Path) -> None:
        page = complete / "templates" / "page.html"
        page.write_text(TEMPLATE.replace('{% translate "The law" %}', ""), encoding="utf-8")
        assert self.check(complete) == ["django.po: 'The law' is not used"]

    @pytest.mark.parametrize(
        ("chinese", "fault"),
        [
            ("", "not translated"),
            ("  ", "not translated"),
            ("The law", "the Chinese is the English"),
            ("法条 %(x)s", "placeholders differ: '法条 %(x)s'"),
            ("法条,款", "half-width punctuation in Chinese: '法条,款'"),
            ("法条 (款)", "half-width punctuation in Chinese: '法条 (款)'"),
            ("什么法?", "half-width punctuation in Chinese: '什么法?'"),
        ],
    )
    def test_a_bad_translation_is_a_fault(self, complete: Path, chinese: str, fault: str) -> None:
        write_chinese(complete, The_law=chinese)
        assert self.check(complete) == [f"django.po: 'The law': {fault}"]

    def test_a_lost_placeholder_of_a_plural_is_a_fault(self, complete: Path) -> None:
        write_chinese(complete, One_day_left="还剩几天")
        assert self.check(complete) == [
            "django.po: 'One day left': placeholders differ: '还剩几天'"
        ]

    def test_fuzzy_is_a_fault(self) -> None:
        needed = Catalog(locale="zh_Hans")
        needed.add("The law")
        held = Catalog(locale="zh_Hans")
        held.add("The law", "法条", flags=["fuzzy"])
        (fault,) = check_catalogue(held, needed, "x.po")
        assert str(fault) == "x.po: 'The law': marked fuzzy"


class TestBareText:
    @pytest.mark.parametrize(
        "source",
        [
            '<p>{% translate "Words" %}</p>',
            "<p>{% blocktranslate %}Some <b>words</b>{% endblocktranslate %}</p>",
            '<a title="{% translate "Words" %}">{{ name }}</a>',
            "<p>2026 · 30 — 90</p>",
            '<b translate="no">技防</b>',
            "{# a remark #}<p>{% comment %}Words, 词{% endcomment %}</p>",
            '<input type="hidden" value="words">',
            '<li class="day{% if x %} off{% endif %}"></li>',
        ],
    )
    def test_what_needs_no_translation_passes(self, source: str) -> None:
        assert check_template(source, "x.html") == []

    @pytest.mark.parametrize(
        ("source", "fault"),
        [
            ("<p>\n法条</p>", "x.html:2: '法条' in the text is not translatable"),
            ("<p>Words</p>", "x.html:1: 'Words' in the text is not translatable"),
            ('<a title="法条"></a>', "x.html:1: '法条' in title is not translatable"),
            ('<input type="submit" value="Go">', "x.html:1: 'Go' in value is not translatable"),
            (
                '<meta name="description" content="Words">',
                "x.html:1: 'Words' in content is not translatable",
            ),
            (
                '<b translate="no">技防</b>平台',
                "x.html:1: '平台' in the text is not translatable",
            ),
        ],
    )
    def test_bare_words_are_found(self, source: str, fault: str) -> None:
        assert [str(found) for found in check_template(source, "x.html")] == [fault]

    def test_the_place_is_right_after_tags_of_several_lines(self) -> None:
        source = "{% blocktranslate %}a\nb{% endblocktranslate %}\n{# x #}\n<p>Words</p>"
        (fault,) = check_template(source, "x.html")
        assert fault.where == "x.html:4"


class TestOurPages:
    def test_every_text_of_the_pages_is_complete_in_both_languages(self) -> None:
        assert [str(fault) for fault in check_package()] == []

    def test_the_command_refuses_an_unknown_word(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as stopped:
            main(["translate"])
        assert stopped.value.code == 2

    def test_extract_prints_the_messages(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["extract"]) == 0
        assert 'msgid "Skip to content"' in capsys.readouterr().out
