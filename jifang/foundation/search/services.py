"""Keeping tokens in step with the texts they come from, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from jifang.foundation.search.grams import list_grams
from jifang.foundation.search.models import Gram

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Texts:
    """What is searched of one record."""

    kind: str
    record: int
    organ_region: str
    party: str
    texts: tuple[str, ...]

    def tokens(self) -> frozenset[str]:
        """Its tokens."""
        return list_grams(self.texts)


# Tokens are letters and digits alone, so that they can be handed over in one text a record: some
# thirty rows each, of which Python then makes one.
ADD = """
INSERT INTO gram (gram, kind, organ_region, record, party)
SELECT token, t.kind, t.organ_region, t.record, t.party
FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
    AS t (tokens, kind, organ_region, record, party),
    unnest(string_to_array(t.tokens, ',')) AS token
ON CONFLICT DO NOTHING
"""


def add_texts(of: Iterable[Texts]) -> None:
    """Make records findable."""
    rows = [(",".join(t.tokens()), t.kind, t.organ_region, t.record, t.party) for t in of]
    for start in range(0, len(rows), AT_ONCE):
        columns = zip(*rows[start : start + AT_ONCE], strict=True)
        with connection.cursor() as cursor:
            cursor.execute(ADD, [list(c) for c in columns])


def change_texts(before: Sequence[Texts], after: Sequence[Texts]) -> None:
    """Take away the tokens that no longer hold and add the new ones; by key, nothing is scanned."""
    had = {(g, t.kind, t.organ_region, t.record): t.party for t in before for g in t.tokens()}
    has = {(g, t.kind, t.organ_region, t.record): t.party for t in after for g in t.tokens()}
    gone = sorted(had.keys() - has.keys())
    for start in range(0, len(gone), AT_ONCE):
        grams, kinds, regions, records = zip(*gone[start : start + AT_ONCE], strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM gram USING unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])"
                " AS gone (g, k, o, r) WHERE gram.gram = gone.g AND gram.kind = gone.k"
                " AND gram.organ_region = gone.o AND gram.record = gone.r",
                [list(grams), list(kinds), list(regions), list(records)],
            )
    rows = [
        Gram(gram=g, kind=k, organ_region=o, record=r, party=has[g, k, o, r])
        for g, k, o, r in sorted(has.keys() - had.keys())
    ]
    Gram.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
