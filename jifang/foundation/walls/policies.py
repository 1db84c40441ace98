"""What each table declares about its rows, and the row-level security that follows.

Only ranges and equality on columns and settings are used: they leak nothing, and an empty setting
shows no row (never LIKE, never a function of ours). Settings stand bare, so that the planner knows
by their values how much a reader sees and an index can serve the wall alone.

Tables of registers are `said`: every selector of theirs says the range or the party itself, and the
wall only checks. There settings are asked for once in a statement, and the range is written so that
the planner does not count it a second time (docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jifang.foundation.walls.scope import ACTOR, ADMINISTRATION, GRANTS, HI, LO, PARTIES

Command = Literal["SELECT", "INSERT", "UPDATE", "DELETE"]
ALL: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE", "DELETE")
READ: tuple[Command, ...] = ("SELECT",)
GIVE: tuple[Command, ...] = ("INSERT",)
KEEP: tuple[Command, ...] = ("INSERT", "UPDATE")


def read_setting(name: str) -> str:
    """A setting as SQL; null where it was never set."""
    return f"current_setting('{name}', true)"


def ask_once(name: str) -> str:
    """A setting that is asked for once in a statement, not once in a row."""
    return f"(SELECT {read_setting(name)})"


@dataclass(frozen=True, slots=True)
class ByTerritory:
    """Rows of one's own territory: the division of the competent organ. `said`: the selectors of
    the table say the range, too."""

    column: str = "organ_region"
    commands: tuple[Command, ...] = ALL
    said: bool = False

    name = "by_territory"

    def condition(self) -> str:
        """Within the half-open range of codes; a missing setting is an empty range."""
        if self.said:
            lo, hi = ask_once(LO), ask_once(HI)
            return f'CASE WHEN "{self.column}" >= {lo} THEN "{self.column}" < {hi} ELSE false END'
        lo, hi = read_setting(LO), read_setting(HI)
        return f'"{self.column}" >= {lo} AND "{self.column}" < {hi}'


@dataclass(frozen=True, slots=True)
class ByParty:
    """Rows of a party that one acts for: a unit, a firm, a testing body, an association. `said`:
    the selectors of the table say the party, too."""

    column: str = "party"
    commands: tuple[Command, ...] = ALL
    said: bool = False

    @property
    def name(self) -> str:
        """One policy for each column that names a party."""
        return f"by_{self.column}"

    def condition(self) -> str:
        """The party is one of one's own."""
        if self.said:
            parties = f"(SELECT string_to_array({read_setting(PARTIES)}, ','))::text[]"
            return f'"{self.column}" = ANY({parties})'
        return f"\"{self.column}\" = ANY(string_to_array({read_setting(PARTIES)}, ','))"


@dataclass(frozen=True, slots=True)
class ByGrant:
    """Single rows opened across territories: transfers, joint opinions, shared projects."""

    column: str = "grant_key"
    commands: tuple[Command, ...] = READ

    name = "by_grant"

    def condition(self) -> str:
        """The row's key is among the grants."""
        return f"\"{self.column}\" = ANY(string_to_array({read_setting(GRANTS)}, ','))"


@dataclass(frozen=True, slots=True)
class ByActor:
    """Rows about oneself."""

    column: str = "account_id"
    commands: tuple[Command, ...] = ALL

    name = "by_actor"

    def condition(self) -> str:
        """The row is the signed-in account's; an empty setting is nobody's."""
        return f"\"{self.column}\" = nullif({read_setting(ACTOR)}, '')::bigint"


@dataclass(frozen=True, slots=True)
class ByAdministration:
    """Rows that one of the three separated administrations keeps."""

    administration: str
    commands: tuple[Command, ...] = ALL

    @property
    def name(self) -> str:
        """One policy each."""
        return f"by_{self.administration}"

    def condition(self) -> str:
        """The administration is held."""
        return f"{read_setting(ADMINISTRATION)} = '{self.administration}'"


@dataclass(frozen=True, slots=True)
class OpenToAll:
    """Reference data that everyone may read: nothing in it is anybody's."""

    commands: tuple[Command, ...] = READ

    name = "open_to_all"

    def condition(self) -> str:
        """Every row."""
        return "true"


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows that are reached only by a key that nobody can guess, and have no territory."""

    reason: str
    commands: tuple[Command, ...] = ALL

    name = "keyed"

    def condition(self) -> str:
        """Every row: the key is the guard."""
        return "true"


Rule = ByTerritory | ByParty | ByGrant | ByActor | ByAdministration | OpenToAll | Keyed


def write_wall(table: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    """The statements that raise a table's wall, for its owner too."""
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    for rule in rules:
        for command in rule.commands:
            yield write_policy(table, rule, command)


def write_policy(table: str, rule: Rule, command: Command) -> str:
    """One policy for one command."""
    condition = rule.condition()
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = "" if command in ("SELECT", "DELETE") else f" WITH CHECK ({condition})"
    name = f"{rule.name}_{command.lower()}"
    return f'CREATE POLICY "{name}" ON "{table}" FOR {command}{using}{check}'


def write_fall(table: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    """The statements that take a table's wall down again."""
    for rule in rules:
        for command in rule.commands:
            yield f'DROP POLICY "{rule.name}_{command.lower()}" ON "{table}"'
    yield f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'


def write_rebuilt(table: str, rules: Sequence[Rule]) -> Iterator[str]:
    """The statements that put other policies in the place of those of the same names."""
    for rule in rules:
        for command in rule.commands:
            yield f'DROP POLICY "{rule.name}_{command.lower()}" ON "{table}"'
            yield write_policy(table, rule, command)
