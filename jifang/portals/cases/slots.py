"""Papers that a step asks for by class: each class is a slot of the form, with a file input of its
own. What was handed in stays in its slot while the rest is mended."""

from __future__ import annotations

from typing import BinaryIO, Final, cast

from django.http import HttpRequest

from jifang.foundation.accounts.data import Actor
from jifang.foundation.documents.data import DocumentError, Owner
from jifang.foundation.documents.models import Document
from jifang.foundation.documents.services import store_upload
from jifang.portals.cases.act_entries import Entry
from jifang.portals.cases.act_form import ActForm
from jifang.portals.wording import get_reader_lang

MOST_FILES: Final = 10
"""Files of one slot in one go."""


def keep_slots(request: HttpRequest, by: Actor, owner: Owner, form: ActForm) -> None:
    """Take in the files of every slot, and show what each holds."""
    for entry in form.slots:
        for file in request.FILES.getlist(f"file.{entry.name}")[:MOST_FILES]:
            try:
                kept: Document = store_upload(
                    by, owner, file.name or "", cast(BinaryIO, file),
                    f"case.{form.case.procedure}.{entry.field}"[:64],
                    declared=file.content_type or "",
                )  # fmt: skip
            except DocumentError as error:
                entry.errors.append(f"{file.name}: {error.text.say(get_reader_lang())}")
            else:
                entry.typed = (*entry.typed, str(kept.public_id))
        show_slot(entry)


def show_slot(entry: Entry) -> None:
    """The papers of a slot by name, as far as they may be seen."""
    wanted = [i for i in entry.typed if len(i) == 36 and i.replace("-", "").isalnum()]
    rows = Document.objects.filter(public_id__in=wanted) if wanted else ()
    names = {str(d.public_id): d.name for d in rows}
    entry.choices = [(i, names[i]) for i in entry.typed if i in names]
