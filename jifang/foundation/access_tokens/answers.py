"""Idempotency: a write is done once, and its retry gets the answer that the first try was given.

All of it stands in the transaction of the act: the answer is kept if and only if the act is done.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.utils import timezone

from jifang.foundation.access_tokens.data import Caller
from jifang.foundation.access_tokens.models import KeptAnswer, RateBucket
from jifang.foundation.walls.scope import Scope, work_in

KEPT_FOR = timedelta(days=7)
BUCKET_KEPT_FOR = timedelta(days=1)
NONCE = 12


class KeyBusyError(Exception):
    """Another request with the same key is being answered."""


class OtherRequestError(Exception):
    """The key was used before for another request."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a write: who, under which key, asking what."""

    caller: Caller
    key: str
    request_digest: str

    @property
    def key_digest(self) -> str:
        """The key as it is stored: it may hold what its author did not mean to give away."""
        return hashlib.sha256(self.key.encode()).hexdigest()

    @property
    def act_key(self) -> str:
        """The key of the act in the ledger: the same for every try, nobody else's."""
        whole = f"{self.caller.token_id}/{self.key_digest}"
        return f"api.{hashlib.sha256(whole.encode()).hexdigest()[:40]}"

    @property
    def cipher(self) -> AESGCM:
        """Follows from the secret of the token, which is nowhere stored."""
        purpose = f"jifang.kept_answer/{self.key_digest}"
        secret = self.caller.presented.encode()
        return AESGCM(hmac.new(secret, purpose.encode(), hashlib.sha256).digest())


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes


def find_answer(tried: Try) -> Answer | None:
    """The answer to an earlier try; nothing where this is the first, which may now be done.

    Until the transaction ends no other try with the key gets past this.

    Raises:
        KeyBusyError: another one is being answered at this moment.
        OtherRequestError: the key stands for another request.
    """
    whole = f"{tried.caller.token}/{tried.key_digest}".encode()
    lock = int.from_bytes(hashlib.sha256(whole).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        if not cursor.fetchone()[0]:
            raise KeyBusyError
    kept = KeptAnswer.objects.filter(
        token_id=tried.caller.token, key_digest=tried.key_digest
    ).first()
    if kept is None:
        return None
    if kept.request_digest != tried.request_digest:
        raise OtherRequestError
    sealed = bytes(kept.sealed)
    body = tried.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], tried.request_digest.encode())
    return Answer(kept.status, body)


def keep_answer(tried: Try, answer: Answer) -> None:
    """Keep the answer, in the transaction of the act."""
    now, nonce = timezone.now(), secrets.token_bytes(NONCE)
    sealed = tried.cipher.encrypt(nonce, answer.body, tried.request_digest.encode())
    KeptAnswer.objects.create(
        token_id=tried.caller.token,
        account_id=tried.caller.actor.account,
        key_digest=tried.key_digest,
        request_digest=tried.request_digest,
        status=answer.status,
        sealed=nonce + sealed,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )


def purge_answers() -> int:
    """Delete kept answers whose days are over, and buckets that nobody draws from any more."""
    now = timezone.now()
    with work_in(Scope(administration="system_admin")):
        count, _ = KeptAnswer.objects.filter(expires_at__lt=now).delete()
        RateBucket.objects.filter(at__lt=now - BUCKET_KEPT_FOR).delete()
    return count
