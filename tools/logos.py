"""Logos that staff upload: small pictures in the formats that every browser shows."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.utils.crypto import salted_hmac
from PIL import Image

if TYPE_CHECKING:
    from tools.models import Tool

MAX_BYTES = 200 * 1024
MAX_PIXELS = 1024
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}


def logo_name(tool: "Tool", filename: str) -> str:
    """The name to store a tool's logo under. It changes with the content, so browsers may keep a logo for good.

    Nobody can work it out from the picture, or whoever has that could ask whether there is a draft about it.
    """
    tool.logo.seek(0)
    digest = salted_hmac("logo", tool.logo.read(), algorithm="sha256").hexdigest()[:16]
    tool.logo.seek(0)
    return f"{tool.slug}-{digest}{PurePath(filename).suffix.lower()}"


def validate_logo(logo: FieldFile) -> None:
    """Raises ValidationError unless `logo` is a PNG, JPEG or WebP picture of bearable size, named as what it is."""
    try:
        size_in_bytes = logo.size
    except FileNotFoundError as error:  # a database restored without its files
        raise ValidationError("The file of this logo is missing. Clear it, or upload it again.") from error
    if size_in_bytes > MAX_BYTES:
        raise ValidationError(f"The file has {size_in_bytes // 1024} KB; a logo may have {MAX_BYTES // 1024} KB.")
    try:
        with Image.open(logo) as picture:
            form, size = picture.format, picture.size
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError("This is not a picture that can be read.") from error
    finally:
        logo.seek(0)
    if form not in SUFFIXES:
        raise ValidationError(f"The picture is {form}; use PNG, JPEG or WebP.")
    if PurePath(logo.name or "").suffix.lower().replace(".jpeg", ".jpg") != SUFFIXES[form]:
        raise ValidationError(f"The picture is {form}, so the file's name should end in {SUFFIXES[form]}.")
    if max(size) > MAX_PIXELS:
        raise ValidationError(f"The picture is {size[0]} x {size[1]} pixels; at most {MAX_PIXELS} each way.")
