"""The user that the server runs as."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import NoReturn

import pytest

from jifang.foundation.postgres import account as tool
from jifang.foundation.postgres.account import Account
from jifang.foundation.postgres.errors import PostgresError


def be_user(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setattr("os.geteuid", lambda: uid)


def test_not_root_the_server_runs_as_oneself(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = pwd.getpwnam("nobody")
    be_user(monkeypatch, nobody.pw_uid)
    found = tool.choose_account({"JIFANG_POSTGRES_USER": "ignored"})
    assert (found.name, found.is_self) == ("nobody", True)
    assert "user" not in found.as_options()


def test_a_user_without_a_name_is_told_that_postgresql_needs_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(uid: int) -> NoReturn:
        raise KeyError(uid)

    be_user(monkeypatch, 54321)
    monkeypatch.setattr("pwd.getpwuid", fail)
    with pytest.raises(PostgresError, match="uid 54321"):
        tool.choose_account({})


def test_root_without_a_way_to_make_a_user_takes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    be_user(monkeypatch, 0)
    monkeypatch.setattr(tool, "DEDICATED", "no-such-user")
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert tool.choose_account({}).name == "nobody"


def test_root_with_no_user_to_take_is_told_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    be_user(monkeypatch, 0)
    monkeypatch.setattr(tool, "DEDICATED", "no-such-user")
    monkeypatch.setattr(tool, "FALLBACK", "no-such-user")
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(PostgresError, match="JIFANG_POSTGRES_USER"):
        tool.choose_account({})


def test_only_its_user_and_root_touch_a_cluster(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    owner = Account("someone", 54321, 54321)
    be_user(monkeypatch, 54322)
    with pytest.raises(PostgresError, match="belongs to the user someone"):
        tool.check_may_act_as(owner, tmp_path)
    for uid in (0, owner.uid):
        be_user(monkeypatch, uid)
        tool.check_may_act_as(owner, tmp_path)


def test_a_command_gets_no_environment_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIFANG_SECRET_KEY", "secret")
    own = tool.look_up_account(pwd.getpwuid(os.geteuid()).pw_name)
    assert own is not None
    done = own.run(["/usr/bin/env"], capture_output=True, text=True)
    assert "secret" not in done.stdout
    assert "LC_ALL=C" in done.stdout
