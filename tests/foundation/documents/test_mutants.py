"""Good files with a few bytes changed: taken, or refused; a parser never gets further than that."""

from __future__ import annotations

import random

import pytest

from jifang.foundation.documents.rebuild.dispatch import rebuild
from jifang.foundation.documents.rebuild.refusal import Refusal
from tests.foundation.documents import corpus

MUTANTS = 60
SEEDS = {
    "pdf": corpus.make_pdf(2, corpus.add_link),
    "jpeg": corpus.make_photo(),
    "png": corpus.make_image("PNG"),
    "webp": corpus.make_image("WEBP"),
    "docx": corpus.make_docx({"word/media/a.jpg": corpus.make_photo()}),
    "xlsx": corpus.make_xlsx(),
}


def mutate(content: bytes, dice: random.Random) -> bytes:
    """Bytes changed, cut out, doubled, or the end cut off."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randint(1, 9)]
            case 2:
                data[at:at] = data[at : at + dice.randint(1, 40)]
            case _:
                data[at : at + 4] = dice.randbytes(4)
    return bytes(data)


@pytest.mark.filterwarnings("ignore")  # what the libraries say of damaged files
@pytest.mark.parametrize("code", SEEDS)
def test_a_damaged_file_is_taken_or_refused(code: str) -> None:
    dice = random.Random(code)
    refused = 0
    for _ in range(MUTANTS):
        try:
            made = rebuild(code, mutate(SEEDS[code], dice))
        except Refusal:
            refused += 1
        else:
            assert rebuild(code, made.content).content or not made.rebuilt
    assert refused
