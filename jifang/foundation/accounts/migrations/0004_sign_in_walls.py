"""Second factors are seen by their owner alone; what is counted and handed out is keyed."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import (
    ALL,
    GIVE,
    READ,
    ByActor,
    ByAdministration,
    ByParty,
    Keyed,
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sign_in"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        raise_wall("mfa_authenticator", ByActor("user_id", ALL)),
        # The sign-in library's tables of e-mail addresses; nothing writes to them here.
        raise_wall("account_emailaddress", ByActor("user_id", ALL)),
        raise_wall("account_emailconfirmation", ByAdministration("security_admin", READ)),
        raise_wall(
            "sign_in_watch",
            Keyed("counted before anyone is signed in; keys are keyed digests, values counts"),
        ),
        raise_wall(
            "recovery",
            Keyed("used by its link before there is a session", ("SELECT", "UPDATE")),
            ByParty(commands=GIVE),
            ByAdministration("security_admin", GIVE),
        ),
    ]
