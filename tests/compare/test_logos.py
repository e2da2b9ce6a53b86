"""Logos that staff uploaded."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from tests.factories import ToolFactory
from tools.models import Tool


@pytest.fixture
def picture(settings, tmp_path) -> ContentFile:
    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Image.new("RGB", (64, 64), "navy").save(data, "PNG")
    return ContentFile(data.getvalue(), "logo.png")


def test_a_logo_is_shown_and_may_be_kept_for_good(client: Client, db, picture: ContentFile):
    tool = ToolFactory(name="A", slug="a", logo=picture)

    html = client.get("/tools/a").content.decode()
    response = client.get(tool.logo.url)

    assert f'<img class="logo" src="{tool.logo.url}" alt="" width="48" height="48"' in html
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_a_logo_is_not_compressed_once_more(client: Client, db, picture: ContentFile):
    tool = ToolFactory(logo=picture)

    response = client.get(tool.logo.url, headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in response.headers
    assert len(b"".join(response.streaming_content)) == int(response.headers["Content-Length"])


@pytest.mark.parametrize("name", ["../secret_key", "..%2Fsecret_key", "secret_key", "x.svg", "a.png%00", "A.PNG"])
def test_nothing_else_is_served_from_there(client: Client, db, picture: ContentFile, settings, name):
    (settings.MEDIA_ROOT / "secret_key").write_text("secret")
    (settings.MEDIA_ROOT / "x.svg").write_text("<svg/>")

    assert client.get(f"/logos/{name}").status_code == 404


def test_the_same_logo_uploaded_again_is_shown_again(client: Client, db, picture: ContentFile):
    tool = ToolFactory(name="A", slug="a", logo=picture)
    tool.logo = ""
    tool.save()
    picture.seek(0)
    tool.logo = picture
    tool.save()

    response = client.get(tool.logo.url)
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_a_tool_whose_logo_file_is_gone_says_so_to_staff(db, picture: ContentFile):
    tool = ToolFactory(name="A", slug="a", logo=picture)
    tool.logo.storage.delete(tool.logo.name)

    with pytest.raises(ValidationError, match="Clear it, or upload it again"):
        Tool.objects.get(pk=tool.pk).full_clean()
