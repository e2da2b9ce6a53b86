"""The picture under a link to a page elsewhere: what it shows, in every script, and how it is kept."""

from io import BytesIO

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from compare.panels import build_comparison, build_sides
from compare.pictures.canvas import Canvas, Placed
from compare.pictures.content import Picture, picture_of_comparison, picture_of_tool
from compare.pictures.fitting import Type, fit
from compare.pictures.letters import DISPLAY, FONTS, TEXT, drawable, shape
from compare.pictures.scoresheet import draw
from core.models import State
from reviews.selectors import with_awaited
from tests.factories import ComparisonFactory, ReviewerFactory, ReviewFactory, ToolFactory, VoteFactory
from tools.models import Tool

pytestmark = pytest.mark.django_db
WORDS = "Retrieval Augmented Conversational Intelligence Platform with Extended Memory for Regulated Firms"
NAMES = {
    "words": WORDS,
    "unbroken": "Supercalifragilistic" * 6,
    "wide": "W" * 120,
    "Arabic": "برنامج المساعدة في كتابة الشيفرات البرمجية بالذكاء الاصطناعي (Pro 2)",
    "unbroken Arabic": "مساعد" * 24,
    "Hebrew": "עוזר כתיבה חכם Pro 2.5",
    "Chinese": "人工智能写作助手" * 15,
    "Japanese": "「翻訳」アシスタント、プロ版",
    "Korean": "한국어 번역 도우미",
    "Devanagari": "हिन्दी अनुवादक क्षेत्र विशेषज्ञ",
    "Thai": "ผู้ช่วยเขียนโค้ดอัจฉริยะสำหรับนักพัฒนา",
    "Greek": "Ελληνικός Βοηθός",
    "Cyrillic": "Кодовый помощник «Ёж»",
    "Vietnamese": "Trợ lý lập trình Nguyễn",
    "emoji": "🤗 Transformers 👩‍💻👍🏽 ★ №5™",
    "marks": "Z" + "\u0334\u0321\u0322\u031b\u0317\u0318\u0319" * 9 + "algo",
    "controls": "A\u0000b\u0007\u202e\u2066c\ufeffd\u00ade",
    "in no font": "\U00012000\ue000\U0010fffd",
}


