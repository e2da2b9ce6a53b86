"""Logos: small pictures in the formats that every browser shows, under names that change with them."""

import io
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from tests.core.refusals import complaints
from tests.factories import CategoryFactory, ToolFactory
from tools.logos import MAX_BYTES, MAX_PIXELS, validate_logo

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """A folder for uploads that goes with the test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(form: str = "PNG", size: tuple[int, int] = (64, 64), colour: str = "navy", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


def with_logo(content: bytes, name: str = "logo.png"):
    return ToolFactory.build(slug="smol", logo=SimpleUploadedFile(name, content), category=CategoryFactory())


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("PNG", "logo.png"),
        ("PNG", "LOGO.PNG"),
        ("JPEG", "logo.jpg"),
        ("JPEG", "logo.jpeg"),
        ("JPEG", "logo.JPG"),
        ("WEBP", "logo.webp"),
    ],
)
def test_a_small_picture_named_as_what_it_is_is_a_logo(media, form, name):
    tool = with_logo(picture(form), name)

    tool.full_clean()
    tool.save()

    assert (media / tool.logo.name).read_bytes() == picture(form)


def test_a_logo_may_have_the_largest_size_that_is_allowed():
    with_logo(picture(size=(MAX_PIXELS, MAX_PIXELS))).full_clean()
    padded = picture() + bytes(MAX_BYTES - len(picture()))
    with_logo(padded).full_clean()


@pytest.mark.parametrize("size", [(MAX_PIXELS + 1, 8), (8, MAX_PIXELS + 1), (3000, 2000)])
def test_a_picture_with_too_many_pixels_is_refused(size):
    assert complaints(with_logo(picture(size=size)))["logo"] == [
        f"The picture is {size[0]} x {size[1]} pixels; at most 1024 each way."
    ]


def test_a_file_of_too_many_bytes_is_refused():
    content = picture() + bytes(MAX_BYTES)

    assert complaints(with_logo(content))["logo"] == ["The file has 200 KB; a logo may have 200 KB."]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"This is text.", "logo.png"),
        (b"", "logo.png"),
        (SVG, "logo.png"),
        (SVG, "logo.svg"),
        (b"<html><script>alert(1)</script></html>", "logo.jpg"),
        (picture()[:20], "logo.png"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "logo.png"),
    ],
    ids=["text", "nothing", "svg called png", "svg", "html", "cut off", "only a png's beginning"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(content, name):
    assert complaints(with_logo(content, name))["logo"] == ["This is not a picture that can be read."]


@pytest.mark.parametrize(("form", "name"), [("GIF", "logo.gif"), ("BMP", "logo.bmp"), ("TIFF", "logo.png")])
def test_a_picture_in_another_format_is_refused(form, name):
    assert complaints(with_logo(picture(form), name))["logo"] == [f"The picture is {form}; use PNG, JPEG or WebP."]


@pytest.mark.parametrize(
    ("form", "name", "suffix"),
    [
        ("PNG", "logo.jpg", ".png"),
        ("PNG", "logo.svg", ".png"),
        ("PNG", "logo", ".png"),
        ("PNG", "logo.png.html", ".png"),
        ("JPEG", "logo.png", ".jpg"),
        ("WEBP", "logo.png", ".webp"),
    ],
)
def test_a_picture_under_a_wrong_name_is_refused(form, name, suffix):
    assert complaints(with_logo(picture(form), name))["logo"] == [
        f"The picture is {form}, so the file's name should end in {suffix}."
    ]


def test_a_picture_that_would_fill_the_memory_is_refused():
    bomb = PngImagePlugin.PngInfo()
    bomb.add(b"zTXt", b"note\0\0" + zlib.compress(bytes(2 * PngImagePlugin.MAX_TEXT_CHUNK)))

    assert complaints(with_logo(picture(pnginfo=bomb)))["logo"] == ["This is not a picture that can be read."]


def test_a_logo_is_stored_under_a_name_that_changes_with_its_content(media):
    tool = with_logo(picture(colour="navy"), "My Logo.PNG")
    tool.save()
    first = tool.logo.name

    tool.logo = SimpleUploadedFile("My Logo.PNG", picture(colour="teal"))
    tool.save()

    assert first.startswith("smol-")
    assert tool.logo.name.startswith("smol-")
    assert first.endswith(".png")
    assert tool.logo.name != first
    assert (media / tool.logo.name).read_bytes() == picture(colour="teal")
    assert (media / first).read_bytes() == picture(colour="navy")


def test_the_same_logo_has_the_same_name_again(media):
    tool = with_logo(picture())
    tool.save()
    first = tool.logo.name
    (media / first).unlink()

    tool.logo = SimpleUploadedFile("other.png", picture())
    tool.save()

    assert tool.logo.name == first


def test_checking_a_logo_leaves_it_to_be_read_from_the_start():
    tool = with_logo(picture())

    validate_logo(tool.logo)

    assert tool.logo.read() == picture()


def test_a_tool_needs_no_logo():
    ToolFactory.build(category=CategoryFactory()).full_clean()
