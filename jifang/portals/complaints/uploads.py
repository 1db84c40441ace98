"""Photos as a form sends them."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from jifang.domains.complaints.data import MOST_PHOTOS, Photo
from jifang.law.errors import InputError, Problem, Text

PICTURES: Final = ("jpg", "jpeg", "png", "webp")
ACCEPT: Final = ",".join(f".{extension}" for extension in PICTURES)


def read_photos(request: HttpRequest) -> tuple[Photo, ...]:
    """The pictures that were sent; what they hold is for the documents to check.

    Raises `InputError` for too many, and for what is no picture by its name.
    """
    files = request.FILES.getlist("photos")
    if len(files) > MOST_PHOTOS:
        most = MOST_PHOTOS
        said = Text(f"至多 {most} 张，选了 {len(files)} 张", f"at most {most} photos: {len(files)}")
        raise InputError(Problem("photos", None, said))
    for file in files:
        if (file.name or "").rpartition(".")[2].lower() not in PICTURES:
            said = Text(
                "这里只收照片（JPEG、PNG、WebP）", "only photos are taken here (JPEG, PNG, WebP)"
            )
            raise InputError(Problem("photos", None, said))
    return tuple(Photo(f.name or "", f.file, f.content_type or "") for f in files)  # type: ignore[arg-type]  # a stream of bytes, however it is kept
