"""`make init`: the first people of a platform that has none.

    python -m jifang.config.init

Brings database and tables up to date and prints a link for each of the three separated
administrations that nobody holds yet: system, security, audit. Each link holds for seven days and
is shown this once; three different persons take them up. Where somebody holds an administration,
the security administrator gives roles from then on, and nothing is printed for it.
"""

from __future__ import annotations

import sys

from jifang.config.environment import EnvironmentValueError
from jifang.config.serve import ServeError, prepare_site, provide_database, tell
from jifang.foundation.postgres.errors import PostgresError
from jifang.law.errors import Text


def check_no_demonstration() -> None:
    """Real people do not share a platform with the demonstration. Raises `ServeError`."""
    from jifang.foundation.demonstration.selectors import find_demonstration

    if find_demonstration() is not None:
        raise ServeError(
            Text(
                "平台上载有演示数据，其管理员都是演示账号。正式启用前先清除：make demo-remove",
                "the platform holds demonstration data, and its administrators are part of it. "
                "Before people use it in earnest: make demo-remove",
            )
        )


def list_links() -> list[tuple[Text, str]]:
    """The administrations that nobody holds, each with the link to take it up."""
    from django.conf import settings
    from django.urls import reverse

    from jifang.foundation.accounts.powers import ROLES
    from jifang.foundation.accounts.services import invite_first_administrators

    base = str(settings.PUBLIC_URL).rstrip("/")
    return [
        (ROLES[role].name, base + reverse("invitation", args=[token]))
        for role, token in invite_first_administrators().items()
    ]


def main() -> int:
    """Entry point; exit code 1 where the database cannot be brought up."""
    try:
        with provide_database():
            prepare_site()
            check_no_demonstration()
            links = list_links()
            for name, link in links:
                print(f"\n{name.zh} / {name.en}\n  {link}", flush=True)
            if links:
                tell(
                    Text(
                        "请将三个链接分别交给三个人，七日内有效，只显示这一次",
                        "hand the links to three different persons; they hold for seven days and "
                        "are shown this once",
                    )
                )
            else:
                tell(Text("三种管理员都已有人担任", "all three administrations are held"))
            return 0
    except (ServeError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
