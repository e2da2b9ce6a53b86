"""What browsers and phones ask for beside the pages: icons and the web manifest."""

import io
import json
import re

import pytest
from PIL import Image

from tests.site import Site


def picture(site: Site, path: str) -> Image.Image:
    answer = site.get(path)
    assert answer.status == 200, path
    return Image.open(io.BytesIO(answer.body))


@pytest.mark.parametrize(("path", "size"), [("/favicon.ico", (32, 32)), ("/apple-touch-icon.png", (180, 180))])
def test_icons_that_browsers_ask_for_without_being_told(open_site: Site, path, size):
    assert picture(open_site, path).size == size


def test_the_manifest_names_the_site_and_icons_that_are_there(open_site: Site):
    (path,) = re.findall(r'<link rel="manifest" href="([^"]+)">', open_site.get("/about").text)
    answer = open_site.get(path)

    manifest = json.loads(answer.text)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["start_url"]) == ("Tiebreak", "/")
    drawn = {icon["sizes"]: icon["src"] for icon in manifest["icons"]}
    assert open_site.get(drawn.pop("any")).headers["Content-Type"] == "image/svg+xml"
    assert {picture(open_site, src).size for src in drawn.values()} == {(192, 192), (512, 512)}
