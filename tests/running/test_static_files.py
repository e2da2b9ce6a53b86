"""Static files travel once: under a name that changes with their content, compressed, and kept for good."""

import gzip
import re
import urllib.request

from tests.site import Site


def stylesheet(site: Site) -> str:
    (path,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', site.get("/about").text)
    return str(path)


def test_stylesheet_has_its_content_in_its_name_and_may_be_kept_for_good(open_site: Site):
    path = stylesheet(open_site)

    answer = open_site.get(path)

    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", path)
    assert (open_site.data_dir / path.removeprefix("/")).read_text() == answer.text
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/css")
    kept = dict(part.strip().partition("=")[::2] for part in answer.headers["Cache-Control"].split(","))
    assert "immutable" in kept
    assert "public" in kept
    assert int(kept["max-age"]) >= 365 * 24 * 3600


def test_stylesheet_is_sent_compressed_to_those_who_can_read_it(open_site: Site):
    path = stylesheet(open_site)
    plain = open_site.get(path)

    asking = urllib.request.Request(open_site.url + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asking, timeout=10) as answer:
        compressed = answer.read()

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(compressed).decode() == plain.text
    assert len(compressed) < len(plain.text)


def test_what_the_stylesheet_and_the_page_name_is_there(open_site: Site):
    page = open_site.get("/about").text
    named = set(re.findall(r'="(/static/[^"]+)"', page))
    assert len(named) >= 2

    for path in named:
        asking = urllib.request.Request(open_site.url + path, method="HEAD")
        with urllib.request.urlopen(asking, timeout=10) as answer:
            assert "immutable" in answer.headers["Cache-Control"], path
