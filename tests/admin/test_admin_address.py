"""The desk is where the host wants it, and readers are not told where that is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver

from compare.environment import TAKEN_PATHS
from tests.pages import PAGES
from tests.running.processes import refusal
from tests.site import Site, manage, site_like


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


@pytest.mark.parametrize(
    "path", ["back stage", "/", "a//b", "a/../b", "ädmin", "admin?x", "admin.html", "a/<b>", "http://x", "-/_"]
)
def test_what_is_no_address_is_refused(data_dir: Path, path: str):
    line = refusal(manage(data_dir, "help", "serve", ADMIN_PATH=path))

    assert f"ADMIN_PATH is {path!r}" in line
    assert "letters, digits and hyphens" in line


@pytest.mark.parametrize("path", ["tools", "Compare", "about/desk", "static/desk"])
def test_an_address_of_the_sites_own_is_refused(data_dir: Path, path: str):
    line = refusal(manage(data_dir, "help", "serve", ADMIN_PATH=path))

    assert f"ADMIN_PATH is {path!r}, where the site has its own pages" in line


def test_every_address_of_the_sites_own_is_known_as_taken():
    routes = {str(one.pattern).partition("/")[0] for one in get_resolver().url_patterns}
    # What has a dot in it cannot be asked for.
    own = {route for route in routes if re.fullmatch(r"[\w-]+", route)} - {"admin"}

    assert {"tools", "compare"} <= own
    assert own <= set(TAKEN_PATHS)


@pytest.mark.parametrize(
    ("setting", "value", "way_on"),
    [
        ("STAFF_SECOND_FACTOR", "always", "one of optional, required"),
        ("SIGN_IN_FAILURES", "0", "a whole number from 1 on"),
    ],
)
def test_settings_of_signing_in_that_make_no_sense(data_dir: Path, setting, value, way_on):
    line = refusal(manage(data_dir, "help", "serve", **{setting: value}))

    assert f"{setting} is {value!r}" in line
    assert way_on in line
