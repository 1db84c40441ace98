"""The start-up check: refuse to serve from a database that could lose or show what it must not.

    python -m jifang.config.safety          exit code 1 and what to mend, where something is wrong

`make serve` runs it after the migrations, the units of deploy/systemd before each process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jifang.law.errors import Text

Query = Callable[[str], list[tuple[Any, ...]]]

DURABLE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply", "remote_write", "local"},
    "data_checksums": {"on"},
}
"""Settings and the values under which a committed act survives a crash and a rotten page is seen.

All four of `synchronous_commit` wait for the own disk; `off` does not.
"""

MEND_SETTING = {
    "data_checksums": Text(
        "停机后运行 pg_checksums --enable -D 数据目录",
        "stop the server and run pg_checksums --enable -D DATA",
    ),
    "synchronous_commit": Text(
        "ALTER ROLE {role} RESET synchronous_commit，并在 postgresql.conf 中设为 on",
        "ALTER ROLE {role} RESET synchronous_commit, and set it to on in postgresql.conf",
    ),
}
MEND_ANY = Text(
    "在 postgresql.conf 中设为 on 并重新加载", "set it to on in postgresql.conf and reload"
)

ABOVE = """
SELECT current_user, r.rolname, r.rolsuper, r.rolbypassrls, r.rolreplication
FROM pg_roles r
WHERE pg_has_role(current_user, r.oid, 'MEMBER')
  AND (r.rolsuper OR r.rolbypassrls OR r.rolreplication)
"""
OPEN_TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname
"""


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that forbids serving: a code, what it is, how it is mended."""

    code: str
    what: Text
    mend: Text

    def write(self) -> str:
        """Both languages, a line each."""
        return f"{self.what.zh}：{self.mend.zh}\n{self.what.en}: {self.mend.en}"


def find_lossy(query: Query) -> Iterator[Risk]:
    """Settings, as they are for this session, under which something could be lost."""
    [(role,)] = query("SELECT current_user")
    for name, allowed in DURABLE.items():
        [(value,)] = query(f"SELECT current_setting('{name}')")
        if value not in allowed:
            mend = MEND_SETTING.get(name, MEND_ANY)
            yield Risk(
                name,
                Text(f"数据库设置 {name} 为 {value}", f"the database setting {name} is {value}"),
                Text(mend.zh.format(role=role), mend.en.format(role=role)),
            )


def find_too_mighty(query: Query) -> Iterator[Risk]:
    """Rights of the application's role, its own or by membership, that step over the walls."""
    for user, role, is_super, bypass, _ in query(ABOVE):
        words = [w for w, held in (("SUPERUSER", is_super), ("BYPASSRLS", bypass)) if held] or [
            "REPLICATION"
        ]
        rights = " ".join(words)
        if role == user:
            mend = " ".join(f"NO{word}" for word in words)
            how = f"ALTER ROLE {role} {mend}"
        else:
            how = f"REVOKE {role} FROM {user}"
        yield Risk(
            "role",
            Text(
                f"应用角色 {user} 有越过行级安全的权限（{role}：{rights}）",
                f"the application's role {user} may step over row-level security "
                f"({role}: {rights})",
            ),
            Text(f"以管理员运行 {how}", f"run {how} as an administrator"),
        )


def find_open(query: Query, exempt: frozenset[str]) -> Iterator[Risk]:
    """Tables on which row-level security is off or does not bind their owner."""
    for (table,) in query(OPEN_TABLES):
        if table not in exempt:
            yield Risk(
                "walls",
                Text(
                    f"表 {table} 没有强制行级安全", f"row-level security is not forced on {table}"
                ),
                Text(
                    f"以属主运行 ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, "
                    "FORCE ROW LEVEL SECURITY，并查明是谁关掉的",
                    f"run ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY "
                    "as the owner, and find out who switched it off",
                ),
            )


def find_risks(query: Query, exempt: frozenset[str]) -> list[Risk]:
    """Everything that forbids serving, asked in a session of the application's role."""
    return [*find_lossy(query), *find_too_mighty(query), *find_open(query, exempt)]


def check_site() -> list[Risk]:
    """The risks of the database in force; Django is set up."""
    from django.db import connection

    from jifang.foundation.walls.lint import EXEMPT

    def query(text: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(text)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    try:
        return find_risks(query, frozenset(EXEMPT))
    finally:
        connection.close()


def write_refusal(risks: list[Risk]) -> Text:
    """Why the site is not served."""
    zh = "\n".join(f"  - {r.what.zh}。请{r.mend.zh}。" for r in risks)
    en = "\n".join(f"  - {r.what.en}. To mend it: {r.mend.en}." for r in risks)
    return Text(
        f"数据库不安全，拒绝启动：\n{zh}",
        f"The database is not safe; nothing is served:\n{en}",
    )


def main() -> int:
    """Check the database in force."""
    import django
    from django.db import DatabaseError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    django.setup()
    try:
        risks = check_site()
    except DatabaseError as error:
        print(f"数据库不可用 / the database is not available: {error}", file=sys.stderr)
        return 1
    if risks:
        said = write_refusal(risks)
        print(f"{said.zh}\n{said.en}", file=sys.stderr)
        return 1
    print("» 数据库检查通过 / the database is safe to serve from", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