@pytest.fixture(autouse=True)
def own_cache(settings) -> None:
    settings.CACHES = settings.CACHES | {"pictures": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["pictures"].clear()


@pytest.fixture
def panel() -> None:
    """Four tools: one all ship, one that is mixed, one that skips, one without a review."""
    reviewers = ReviewerFactory.create_batch(4)
    for slug, ships in {"a": 4, "b": 2, "c": 1}.items():
        tool = ToolFactory(name=slug.upper(), slug=slug, entry_amount=0)
        for place, reviewer in enumerate(reviewers):
            ReviewFactory(tool=tool, reviewer=reviewer, verdict="ship" if place < ships else "skip", score=70)
    ToolFactory(name="D", slug="d")
    for choice in ("ship", "ship", "ship", "skip", "skip"):
        VoteFactory(tool=Tool.objects.get(slug="a"), choice=choice)


def picture(slugs: str, name: str = "", qualifier: str = "") -> Picture:
    """The picture of these tools, all of them under another name if one is given."""
    tools = list(with_awaited(Tool.objects.titled().filter(slug__in=slugs)).order_by("slug"))
    for tool in tools if name else []:
        tool.name, tool.qualifier, tool.title = name, qualifier, f"{name} ({qualifier})"
    return picture_of_tool(*build_sides(tools)) if len(tools) == 1 else picture_of_comparison(build_comparison(tools))


def words(canvas: Canvas) -> list[str]:
    return [placed.text for placed in canvas.placed if placed.glyphs]


def overlap(one: Placed, other: Placed) -> bool:
    across = one.ink.left < other.ink.right and other.ink.left < one.ink.right
    return across and one.ink.top < other.ink.bottom and other.ink.top < one.ink.bottom


def check(canvas: Canvas) -> None:
    """No box for a missing letter, nothing outside of its frame or the paper, and nothing on top of something else.

    Edges are smoothed over one pixel beyond a letter.
    """
    for place, placed in enumerate(canvas.placed):
        assert all(glyph.number for glyph in placed.glyphs), placed.text
        left, top, right, bottom = placed.frame
        assert max(left - 1, 0) <= placed.ink.left < placed.ink.right <= min(right + 1, 1200), placed
        assert max(top - 1, 0) <= placed.ink.top < placed.ink.bottom <= min(bottom + 1, 630), placed
        assert not [other.text for other in canvas.placed[place + 1 :] if overlap(placed, other)], placed.text


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_every_name_is_drawn_in_letters_that_there_are_and_in_its_place(panel: None, name):
    for slugs in ("a", "ab", "abcd"):
        canvas = draw(picture(slugs, name, "for companies that are closely regulated, since 2026"))

        check(canvas)
        assert any(text[0] == (drawable(name) or slugs)[0] for text in words(canvas))


def test_what_no_font_has_is_left_out_and_a_name_of_nothing_else_is_told_by_its_slug(panel: None):
    assert drawable("Tool \U00012000 2\u0000 \u202ex") == "Tool 2 x"
    assert [column.name for column in picture("ab", "\U00012000").columns] == ["a", "b"]


def test_arabic_letters_join_and_hebrew_runs_from_right_to_left_within_latin():
    seen, lam = "\u0633", "\u0644"
    alef, bet = (shape(letter, DISPLAY).glyphs[0].number for letter in "\u05d0\u05d1")

    apart = {shape(letter, DISPLAY).glyphs[0].number for letter in (seen, lam)}
    joined = {glyph.number for glyph in shape(seen + lam, DISPLAY, from_right=True).glyphs}
    assert joined.isdisjoint(apart)

    mixed = shape("Pro \u05d0\u05d1 X", DISPLAY).glyphs
    assert [glyph.number for glyph in mixed if "hebrew" in glyph.font] == [bet, alef]
    assert [glyph.x for glyph in mixed] == sorted(glyph.x for glyph in mixed)


def test_long_text_shrinks_before_it_wraps_and_wraps_before_it_is_cut():
    def fitted(text: str) -> tuple[int, list[str]]:
        block = fit(text, Type(DISPLAY, (40, 34, 28, 22)), width=300, height=90)
        return block.size, [line.text for line in block.lines]

    assert fitted("Mistral Small") == (40, ["Mistral Small"])
    assert fitted("Mistral Small 3.1") == (28, ["Mistral Small 3.1"])
    assert fitted("Mistral 8x24B Mixture of Experts") == (28, ["Mistral 8x24B", "Mixture of Experts"])
    size, lines = fitted("Mistral 8x24B Mixture of Experts " * 5)
    assert size == 22
    assert len(lines) == 3
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("slugs", "stamps", "percents"),
    [
        ("a", ["SHIP"], ["100%"]),
        ("ab", ["SHIP", "MIXED"], ["100%", "50%"]),
        ("abcd", ["SHIP", "MIXED", "SKIP", "Not reviewed yet"], ["100%", "50%", "25%", "–"]),
    ],
)
def test_a_picture_says_what_the_page_says(panel: None, slugs, stamps, percents):
    canvas = draw(picture(slugs))

    found = words(canvas)
    assert [word for word in found if word in stamps] == stamps
    assert [word for word in found if word in percents][: len(percents)] == percents
    assert [placed.text for placed in canvas.placed if not placed.glyphs][:4] == ["ship"] * 4
    assert {"Tiebreak", "Panel ship", "Entry", "Free", "Community"} <= set(found)
    if len(slugs) > 1:
        assert {"The answer", picture(slugs).headline} <= set(found)


