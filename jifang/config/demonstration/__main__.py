"""`jifang demo`: the demonstration province, its people, and out again.

    jifang demo              load it where it is not there, then show who can sign in
    jifang demo people       who can sign in, with password and present code
    jifang demo remove       take everything out again

Only where no account of a real person is: production starts empty, with `jifang init`.
"""

from __future__ import annotations

import argparse
import sys

from jifang.config.environment import EnvironmentValueError
from jifang.config.serve import ServeError, prepare_site, provide_database, tell
from jifang.foundation.postgres.errors import PostgresError
from jifang.law.errors import Text

EVERY = 2_000


class Counter:
    """Says how many records were written, from time to time."""

    def __init__(self) -> None:
        self.next = EVERY

    def __call__(self, done: int) -> None:
        """`done` records were written."""
        if done >= self.next:
            self.next += EVERY
            tell(Text(f"已写入 {done:,} 条", f"{done:,} records written"))


def show_people() -> None:
    """Who can sign in: name, role, body, password, and the present code of the app."""
    from jifang.config.demonstration.people import SEATS, find_code, find_password
    from jifang.foundation.accounts.powers import ROLES

    tell(
        Text(
            "演示账号（登录名、角色、密码、验证码及其剩余秒数）",
            "the people of the demonstration (name, role, password, code and its seconds)",
        )
    )
    for seat in SEATS:
        role = ROLES[seat.role]
        code = " ".join(str(x) for x in find_code(seat.username)) if role.mfa else "—"
        who = f"{role.name.zh} {role.name.en}"
        print(f"  {seat.username:26} {find_password(seat.username)}  {code:12} {who}", flush=True)


def show_codes(codes: list[tuple[str, Text]]) -> None:
    """Codes of complaints: they are random, kept nowhere, and told here once."""
    tell(
        Text(
            "查询码（/report/follow/），只在此显示一次",
            "codes of complaints (/report/follow/), shown here and never again",
        )
    )
    for code, said in codes:
        print(f"  {code}  {said.zh} / {said.en}", flush=True)


def people() -> None:
    """Who can sign in; and where to get a code, for those of the load were shown once."""
    show_people()
    tell(
        Text(
            "投诉举报查询码只在装入时显示一次；在 /report/new/ 提交一件即得新码",
            "codes of complaints were shown once, at the load; file one at /report/new/",
        )
    )


def load() -> None:
    """Load it, or say that it is there."""
    from jifang.config.demonstration.load import load_province
    from jifang.foundation.demonstration.selectors import find_demonstration

    held = find_demonstration()
    if held is None or held.loaded_at is None:
        tell(Text("装入演示省份，约一分钟", "loading the demonstration province, about a minute"))
        counts, codes = load_province(Counter())
        tell(
            Text(
                f"已装入 {sum(counts.values()):,} 条记录，都标为演示数据",
                f"{sum(counts.values()):,} records loaded, all marked as demonstration data",
            )
        )
        show_codes(codes)
    show_people()


def remove() -> None:
    """Take it out."""
    from jifang.config.demonstration.remove import remove_province

    counts = remove_province()
    tell(
        Text(
            f"已清除 {sum(counts.values()):,} 条；账本保留其行为",
            f"{sum(counts.values()):,} rows removed; the ledger keeps their acts",
        )
    )


def main(arguments: list[str] | None = None) -> int:
    """Entry point; exit code 1 where it cannot be done."""
    parser = argparse.ArgumentParser(prog="jifang demo", description=__doc__)
    parser.add_argument("act", nargs="?", choices=("load", "people", "remove"), default="load")
    given = parser.parse_args(arguments)
    try:
        with provide_database():
            prepare_site()
            from jifang.config.demonstration.errors import DemonstrationError

            try:
                {"load": load, "people": people, "remove": remove}[given.act]()
            except DemonstrationError as error:
                print(error, file=sys.stderr)
                return 1
            return 0
    except (ServeError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
