"""Every page names the one address it goes by, however it was asked for."""

import re

import pytest
from django.test import Client

from tests.pages import COMPARISON, PAGES

TRACKED = "utm_source=mail&x=%22%3E%3Cb%3E&page=1"


def canonical(client: Client, path: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]*)">', client.get(path).content.decode())


@pytest.mark.usefixtures("demo")
def test_what_is_tacked_on_to_an_address_changes_nothing(client: Client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://tiebreak.example", ["testserver"]
    for path, _ in PAGES:
        tracked = f"{path}&{TRACKED}" if "?" in path else f"{path}?{TRACKED}"
        (plain,) = canonical(client, path)
        assert canonical(client, tracked) == [plain]
        assert plain == f"https://tiebreak.example{path.partition('?')[0]}" or path.count("-vs-") > 1, path


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("path", "goes_by"),
    [
        ("/compare/mistral-8x22b-v2-vs-smolvlm-3b", COMPARISON),
        ("/compare/smolvlm2-2b-vs-mistral-8x22b-v2", "/compare/mistral-8x22b-v2-vs-smolvlm2-2b"),
    ],
)
def test_both_orders_of_a_comparison_go_by_one(client: Client, path, goes_by):
    assert canonical(client, path) == canonical(client, goes_by) == [f"http://testserver{goes_by}"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", ["/nothing", "/tools/nothing", "/compare/a-vs-b", "/tools/smollm3/vote"])
def test_what_is_not_to_be_found_by_searching_goes_by_none(client: Client, path):
    html = client.get(path).content.decode()

    assert canonical(client, path) == []
    assert '<meta name="robots" content="noindex">' in html
