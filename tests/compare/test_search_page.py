"""The page of what was found."""

from datetime import timedelta

from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.models import State
from tests.factories import ComparisonFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get, texts


def test_tools_comparisons_and_reviews_are_found_and_counted(client: Client, db):
    lute, harp = ToolFactory(name="Lute"), ToolFactory(name="Harp")
    ReviewFactory(tool=harp, body="It is no *lute*, and **never** was.", reviewer=ReviewerFactory(name="Builder"))
    ComparisonFactory(first=harp, second=lute)

    page = get(client, "/search?q=lute")

    assert texts(page.select("main h2")) == ["Tools", "Comparisons", "Reviews"]
    assert texts(page.select("main .weighs")) == ["For “lute”, best first: 1 tool, 1 comparison and 1 review."]
    assert texts(page.select(".shelf-list h3")) == ["Lute"]
    assert texts(page.select(".pair h3")) == ["Harp vs Lute"]
    assert texts(page.select(".found-review h3")) == ["Builder on Harp"]
    assert texts(page.select(".found-review mark")) == ["lute"]
    assert texts(page.select(".excerpt")) == ["It is no lute, and never was."]


def test_a_comparison_is_found_by_its_summary(client: Client, db):
    ComparisonFactory(summary="Both of them are oboes.")

    assert texts(get(client, "/search?q=oboe").select(".pair .summary")) == ["Both of them are oboes."]


def test_of_long_prose_the_stretch_that_fits_is_shown(client: Client, db):
    ReviewFactory(body=f"{'before ' * 100} lutes {'after ' * 100}")

    (excerpt,) = texts(get(client, "/search?q=lute").select(".excerpt"))

    assert excerpt.startswith("… before ")
    assert "before lutes after" in excerpt
    assert excerpt.endswith(" after …")
    assert len(excerpt) < 250


def test_prose_is_shown_as_text(client: Client, db):
    ReviewFactory(body="A <b>lute</b> & \x02an oboe\x03 <script>alert(1)</script>.")

    page = get(client, "/search?q=lute")

    (excerpt,) = page.select(".excerpt")
    assert excerpt.text == "A <b>lute</b> & an oboe <script>alert(1)</script>."
    assert not excerpt.select("b, script")


def test_only_what_readers_may_see_is_found(client: Client, db):
    later = timezone.now() + timedelta(days=1)
    draft = ToolFactory(name="Lute draft", state=State.DRAFT, published_at=None)
    ToolFactory(name="Lute to come", published_at=later)
    ReviewFactory(tool=draft, body="A lute.")
    ReviewFactory(body="A lute.", published_at=later)
    ReviewFactory(body="A lute.", state=State.WITHDRAWN)
    ComparisonFactory(first=draft, summary="Lutes.")

    page = get(client, "/search?q=lute")

    assert texts(page.select("main h2")) == []
    assert texts(page.select("main .weighs")) == ["Nothing here fits “lute”."]
    assert [link["href"] for link in page.select("main a")] == ["/tools/", "/compare/"]


def test_names_that_are_only_near_are_called_so(client: Client, db):
    ToolFactory(name="Harpsichord")

    page = get(client, "/search?q=harpischord")

    assert texts(page.select("main .weighs")) == ["Nothing is called “harpischord”. Near it: 1 tool."]


def test_names_that_are_not_clear_are_asked_about(client: Client, db):
    for name in ("Lute One", "Lute Two", "Harp"):
        ToolFactory(name=name)

    page = get(client, "/search?q=lute+vs+harp")

    assert texts(page.select("main h2")) == ["“lute”", "“harp”"]
    assert [link["href"] for link in page.select(".suggestions a")] == [
        "/compare/lute-one-vs-harp",
        "/compare/lute-two-vs-harp",
    ]


def test_several_names_that_are_not_clear_lead_to_the_picker(client: Client, db):
    for name in ("Lute One", "Lute Two"):
        ToolFactory(name=name)

    page = get(client, "/search?q=lute+vs+xyzzy")

    assert page.select_one(".suggestions a")["href"] == "/compare/?first=Lute+One&second=xyzzy"
    assert "No tool here has a name like this." in texts(page.select("section p"))[1]


def test_five_names_are_too_many_for_a_comparison(client: Client, db):
    for name in "ABCDE":
        ToolFactory(name=f"Lute{name}")

    response = client.get("/search", {"q": "lutea vs luteb vs lutec vs luted vs lutee"})

    assert response.status_code == 422
    html = response.content.decode()
    assert "A comparison takes up to four tools, and this names 5." in html
    assert 'href="/compare/lutea-vs-luteb-vs-lutec-vs-luted"' in html


def test_the_box_keeps_what_was_typed(client: Client, db):
    page = get(client, '/search?q=%20a"b%20<i>')

    assert [field["value"] for field in page.select("input[name=q]")] == ['a"b <i>']
    assert page.title.text == 'a"b <i>: search · Tiebreak'


def test_no_search_engine_lists_what_was_found(client: Client, db):
    page = get(client, "/search?q=lute")

    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one("link[rel=canonical]")["href"] == "http://testserver/search"


def test_what_was_found_takes_the_place_of_no_page(client: Client, db, kept_pages: None, django_assert_num_queries):
    found = client.get("/search?q=lute")

    assert "public" in found.headers["Cache-Control"]
    caches["at hand"].clear()
    caches["default"].clear()
    with django_assert_num_queries(0):
        assert client.get("/search?q=lute").content == found.content


def test_bytes_that_are_no_text_are_a_question_like_any_other(client: Client, db):
    assert client.get("/search?q=%ff%fe%00&q=%c3%28").status_code == 422
    assert client.get("/search?q=lute%ff").status_code == 200


def test_queries(client: Client, demo: None, django_assert_max_num_queries: DjangoAssertNumQueries):
    with django_assert_max_num_queries(6):
        client.get("/search?q=edge+device")
    with django_assert_max_num_queries(4):
        client.get("/search?q=smollm3+vs+mistral")


def test_a_review_that_shows_nothing_is_found_by_its_address_without_an_excerpt(client: Client, db):
    ReviewFactory(body="[](http://cursor.example)")

    assert client.get("/search?q=cursor.example").status_code == 200
