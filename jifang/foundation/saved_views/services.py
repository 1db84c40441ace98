"""Saving and dropping a view. It is nobody's business but one's own, so no leaf is written."""

from __future__ import annotations

from django.db import transaction

from jifang.foundation.accounts.models import Account
from jifang.foundation.saved_views.models import SavedView
from jifang.law.errors import InputError, Problem, Text

MOST = 30
LONGEST_NAME = 48
LONGEST_QUERY = 1000


@transaction.atomic
def save_view(account: Account, table: str, name: str, query: str) -> SavedView:
    """Keep what is asked of a list; the same name again replaces it. Raises `InputError`."""
    clean = name.strip()
    if not 0 < len(clean) <= LONGEST_NAME or not clean.isprintable():
        said = Text(
            f"名称为 1 至 {LONGEST_NAME} 个字符，一行",
            f"a name has 1 to {LONGEST_NAME} characters, one line",
        )
        raise InputError(Problem("name", name, said))
    if len(query) > LONGEST_QUERY:
        raise InputError(
            Problem("query", query[:40], Text("筛选条件太长", "the filter is too long"))
        )
    own = SavedView.objects.filter(account=account, table=table)
    if own.exclude(name=clean).count() >= MOST:
        said = Text(f"每个列表最多保存 {MOST} 个", f"at most {MOST} of a list are kept")
        raise InputError(Problem("name", name, said))
    view, _made = SavedView.objects.update_or_create(
        account=account, table=table, name=clean, defaults={"query": query}
    )
    return view


def drop_view(account: Account, table: str, pk: int) -> None:
    """Forget a view of one's own; nothing happens where there is none."""
    SavedView.objects.filter(account=account, table=table, pk=pk).delete()
