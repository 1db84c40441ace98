"""Images are decoded and encoded anew: what is kept is pixels, no position, no trailing bytes."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from jifang.foundation.documents.rebuild.refusal import Rebuilt, Refusal

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
SAVED: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 90, "optimize": True},
    "png": {"optimize": False},
    "webp": {"quality": 90, "method": 4},
}


def rebuild_image(code: str, content: bytes) -> Rebuilt:
    """An image of one of our types, encoded anew. Raises `Refusal`."""
    name = FORMATS[code]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[name]) as image:
            check_size(image)
            image.load()
            clean = clean_image(image, code)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal("pixels", f"> {MOST_PIXELS}") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refusal("broken", type(error).__name__) from None
    out = io.BytesIO()
    clean.save(out, name, **SAVED[code])
    return Rebuilt(out.getvalue(), 1)


def check_size(image: Image.Image) -> None:
    """Refuse what is too large, before a pixel is decoded, and what moves."""
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refusal("pixels", f"{width} × {height}")
    # A phone's JPEG may hold further views (MPO): the first is the picture. The others move.
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise Refusal("frames")


def clean_image(image: Image.Image, code: str) -> Image.Image:
    """The pixels alone, turned as the camera said, in sRGB."""
    turned = ImageOps.exif_transpose(image)
    coloured = convert_colours(turned, turned.info.get("icc_profile"))
    has_alpha = "A" in coloured.getbands() or "transparency" in coloured.info
    wanted = "RGBA" if has_alpha and code != "jpeg" else "RGB"
    if coloured.mode not in ("1", "L", wanted):
        coloured = coloured.convert(wanted)
    if code != "png" and coloured.mode == "1":
        coloured = coloured.convert("L")
    bare = Image.new(coloured.mode, coloured.size)
    bare.paste(coloured)
    return bare


def convert_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB, so that colours stay without their profile; a profile nobody can read is ignored."""
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return made or image
