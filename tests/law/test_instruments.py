"""Other instruments: every citation is recorded, every rule of precedence names its ground."""

from __future__ import annotations

from datetime import date

import pytest

from jifang.law import load_law
from jifang.law.errors import DefinitionError
from jifang.law.instruments import (
    Cite,
    check_cite,
    label_provision,
    list_touching,
    load_cited_instruments,
    load_precedence,
    read_cited,
    say_label,
)
from jifang.law.texts import RANKS

CITED = load_cited_instruments()


@pytest.mark.parametrize("law", CITED)
def test_an_instrument_has_rank_dates_and_provisions_in_both_languages(law: str) -> None:
    cited = CITED[law]
    assert cited.rank in RANKS
    assert cited.provisions
    for text in (cited.title, cited.short, *(p.says for p in cited.provisions.values())):
        assert text.zh
        assert text.en


def test_they_stand_by_rank() -> None:
    ranks = [RANKS.index(i.rank) for i in CITED.values()]
    assert ranks == sorted(ranks)


def test_every_rule_of_precedence_cites_a_recorded_provision_or_says_it_is_open() -> None:
    for rule in load_precedence().values():
        if rule.provision is not None:
            check_cite(Cite(rule.law, rule.provision))


def test_a_parameter_cites_a_recorded_provision() -> None:
    for parameter in load_law().parameters.values():
        for step in parameter.steps:
            if step.provision:
                check_cite(Cite(step.law, step.provision))


def test_the_video_regulation_is_in_force_from_its_day() -> None:
    video = CITED["cn-decree-799"]
    assert not video.is_in_force(date(2025, 3, 31))
    assert video.is_in_force(date(2025, 4, 1))


def test_what_touches_a_paragraph_is_found_from_the_paragraph_and_its_article() -> None:
    assert "cn-decree-799" in {i.id for i, _ in list_touching("art_20__para_1")}
    assert "cn-decree-799" in {i.id for i, _ in list_touching("art_20")}
    assert not list(list_touching("art_42__para_1"))


@pytest.mark.parametrize(
    ("eid", "zh", "en"),
    [
        ("art_17", "第十七条", "art. 17"),
        ("art_27__para_1", "第二十七条第一款", "art. 27 ¶ 1"),
        ("art_7__para_2__item_3", "第七条第二款第三项", "art. 7 ¶ 2 (3)"),
        ("cl_3_5_2", "第 3.5.2 条", "cl. 3.5.2"),
        ("cl_3_5_2__item_5", "第 3.5.2 条第 5 项", "cl. 3.5.2 (5)"),
    ],
)
def test_provisions_are_cited_as_laws_and_standards_are(eid: str, zh: str, en: str) -> None:
    assert (say_label(eid).zh, say_label(eid).en) == (zh, en)


def test_labels_of_the_measures_are_their_own() -> None:
    assert label_provision("gd-decree-238", "art_20__para_1").zh == "第二十条第一款"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rank": "decree"}, "unknown rank"),
        ({"surprise": 1}, "the fields are"),
        ({"in_force_from": "2025"}, "is not a date"),
        ({"confidence": "Z"}, "unknown confidence"),
        ({"title": {"zh": "甲"}}, "needs `zh` and `en`"),
        ({"provisions": [{"eid": "p1", "says": {"zh": "甲", "en": "a"}, "confidence": "A"}]}, "id"),
    ],
)
def test_a_wrongly_written_instrument_is_refused(change: dict[str, object], said: str) -> None:
    raw = {
        "id": "x",
        "title": {"zh": "甲", "en": "a"},
        "short": {"zh": "甲", "en": "a"},
        "rank": "law",
        "in_force_from": date(2020, 1, 1),
        "confidence": "A",
        "provisions": [],
    }
    read_cited(raw, "x.yaml")
    with pytest.raises(DefinitionError, match=said):
        read_cited({**raw, **change}, "x.yaml")


def test_an_unrecorded_provision_is_refused() -> None:
    with pytest.raises(DefinitionError, match="not recorded"):
        check_cite(Cite("cn-decree-799", "art_99"))


def test_an_instrument_without_a_recorded_clause_is_cited_as_such() -> None:
    assert say_label("whole").zh == "（条号未收录）"
    check_cite(Cite("ga-38-2015", "whole"))
