"""Sites and regions in a real browser, both languages, wide and narrow, with axe."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from jifang.domains.systems.kinds import CHANNEL
from jifang.domains.systems.services import change_part
from jifang.foundation.walls.scope import work_in
from tests.domains.people import scope_of
from tests.portals.people import make_person
from tests.portals.site_world import OWN, catch_up, open_world
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = (("", 1280), ("/en", 390))


def look(page: Any, url: str, name: str, path: str) -> None:
    """A page in Chinese on a desk and in English on a phone."""
    for lang, width in SEEN:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})


def test_a_member_sees_its_site_go_from_unknown_to_a_finding(live: Any, page: Any) -> None:
    world = open_world()
    sign_in(page, live.url, make_person("unit_manager"))
    page.locator("main a", has_text="我的场所").click()
    assert page.locator("h1").inner_text().startswith("我的场所：2 项违反")
    page.locator("main a", has_text="第 1 校区").click()
    assert page.locator("h1").inner_text() == "示例中学第 1 校区：2 项违反，4 项未知"
    with work_in(scope_of(OWN)):
        change_part(
            CHANNEL, OWN, world.channel.public_id, world.channel.version, {"kept_days": 3},
            reason="核实",
        )  # fmt: skip
    page.reload()
    assert page.locator("h1").inner_text() == "示例中学第 1 校区：3 项违反，3 项未知"
    catch_up(timezone.localdate())
    look(page, live.url, "site", f"/sites/{world.site.public_id}/")
    look(page, live.url, "site-bare", f"/sites/{world.sites[0].public_id}/")
    look(page, live.url, "my-sites", "/my-sites/")
