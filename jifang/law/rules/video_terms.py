"""Terms of Decree 799, the national regulation on public-safety video systems.

It governs image devices in public places (art. 2) from 2025-04-01; most of its duties bind the
systems of art. 7 only.
"""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, Expr, Fact, all_of, pick
from jifang.law.facts import yes_no
from jifang.law.rules.terms import reading

VIDEO_LAW = "cn-decree-799"

ART_7_PLACES = (
    "a7.main_road",
    "a9_6.airport",
    "a9_6.port_border",
    "a9_6.rail_transit",
    "a9_6.bridge_tunnel_crossing",
    "a9_7.school",
    "a9_7.kindergarten",
    "a9_7.other_education",
    "a9_7.medical",
    "a9_7.song_dance",
    "a9_7.games_performance_cinema",
    "a9_7.internet_cafe",
    "a9_7.chess_card",
    "a9_7.square_park_scenic",
    "a9_7.library_culture_stadium",
    "a9_7.convention",
)
"""Kinds of places of the Measures that lie wholly within a place listed in art. 7 ¶ 1 or ¶ 2."""

PUBLIC_PLACES = (
    *ART_7_PLACES,
    "a9_2.museum_archive_exhibition",
    "a9_6.station_ferry_dock",
    "a9_6.car_park",
    "a9_6.public_vehicle_vessel",
    "a9_6.expressway_road",
    "a9_7.mall_street_market",
    "a9_9.public_service",
)
"""Kinds of places that the public can enter: public places, whether art. 7 lists them or not."""


def ask_video_system() -> Fact:
    """Whether the system captures video; a new fact, for one question."""
    return yes_no(
        "video_system",
        ("是视频系统", "it is a video system"),
        ("不是视频系统", "it is not a video system"),
    )


def ask_system_of_art_7() -> Fact:
    """Whether the system is one of art. 7 of Decree 799; a new fact, for one question."""
    return yes_no(
        "system_of_art_7",
        (
            "是《视频图像条例》第七条所列公共场所的视频系统",
            "it is a video system of a public place listed in art. 7 of the Video Regulation",
        ),
        (
            "不是《视频图像条例》第七条所列公共场所的视频系统",
            "it is not a video system of a public place listed in art. 7 of the Video Regulation",
        ),
        hint=(
            (
                "商场、会展、景区、文体娱乐、教育、医疗、政务大厅、公园、公共停车场，口岸、机场、港口、车站、"
                "地铁，客运工具，服务区；主要道路、桥隧、广场等"
            ),
            (
                "malls, exhibition centres, scenic spots, culture, sport, entertainment, "
                "education, "
                "medical care, government halls, parks, public car parks; ports, airports, "
                "stations, "
                "metro; passenger transport; service areas; main roads, bridges, tunnels, squares"
            ),
        ),
    )


def find_system_of_art_7(place_kind: Expr, video_system: Expr, given: Expr) -> Expr:
    """What the kind of place says about art. 7; kinds that it covers in part say nothing."""
    return all_of(video_system, pick(place_kind.is_in(*ART_7_PLACES), TRUE, given))


READ_ART_7_PLACES = reading(
    "art_7_places",
    ("第七条的公共场所", "the public places of art. 7"),
    (
        (
            "两个法规的分类不同：《办法》的场所种类整个落在《视频图像条例》第七条所列场所之内的，视为第七条的系统；"
            "只有一部分落入的，须另行说明"
        ),
        (
            "the two instruments classify differently: a kind of place of the Measures that lies "
            "wholly "
            "within a place listed in art. 7 counts as such; of one that lies within it in part it "
            "must be said"
        ),
    ),
    (
        "以备案时公安机关的认定为准",
        "what the public security organ holds when it takes the filing decides",
    ),
)
