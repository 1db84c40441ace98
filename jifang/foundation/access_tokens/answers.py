"""Idempotency: a write is done once, and its retry gets the answer that the first try was given.

All of it stands in the transaction of the act: the answer is kept if and only if the act is done.
One mechanism serves both ways in: a request of the API under the key that its caller chose, a form
of a page under the key that the page was given with it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

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
    """The key was used before for another request; `answer` is what that was answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Tried(Protocol):
    """One try of a write: who, under which key, asking what.

    secret: what the kept answer is sealed under; nowhere stored.
    """

    @property
    def token(self) -> int | None:
        """The token it was tried with; none for a form of a page."""

    @property
    def account(self) -> int:
        """Whose it is."""

    @property
    def key_digest(self) -> str:
        """The key as it is stored: it may hold what its author did not mean to give away."""

    @property
    def request_digest(self) -> str:
        """What is asked."""

    @property
    def secret(self) -> str:
        """What seals the answer."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a write through the API."""

    caller: Caller
    key: str
    request_digest: str

    @property
    def token(self) -> int | None:
        """The token it was tried with."""
        return self.caller.token

    @property
    def account(self) -> int:
        """Whose token it is."""
        return self.caller.actor.account

    @property
    def secret(self) -> str:
        """The secret of the token."""
        return self.caller.presented

    @property
    def key_digest(self) -> str:
        """The key as it is stored."""
        return digest_key(self.key)

    @property
    def act_key(self) -> str:
        """The key of the act in the ledger: the same for every try, nobody else's."""
        whole = f"{self.caller.token_id}/{self.key_digest}"
        return f"api.{hashlib.sha256(whole.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class FormTry:
    """One try of a form of a page. The key was drawn for the page alone: it is the secret, too."""

    account: int
    key: str
    request_digest: str

    @property
    def token(self) -> int | None:
        """None: whoever sends it is signed in."""
        return None

    @property
    def secret(self) -> str:
        """The key of the form."""
        return self.key

    @property
    def key_digest(self) -> str:
        """The key as it is stored."""
        return digest_key(self.key)


def digest_key(key: str) -> str:
    """A key as it is stored."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_cipher(tried: Tried) -> AESGCM:
    """Follows from a secret that is nowhere stored."""
    purpose = f"jifang.kept_answer/{tried.key_digest}"
    return AESGCM(hmac.new(tried.secret.encode(), purpose.encode(), hashlib.sha256).digest())


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes


def find_answer(tried: Tried, *, wait: bool = False) -> Answer | None:
    """The answer to an earlier try; nothing where this is the first, which may now be done.

    Until the transaction ends no other try with the key gets past this. `wait`: another one that is
    being answered is waited for, as a page does that was sent twice by a double click.

    Raises:
        KeyBusyError: another one is being answered at this moment.
        OtherRequestError: the key stands for another request.
    """
    whole = f"{tried.token or f'form/{tried.account}'}/{tried.key_digest}".encode()
    lock = int.from_bytes(hashlib.sha256(whole).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
            if not cursor.fetchone()[0]:
                raise KeyBusyError
    kept = KeptAnswer.objects.filter(
        token_id=tried.token, account_id=tried.account, key_digest=tried.key_digest
    ).first()
    if kept is None:
        return None
    answer = open_answer(tried, kept)
    if kept.request_digest != tried.request_digest:
        raise OtherRequestError(answer)
    return answer


def open_answer(tried: Tried, kept: KeptAnswer) -> Answer:
    """An answer as it was given; nothing else than its key opens it."""
    sealed, bound = bytes(kept.sealed), kept.request_digest.encode()
    return Answer(kept.status, make_cipher(tried).decrypt(sealed[:NONCE], sealed[NONCE:], bound))


def keep_answer(tried: Tried, answer: Answer) -> None:
    """Keep the answer, in the transaction of the act."""
    now, nonce = timezone.now(), secrets.token_bytes(NONCE)
    sealed = make_cipher(tried).encrypt(nonce, answer.body, tried.request_digest.encode())
    KeptAnswer.objects.create(
        token_id=tried.token,
        account_id=tried.account,
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
