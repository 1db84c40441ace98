"""Writing documents: taking uploads in, discarding them, and sweeping what nothing refers to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from django.db import connection, transaction

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.accounts.powers import BEARER, BEARER_PARTY, ROLES, may
from jifang.foundation.audit.data import Act, DocumentDigest, Target
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.documents.blobs import BlobStore, open_store
from jifang.foundation.documents.data import CheckedUpload, DocumentError, Owner
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.refusals import refuse
from jifang.foundation.documents.uploads import check_upload
from jifang.foundation.walls.scope import find_range, work_in

# Whoever puts a blob and refers to it shares this lock; the sweeper holds it alone.
STORE_LOCK = 0x646F6373
HANDING_IN = ("handle_case", "edit_register")


def store_upload(
    by: Actor, owner: Owner, name: str, file: BinaryIO, kind: str, *, declared: str = "",
    entrusted: bool = False,
) -> Document:  # fmt: skip
    """Take a file in for its owner, after every check; one act, one leaf.

    Args:
        by: who hands it in: a member of the party, or an officer of the territory.
        name: the file's name as it was sent.
        kind: what the file is in its matter, named by the domain (`filing.site_plan`).
        declared: the media type that the sender named.
        entrusted: the domain has made sure by itself that somebody may who is neither of the party
            nor an officer of its territory, and has widened the bounds for it.

    Raises:
        DocumentError: the file is refused; the refusal is in the ledger. Retriable where only the
            scanner failed.
    """
    on = Target("document.kind", kind)
    act = Act("document.stored", name_body(by), owner.organ_region, by.public_id, on)
    try:
        if not entrusted:
            check_owner(by, owner)
        checked = check_upload(name, file, declared)
    except DocumentError as error:
        record_refusal(act, error.code)
        raise
    with transaction.atomic():
        return keep_upload(by, owner, checked, kind)


def check_owner(by: Actor, owner: Owner) -> None:
    """Who may hand in for whom. Raises `DocumentError`."""
    if by is SYSTEM:
        return
    if may(by.role, "own_body") and owner.party == by.body.party:
        return
    if any(may(by.role, power) for power in HANDING_IN) and ROLES[by.role].sees_territory:
        lo, hi = find_range(by.body.organ_region)
        if lo <= owner.organ_region < hi:
            return
    raise refuse("power")


def keep_upload(by: Actor, owner: Owner, checked: CheckedUpload, kind: str) -> Document:
    """The bytes into the store, the row, the leaf."""
    digest = put_blob(checked.content)
    document = Document.objects.create(
        organ_region=owner.organ_region,
        party=owner.party,
        grant_key=owner.grant_key,
        kind=kind,
        name=checked.name,
        media_type=checked.type.media_type,
        size=len(checked.content),
        pages=checked.pages,
        sha256=digest,
        original_sha256=checked.original_sha256,
        original_size=checked.original_size,
        rebuilt=checked.rebuilt,
        scan=checked.scan,
        scanner=checked.scanner,
        uploaded_by=by.public_id,
    )
    received = ("received", checked.original_sha256)
    private = is_bearers(owner.party)
    details: tuple[tuple[str, object], ...] = (
        ("kind", kind),
        *(() if private else (received,)),
        ("rebuilt", checked.rebuilt),
        ("scan", checked.scan),
    )
    personal = (received,) if private else ()
    record_act(describe(by, "document.stored", document, details, personal))
    return document


def is_bearers(party: str) -> bool:
    """Whether a paper is of someone who shows a code, and so must lead back to nobody."""
    return party.startswith(BEARER_PARTY)


def name_body(by: Actor) -> str:
    """For which body somebody acts, as the ledger names it in public."""
    return BEARER if is_bearers(by.body.party) else by.body.party


def describe(
    by: Actor,
    kind: str,
    document: Document,
    details: tuple[tuple[str, object], ...] = (),
    personal: tuple[tuple[str, str], ...] = (),
) -> Act:
    """An act on a document; its name may be personal and stays out. Of a paper of whoever shows a
    code the leaf holds salted commitments alone: whoever has the picture proves nothing by it."""
    digest = DocumentDigest(document.sha256, document.size, document.media_type)
    private = is_bearers(document.party)
    return Act(
        kind,
        name_body(by),
        document.organ_region,
        by.public_id,
        Target("document", str(document.public_id)),
        documents=() if private else (digest,),
        personal=(("sha256", document.sha256), *personal) if private else personal,
        details=details,
    )


def share_store() -> None:
    """Keep the sweeper out until the transaction ends.

    To be called before any other lock of the act, so that no two acts wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [STORE_LOCK])


def put_blob(content: bytes) -> str:
    """Bytes into the store, in the transaction that will refer to them: no sweep until it ends."""
    share_store()
    return open_store().put(content)


@transaction.atomic
def discard_document(by: Actor, document: Document, reason: str) -> None:
    """Take a document out that nothing refers to any more; its bytes go with the next sweep.

    `reason` is a code for the ledger. Raises `DocumentError`, and `ProtectedError` where a case
    still holds it.
    """
    check_owner(by, Owner(document.organ_region, document.party, document.grant_key))
    act = describe(by, "document.discarded", document, (("reason", reason),))
    document.delete()
    record_act(act)


def sweep_blobs() -> list[str]:
    """Delete blobs that no document and no letter refers to; what was deleted.

    Shard by shard: where somebody is handing something in just then, the shard is left for the
    next time. The sweeper never waits, and nobody waits for it longer than one shard takes.
    """
    store = open_store()
    store.remove_drafts()
    return [digest for shard in store.list_shards() for digest in sweep_shard(store, shard)]


def sweep_shard(store: BlobStore, shard: str) -> list[str]:
    """The same for the blobs of one shard; nothing where the store is in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [STORE_LOCK])
        if not cursor.fetchone()[0]:
            return []
    try:
        there = list(store.list_digests(shard))
        with work_in(EVERYTHING):  # what fails in here is undone before the lock is given back
            unused = sorted(set(there) - find_referenced(there))
        for digest in unused:
            store.remove(digest)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [STORE_LOCK])
    return unused


def find_referenced(digests: Iterable[str]) -> set[str]:
    """Which of these blobs a row refers to, in any territory."""
    asked = list(digests)
    return {
        digest
        for model in (Document, Letter)
        for digest in model.objects.filter(sha256__in=asked).values_list("sha256", flat=True)
    }
