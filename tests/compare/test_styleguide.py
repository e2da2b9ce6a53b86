"""The style guide shows every part in every state, to those who build the site and nobody else."""

import pytest
from django.test import Client

from compare.styleguide import SHEETS
from tests.pages import get, texts
from tests.site import Site


def test_it_shows_every_part_in_every_state(client: Client):
    """Without the database: this test has none."""
    page = get(client, "/styleguide")

    assert set(texts(page.select(".stamp"))) == {"Ship", "Mixed", "Skip", "Not reviewed yet"}
    assert {mark["class"][0] for mark in page.select(".marks i")} == {"ship", "skip"}
    assert {bar["class"][1] for bar in page.select("svg.bar")} == {"ship", "skip"}
    for part in (
        "details[open]",
        ".error li a",
        "img.logo",
        ".source .mark",
        ".opinion",
        ".figures",
        ".card",
        ".pair.of-2",
        ".pair.of-4",
        ".pages",
        ".field.wrong",
        ".form-error",
    ):
        assert page.select(part), part
    assert [frame["src"] for frame in page.select("iframe")] == [f"/styleguide/{name}" for name in SHEETS]


@pytest.mark.parametrize("name", SHEETS)
def test_every_comparison_of_examples_stands_by_itself(client: Client, name):
    page = get(client, f"/styleguide/{name}")

    assert len(page.select("h1 .name")) in (2, 3, 4)
    assert page.select(".running-head")
    assert page.select(".ledger")


def test_a_comparison_of_examples_may_be_framed_by_the_site_alone(client: Client):
    assert client.get("/styleguide/two-tools").headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/styleguide").headers["X-Frame-Options"] == "DENY"


def test_an_unknown_example_is_not_there(client: Client):
    assert client.get("/styleguide/none").status_code == 404


def test_readers_have_no_style_guide(open_site: Site):
    assert open_site.get("/styleguide").status == 404
    assert open_site.get("/styleguide/two-tools").status == 404
