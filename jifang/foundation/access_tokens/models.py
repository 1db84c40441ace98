"""Tokens, the hashes they are found by, kept answers, buckets."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jifang.foundation.accounts.models import ROLE_CHOICES, Account, Membership


class AccessToken(models.Model):
    """A token of an account acting in one membership. Its secret is not here."""

    public_id = models.CharField(max_length=16, unique=True, db_collation="C")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="access_tokens")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=24, choices=ROLE_CHOICES)
    label = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=24))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Every token ends, after a year at most."""

        db_table = "access_token"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="access_token_ends",
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class AccessTokenKey(models.Model):
    """The hash of a token's secret, and whose it is: all that is seen before anyone is known."""

    token_hash = models.CharField(max_length=64, primary_key=True, db_collation="C")
    token = models.OneToOneField(AccessToken, on_delete=models.CASCADE, related_name="key")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Found by the hash alone."""

        db_table = "access_token_key"

    def __str__(self) -> str:
        return str(self.token_id)


class KeptAnswer(models.Model):
    """The answer that a write was given, so that its retry gets the same.

    `sealed` is encrypted under a key that follows from the token's secret, or from the key of the
    form of a page (which has no token): whoever reads the table learns nothing, and only whoever
    has that secret can have it again.
    """

    token = models.ForeignKey(
        AccessToken, on_delete=models.CASCADE, related_name="answers", null=True
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key_digest = models.CharField(max_length=64, db_collation="C")
    request_digest = models.CharField(max_length=64, db_collation="C")
    status = models.SmallIntegerField()
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        """One answer for a key of a token, one for the key of a form."""

        db_table = "kept_answer"
        constraints = (
            models.UniqueConstraint(fields=("token", "key_digest"), name="kept_answer_once"),
            models.UniqueConstraint(
                fields=("account", "key_digest"),
                condition=models.Q(token=None),
                name="kept_answer_form_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.token_id} {self.status}"


class RateBucket(models.Model):
    """How many requests someone has left; the key is a token's number or a keyed digest."""

    key = models.CharField(max_length=80, primary_key=True, db_collation="C")
    left = models.FloatField()
    at = models.DateTimeField(db_index=True)
    allowed = models.BooleanField()

    class Meta:
        """Written by one statement (`limits.py`)."""

        db_table = "rate_bucket"

    def __str__(self) -> str:
        return self.key