def test_it_is_a_small_png_of_the_size_that_previews_take(client: Client, panel: None):
    response = client.get("/pictures/compare/a-vs-b-vs-c-vs-d.png")

    shown = Image.open(BytesIO(response.content))
    assert response.headers["Content-Type"] == "image/png"
    assert (shown.format, shown.size) == ("PNG", (1200, 630))
    assert shown.convert("RGB").getpixel((3, 3)) == (0xF7, 0xF4, 0xEC)
    assert len(response.content) < 100_000
    assert Image.open(BytesIO(client.get("/pictures/site.png").content)).size == (1200, 630)


def test_it_may_be_kept_for_good_at_the_address_with_its_key_and_as_pages_are_at_others(client: Client, panel: None):
    kept = picture("a")

    with_key = client.get(kept.path, {"v": kept.key})
    without, other = client.get(kept.path), client.get(kept.path, {"v": "0\u0000"})

    assert with_key.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert without.headers["Cache-Control"] == other.headers["Cache-Control"] == "public, max-age=0, s-maxage=0"
    assert with_key.headers["ETag"] == without.headers["ETag"]
    assert "Content-Encoding" not in client.get(kept.path, headers={"accept-encoding": "br, gzip"}).headers


def test_it_is_drawn_once_and_not_sent_to_whoever_has_it(client: Client, panel: None):
    kept = picture("a")

    first = client.get(kept.path)
    known = client.get(kept.path, headers={"if-none-match": first.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["ETag"] == first.headers["ETag"]

    assert caches["pictures"].get(kept.key) == first.content
    caches["pictures"].set(kept.key, b"as it was")
    assert client.get(kept.path).content == b"as it was"


def test_the_key_changes_with_what_is_shown_and_with_nothing_else(panel: None):
    before = picture("ab").key

    Tool.objects.filter(slug="a").update(description="Not on the picture.")
    assert picture("ab").key == before
    VoteFactory.create_batch(5, tool=Tool.objects.get(slug="b"))
    voted = picture("ab").key
    assert voted != before
    ReviewFactory(tool=Tool.objects.get(slug="a"), state=State.DRAFT)
    assert picture("ab").key == voted


def test_every_order_leads_to_the_canonical_picture(client: Client, panel: None):
    response = client.get("/pictures/compare/b-vs-a.png?v=x")
    assert (response.status_code, response.headers["Location"]) == (302, "/pictures/compare/a-vs-b.png?v=x")

    ComparisonFactory(first=Tool.objects.get(slug="b"), second=Tool.objects.get(slug="a"), featured=True)
    assert client.get("/pictures/compare/a-vs-b.png").headers["Location"] == "/pictures/compare/b-vs-a.png"
    assert client.get("/pictures/compare/b-vs-a.png").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "compare/a.png", "compare/a-vs-a.png", "compare/a-vs-x.png", "compare/a-vs-b-vs-c-vs-d-vs-e.png",
        "compare/a-vs-draft.png", "compare/A-vs-b.png", "compare/a-vs-.png", "compare/%00-vs-%ff.png",
        "tools/x.png", "tools/draft.png", "tools/%00.png", "tools/" + "a" * 5_000 + ".png",
    ],
)  # fmt: skip
def test_there_is_no_picture_of_what_is_not_there(client: Client, panel: None, path):
    ToolFactory(slug="draft", state=State.DRAFT)

    assert client.get(f"/pictures/{path}").status_code == 404


def test_a_picture_costs_the_same_few_queries_whatever_is_on_it(client: Client, panel: None):
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    assert queries("/pictures/compare/a-vs-b.png") == queries("/pictures/compare/a-vs-b-vs-c-vs-d.png") <= 5
    assert queries("/pictures/tools/a.png") <= 4
    assert queries("/pictures/site.png") == 0


def test_every_font_has_its_licence_beside_it():
    for font in FONTS.glob("*.ttf"):
        assert any(font.name.startswith(licence.name.removesuffix("-LICENSE.txt")) for licence in FONTS.glob("*.txt"))
    assert {font.stem for font in FONTS.glob("*.ttf")} == {*DISPLAY, *TEXT}
