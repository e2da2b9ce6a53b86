"""Programs are told what they need not read, where the map is, and nothing of the desk."""

from fnmatch import fnmatch

import pytest
from django.test import Client

from tests.pages import PAGES

PRIVATE = [
    "/tools/smolvlm-3b/vote",
    "/ballots/smollm3-vs-smolvlm-3b",
    "/tray",
    "/yours",
    "/search/suggestions?q=a",
    "/bookmarks/",
    "/compare/a-vs-b/record",
    "/digest/confirm/token",
    "/digest/you/token/data",
    "/digest/leave/token",
    "/preview/token",
]


@pytest.fixture
def lines(client: Client, settings) -> list[str]:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://tiebreak.example", ["testserver"]
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    return response.content.decode().splitlines()


def is_shut(lines: list[str], path: str) -> bool:
    """Whether a rule names the beginning of `path`, as RFC 9309 has it."""
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    return any(fnmatch(path, f"{rule}*") for rule in rules)


def test_it_is_for_all_programs_and_names_the_map(lines):
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: https://tiebreak.example/sitemap.xml"


def test_pages_feeds_and_pictures_may_be_read(lines):
    public = [path for path, _ in PAGES] + ["/feeds/verdicts", "/static/css/site.css", "/pictures/tools/a.png"]

    assert [path for path in public if is_shut(lines, path)] == []


def test_what_is_one_readers_own_or_only_acts_need_not_be_read(lines):
    assert [path for path in PRIVATE if not is_shut(lines, path)] == []


def test_the_desk_is_not_given_away(lines, settings):
    assert settings.ADMIN_PATH not in "\n".join(lines)
