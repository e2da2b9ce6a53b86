"""Public pages are made once for everybody and kept for a while, whoever votes meanwhile; ballots are always of now."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.admin.staff import PASSWORD
from tests.kept import rule
from tests.running.processes import shell
from tests.site import Site, site_like
from tests.voting import RealClient, Voter, community, own_vote, page_of, token_in

# Far longer than these tests can take.
PERIOD = "3600"
FURNISH = """
from tests.admin.staff import make_staff
from tests.factories import ToolFactory
ToolFactory.create_batch(30)
make_staff()
"""


@pytest.fixture(scope="module")
def cached_site(pattern: Path) -> Iterator[Site]:
    """The real site with more tools than fit on one page; each test looks at tools of its own."""
    with site_like(pattern) as real:
        shell(real.data_dir, FURNISH)
        real.start(PAGE_CACHE_SECONDS=PERIOD)
        yield real


@pytest.mark.parametrize("path", ["/compare/tool-1-vs-tool-2", "/tools/tool-3"])
def test_a_page_stays_the_same_for_everybody_while_one_of_them_votes(cached_site: Site, path):
    slug = path.rpartition("/")[2].partition("-vs-")[0]
    voter, other = Voter(RealClient(cached_site)), Voter(RealClient(cached_site))
    before = voter.client.get(path)

    answer = voter.vote(slug, "ship")

    assert own_vote(answer, slug) == own_vote(voter.ballots(slug), slug) == "ship"
    assert community(answer) == community(other.ballots(slug)) == "1 of 1 ships"
    assert voter.client.get(path).content == other.client.get(path).content == before.content
    assert "No community votes yet" in page_of(before).text


@pytest.mark.parametrize("path", ["/", "/tools/", "/tools/tool-4", "/compare/tool-4-vs-tool-5", "/about/votes"])
def test_a_page_may_be_kept_by_anybody(cached_site: Site, path):
    for _ in ("made", "kept"):
        answer = cached_site.get(path)
        assert answer.status == 200
        assert int(PERIOD) - 600 < rule(answer)["s-maxage"] <= int(PERIOD)
        assert (rule(answer)["public"], rule(answer)["max-age"]) == (0, 0)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_by_default_a_page_is_kept_for_a_minute(open_site: Site):
    assert 0 < rule(open_site.get("/tools/smolvlm-3b"))["s-maxage"] <= 60


def test_each_query_has_a_page_of_its_own(cached_site: Site):
    first, second = cached_site.get("/tools/"), cached_site.get("/tools/?sort=newest")

    assert first.status == second.status == 200
    assert first.body != second.body
    assert cached_site.get("/tools/").body == first.body
    assert cached_site.get("/tools/?sort=newest").body == second.body
    assert cached_site.get("/tools/?after=x").status == 404


def test_staff_get_the_page_that_everybody_gets(cached_site: Site):
    path, staff = "/tools/tool-6", RealClient(cached_site)
    login = {"csrfmiddlewaretoken": token_in(staff.get("/admin/login/")), "username": "editor", "password": PASSWORD}
    assert staff.post("/admin/login/?next=/admin/", login).status_code == 302
    assert staff.get("/admin/").status_code == 200

    made_for_staff = staff.get(path)

    assert cached_site.get(path).body == made_for_staff.content
    assert staff.get("/tools/tool-7").content == cached_site.get("/tools/tool-7").body


def test_asking_for_the_head_keeps_no_empty_page(cached_site: Site):
    assert cached_site.get("/tools/tool-8", method="HEAD").body == b""
    assert "Tool 8" in cached_site.get("/tools/tool-8").text


def test_a_page_that_was_not_there_is_there_once_it_is_published(cached_site: Site):
    path = "/tools/tool-9"
    shell(cached_site.data_dir, "Tool.objects.filter(slug='tool-9').update(state='draft')")
    missing = cached_site.get(path)

    shell(cached_site.data_dir, "Tool.objects.filter(slug='tool-9').update(state='published')")

    assert missing.status == 404
    assert "max-age" not in missing.headers.get("Cache-Control", "")
    assert cached_site.get(path).status == 200


def test_what_the_picker_complains_of_is_not_kept(cached_site: Site):
    path = "/compare/?first=tool-10&second=no-such-tool"

    assert cached_site.get(path).status == 422
    shell(cached_site.data_dir, "Tool.objects.filter(slug='tool-11').update(slug='no-such-tool')")

    assert cached_site.get(path).status == 302


def test_a_new_start_begins_with_new_pages(cached_site: Site):
    path = "/tools/tool-12"
    before = cached_site.get(path)
    Voter(RealClient(cached_site)).vote("tool-12", "ship")
    assert cached_site.get(path).body == before.body

    cached_site.stop()
    cached_site.start(PAGE_CACHE_SECONDS=PERIOD)

    assert "1 of 1 ships" in cached_site.get(path).text
