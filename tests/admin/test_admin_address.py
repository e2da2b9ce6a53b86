"""The desk is where the host wants it, and readers are not told where that is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver

from compare.environment import TAKEN_PATHS
from tests.pages import PAGES
from tests.site import Site, site_like


@pytest.fixture(scope="module")
def moved_site(pattern: Path) -> Iterator[Site]:
    """The real site, with its desk elsewhere."""
    with site_like(pattern) as real:
        real.start(ADMIN_PATH="/back-stage/Desk7/")
        yield real


def test_the_desk_is_where_the_setting_says(moved_site: Site):
    answer = moved_site.get("/back-stage/Desk7/")

    assert answer.status == 302
    assert answer.headers["Location"] == "/back-stage/Desk7/login/?next=/back-stage/Desk7/"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Sign in" in moved_site.get("/back-stage/Desk7/login/").text
    assert moved_site.get("/admin/").status == 404
    assert moved_site.get("/admin/login/").status == 404


def test_the_start_says_where_it_is(moved_site: Site):
    assert f"{moved_site.url}/back-stage/Desk7/\n" in moved_site.output


@pytest.mark.parametrize("path", [*(path for path, _ in PAGES), "/nowhere", "/tools/nowhere", "/tools/smolvlm-3b/vote"])
def test_no_page_for_readers_tells_where_it_is(moved_site: Site, path):
    answer = moved_site.get(path)

    assert "back-stage" not in answer.text
    assert "back-stage" not in str(answer.headers)


def test_every_address_of_the_sites_own_is_known_as_taken():
    routes = {str(one.pattern).partition("/")[0] for one in get_resolver().url_patterns}
    # What has a dot in it cannot be asked for.
    own = {route for route in routes if re.fullmatch(r"[\w-]+", route)} - {"admin"}

    assert {"tools", "compare"} <= own
    assert own <= set(TAKEN_PATHS)
