"""Pages by cursor: every row once, whatever is added meanwhile; a cursor cannot be made up."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing

from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.problems import ApiError
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.walls.paging import SALT
from jifang.foundation.walls.scope import work_in
from tests.api.asking import get
from tests.foundation.access_tokens.people import SECURITY, Person, give_token, make_person

pytestmark = pytest.mark.django_db


def list_all(path: str, secret: str, limit: int) -> list[int]:
    found, cursor = [], ""
    while True:
        page = get(f"{path}?limit={limit}{cursor}", secret=secret).body
        found += [row["id"] for row in page["items"]]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


@pytest.fixture
def people() -> list[Person]:
    return [make_person("unit_member") for _ in range(7)]


def test_pages_of_any_size_hold_every_row_once(people: list[Person]) -> None:
    secret = give_token(people[0]).secret
    whole = [p.membership.pk for p in people]
    for limit in (1, 2, 3, 6, 7, 8, 200):
        assert list_all("members", secret, limit) == whole


def test_what_is_added_and_removed_meanwhile_hides_and_repeats_nothing(
    people: list[Person],
) -> None:
    secret = give_token(people[0]).secret
    first = get("members?limit=3", secret=secret).body
    late = make_person("unit_member")
    whole = [p.membership.pk for p in (*people, late)]
    with work_in(SECURITY):
        Membership.objects.filter(pk=whole[1]).delete()
    second = get(f"members?limit=200&cursor={first['next']}", secret=secret).body
    shown = [row["id"] for row in (*first["items"], *second["items"])]
    assert shown == whole


def test_tokens_go_down_from_the_newest(people: list[Person]) -> None:
    made = [give_token(people[0]) for _ in range(5)]
    secret = made[0].secret
    newest_first = [m.token.id for m in reversed(made)]
    assert [str(i) for i in list_all("tokens", secret, 2)] == newest_first


def test_a_cursor_that_we_did_not_write_for_this_list_is_refused(people: list[Person]) -> None:
    secret = give_token(people[0], "members", "tokens").secret
    give_token(people[0])
    good = get("members?limit=1", secret=secret).body["next"]
    other = get("tokens?limit=1", secret=secret).body["next"]
    forged = signing.dumps(["x", [1]], salt=SALT)
    foreign = signing.dumps(["x", [1]], key="another", salt=SALT)
    for cursor in ("", "x", good[:-1], f"{good}x", other, forged, foreign, "x" * 600, "%00"):
        came = get(f"members?cursor={cursor}", secret=secret)
        assert (came.status, came.fields) == (422, ["cursor"]), cursor
    stranger = give_token(make_person("firm_manager")).secret
    assert get(f"members?cursor={good}", secret=stranger).status == 422


def test_rows_alike_in_the_first_key_are_told_apart_by_the_next(people: list[Person]) -> None:
    def show(row: Account) -> dict[str, Any]:
        return {"id": row.pk}

    for keys in (["name", "pk"], ["-name", "-pk"]):
        rows = Account.objects.all()
        whole = [row.pk for row in rows.order_by(*keys)]
        found: list[int] = []
        cursor = None
        while True:
            page = cut_page(rows, Page(2, cursor), name_list("accounts"), keys, show)
            found += [row["id"] for row in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert found == whole


def test_an_order_goes_one_way() -> None:
    with pytest.raises(ValueError, match="one way"):
        cut_page(Membership.objects.all(), Page(1), "x", ["-role", "pk"], lambda row: {})


def test_a_cursor_of_another_width_is_refused() -> None:
    of = name_list("accounts")
    cursor = signing.dumps([of, [1]], salt=SALT)
    with pytest.raises(ApiError):
        cut_page(Account.objects.all(), Page(1, cursor), of, ["name", "pk"], lambda row: {})
