"""Accounts, memberships, delegations, invitations."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from jifang.foundation.accounts.powers import ADMINISTRATIONS, BODY_KINDS, CITIZEN, ROLES

ROLE_CHOICES = tuple((r.code, r.name.en) for r in ROLES.values() if r.body != CITIZEN)
BODY_CHOICES = tuple((code, name.en) for code, name in BODY_KINDS.items() if code != CITIZEN)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by the name they sign in with, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of a sign-in name."""
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """A person who signs in. `public_id` stands for the person in the ledger and in logs."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=64, unique=True, db_collation="C")
    name = models.CharField(max_length=64)
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    demonstration = models.BooleanField(default=False)
    session_mark = models.CharField(max_length=32, blank=True, default="", db_collation="C")
    """The one session that holds, for those who may have only one; empty: any."""

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012  (the base class has a list)

    class Meta:
        """Names are stored in lower case."""

        db_table = "account"
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=Q(username=Func(F("username"), function="lower")),
                name="account_username_lower",
            ),
        )

    def __str__(self) -> str:
        return self.username


class Membership(models.Model):
    """A role of an account in a body, for a time.

    `party` is the body's id among parties (units, firms, …; for an organ its code), `organ_region`
    the division of the organ that keeps the body.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=ROLE_CHOICES)
    body_kind = models.CharField(max_length=16, choices=BODY_CHOICES)
    party = models.CharField(max_length=64, db_collation="C")
    body_name = models.CharField(max_length=128)
    organ_region = models.CharField(max_length=9, db_collation="C")
    valid = DateRangeField()
    granted_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        """No account holds two of the three administrations at once."""

        db_table = "membership"
        ordering = ("account", "role")
        indexes = (
            models.Index(fields=("organ_region",), name="membership_region"),
            models.Index(fields=("party",), name="membership_party"),
        )
        constraints = (
            ExclusionConstraint(
                name="membership_administrations_apart",
                expressions=(
                    (
                        Func(
                            F("account"), F("account"), Value("[]"), function="int8range",
                            output_field=models.Field(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                condition=Q(role__in=ADMINISTRATIONS),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.role} · {self.party}"

    @property
    def last_day(self) -> date | None:
        """The last day it holds; none while it has no end."""
        return self.valid.upper - timedelta(days=1) if self.valid.upper else None


class Delegation(models.Model):
    """A membership's powers lent to a colleague of the same body, with an end."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="lent")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="borrowed")
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    valid = DateRangeField()
    reason = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A delegation always ends."""

        db_table = "delegation"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid__endswith__isnull=False), name="delegation_has_an_end"
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.account_id}"

    @property
    def last_day(self) -> date:
        """The last day it holds."""
        end: date = self.valid.upper
        return end - timedelta(days=1)

    @property
    def holds(self) -> bool:
        """It was not taken back and its last day is not over."""
        return self.revoked_at is None and self.last_day >= timezone.localdate()


class Invitation(models.Model):
    """A role offered to someone who has no account yet; only the hash of its link is stored."""

    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=24, choices=ROLE_CHOICES)
    body_kind = models.CharField(max_length=16, choices=BODY_CHOICES)
    party = models.CharField(max_length=64, db_collation="C")
    body_name = models.CharField(max_length=128)
    organ_region = models.CharField(max_length=9, db_collation="C")
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        """Found by its link."""

        db_table = "invitation"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.role} · {self.party}"


class SignInWatch(models.Model):
    """How often something was tried lately: a sign-in name from a network, a code of an account.

    `key` is a keyed digest: neither names nor addresses are stored.
    """

    key = models.CharField(primary_key=True, max_length=64, db_collation="C")
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        """Purged by age."""

        db_table = "sign_in_watch"
        indexes = (models.Index(fields=("since",), name="sign_in_watch_since"),)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"


class Recovery(models.Model):
    """A link that lets a person set a new password once; only its hash is stored."""

    token_hash = models.CharField(max_length=64, unique=True, db_collation="C")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recoveries")
    second_factor = models.BooleanField(default=False)
    """The second factor is taken away too."""
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by its link."""

        db_table = "recovery"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.account_id} until {self.expires_at:%Y-%m-%d %H:%M}"
