"""Where the files of imports lie: what was handed in, until it is read; its rows, sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings

from jifang.foundation.accounts.sealing import seal, unseal
from jifang.foundation.imports.data import MOST_BYTES, Cell, Wrong, refuse
from jifang.foundation.imports.models import Import, Portion

PURPOSE: Final = b"jifang import rows"
Cells = dict[str, Any]
Kept = tuple[int, Cells]
"""A row's number and its cells by column."""


def find_folder() -> Path:
    """The folder of imports, made where it is not there; for this user alone."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def find_upload(of: Import) -> Path:
    """The file as it was handed in."""
    return find_folder() / f"{of.public_id}.{of.format}"


def find_rows(of: Import) -> Path:
    """The rows as they were read, sealed portion by portion, by the reading that counts."""
    return find_folder() / f"{of.public_id}.{of.attempt}.rows"


def save_upload(of: Import, pieces: Iterable[bytes]) -> None:
    """Keep what is handed in; digest and size are noted in `of`. Raises `InputError`."""
    path, digest, size = find_upload(of), hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    most = MOST_BYTES // (1024 * 1024)
                    raise refuse(f"文件超过 {most} MiB", f"the file has more than {most} MiB")
                digest.update(piece)
                file.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    of.sha256, of.size = digest.hexdigest(), size


def remove_upload(of: Import) -> None:
    """Take away what was handed in."""
    find_upload(of).unlink(missing_ok=True)


def remove_rows(of: Import) -> None:
    """Take away the rows of every reading."""
    for path in find_folder().glob(f"{of.public_id}.*.rows"):
        path.unlink(missing_ok=True)


class RowsFile:
    """Writing portions of rows, one after the other."""

    def __init__(self, of: Import) -> None:
        self.file: BinaryIO = find_rows(of).open("wb")
        find_rows(of).chmod(0o600)

    def add(self, rows: Iterable[Kept]) -> tuple[int, int]:
        """Keep rows; where they begin and how long they are."""
        text = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"), default=show_cell)
        data = seal(text, PURPOSE).encode("ascii")
        place = self.file.tell()
        self.file.write(data)
        self.file.flush()
        return place, len(data)

    def close(self) -> None:
        """No more of them."""
        self.file.close()


def show_cell(cell: Wrong) -> str:
    """A cell that holds no value, as it is shown beside its reason."""
    return cell.shown


def read_portion(of: Import, portion: Portion) -> list[Kept]:
    """The rows of a portion. Raises `OSError`, `SealError` where they are gone or were changed."""
    with find_rows(of).open("rb") as file:
        file.seek(portion.place)
        data = file.read(portion.length)
    return [(int(n), cells) for n, cells in json.loads(unseal(data.decode("ascii"), PURPOSE))]


def list_rows(of: Import, *, good: bool) -> Iterator[Kept]:
    """Every row that can be entered, or that cannot, in the order of the file."""
    for portion in of.portions.filter(good=good).order_by("number"):
        yield from read_portion(of, portion)


__all__ = ["Cell", "RowsFile", "read_portion"]
