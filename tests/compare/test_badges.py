"""Badges: small pictures with a verdict, for pages of other sites."""

import unicodedata
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from compare.panels import build_comparison
from compare.quoting.lettering import printable, shortened, width_of
from core.models import Choice, State
from reviews.selectors import with_awaited
from tests.factories import ComparisonFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get
from tools.models import Tool

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft 3.1"
HOSTILE = [
    LONG,
    "Tool \x01\x08\x1f\ufffe\u202e",
    """"><script>alert('1')</script> & ]]> {{ x }}""",
    "نموذج اللغة العربية الكبير للمحادثة والكتابة والترجمة الفورية",
    "通义千问大语言模型超长名称测试版本号二点五",
    "👩🏽\u200d💻👩🏽\u200d💻",
    "e" + "\u0301" * 100,
]
NAMESPACE = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def tools(db):
    return {name: ToolFactory(name=f"Tool {name.upper()}", slug=name) for name in ("a", "b", "c", "d")}


def reviewed(tool: Tool, verdicts: str) -> None:
    """Reviews of the tool, one for each letter: `s` for ship and `k` for skip."""
    for place, letter in enumerate(verdicts):
        reviewer = ReviewerFactory(name=f"Reviewer {place}", slug=f"reviewer-{place}", position=place)
        ReviewFactory(tool=tool, reviewer=reviewer, verdict=Choice.SHIP if letter == "s" else Choice.SKIP)


def drawn(client: Client, path: str, *, status: int = 200) -> ElementTree.Element:
    """The badge at `path`, read as strictly as browsers read SVG."""
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "image/svg+xml")
    return ElementTree.fromstring(response.content)


def words(badge: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in badge.iter(f"{NAMESPACE}text")]


@pytest.mark.parametrize(
    ("verdicts", "label"),
    [
        ("sssk", "Ship · 3 ship / 1 skip"),
        ("sk", "Mixed · 1 ship / 1 skip"),
        ("kk", "Skip · 0 ship / 2 skip"),
        ("", "Not reviewed yet"),
    ],
)
def test_it_says_the_verdict_as_every_page_does(client: Client, tools, verdicts, label):
    reviewed(tools["a"], verdicts)

    badge = drawn(client, "/badges/tools/a.svg")

    assert words(badge) == ["Tiebreak", "Tool A", label]
    assert badge.findtext(f"{NAMESPACE}title") == f"Tool A: {label}"
    assert badge.findtext(f"{NAMESPACE}desc")
    assert badge.get("role") == "img"
    assert label in get(client, "/tools/a").text
    assert label in get(client, "/cards/tools/a").text


@pytest.mark.parametrize("names", ["ab", "abc", "abcd"])
def test_of_a_comparison_it_names_all_and_says_who_is_ahead(client: Client, tools, names):
    reviewed(tools["a"], "ss")
    for name in names[1:]:
        reviewed(tools[name], "kk")
    asked = with_awaited(Tool.objects.titled().select_related("category").filter(slug__in=names))
    answer = build_comparison(asked).answer

    badge = drawn(client, f"/badges/compare/{'-vs-'.join(names)}.svg")

    titles = [f"Tool {name.upper()}" for name in names]
    assert words(badge) == ["Tiebreak", *titles, *["vs"] * (len(names) - 1), answer.headline]
    assert "Tool A" in answer.headline
    assert badge.findtext(f"{NAMESPACE}title") == f"{' vs '.join(titles)}: {answer.headline}"
    assert badge.findtext(f"{NAMESPACE}desc") == answer.reason


def test_too_close_to_call(client: Client, tools):
    assert words(drawn(client, "/badges/compare/a-vs-b.svg"))[-1] == "Too close to call."


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_it_or_runs_over(client: Client, tools, name):
    ToolFactory(name=name, slug="odd")

    for path in ("/badges/tools/odd.svg", "/badges/compare/a-vs-odd.svg", "/badges/compare/a-vs-b-vs-c-vs-odd.svg"):
        badge = drawn(client, path)
        width = int(badge.get("width"))
        assert width <= 640
        for text in badge.iter(f"{NAMESPACE}text"):
            assert int(text.get("x")) + int(text.get("textLength")) < width
        assert {part.tag.removeprefix(NAMESPACE) for part in badge.iter()} == {
            "svg", "title", "desc", "rect", "g", "text",
        }  # fmt: skip


def test_it_is_complete_in_itself(client: Client, tools):
    for path in ("/badges/tools/a.svg", "/badges/compare/a-vs-b.svg"):
        told = client.get(path).content.decode().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http" not in told
        assert "url(" not in told
        assert "href" not in told
        assert "style" not in told


def test_where_there_is_none_a_picture_says_so(client: Client, tools):
    ToolFactory(name="Draft", slug="draft", state=State.DRAFT, published_at=None)
    ToolFactory(name="Withdrawn", slug="withdrawn", state=State.WITHDRAWN)

    for path in (
        "tools/none", "tools/draft", "tools/withdrawn", "tools/a b", "compare/a-vs-draft", "compare/-vs-",
        "compare/a-vs-b-vs-c-vs-d-vs-e",
    ):  # fmt: skip
        badge = drawn(client, f"/badges/{path}.svg", status=404)
        assert words(badge) == ["Tiebreak", "Not found"]


@pytest.mark.parametrize("kind", ["badges/{}.svg", "cards/{}", "{}/quote"])
@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("tools/A", "tools/a"),
        ("tools/formerly", "tools/a"),
        ("compare/b-vs-a", "compare/a-vs-b"),
        ("compare/A-vs-B", "compare/a-vs-b"),
        ("compare/a-vs-a", "tools/a"),
        ("compare/a", "tools/a"),
        ("compare/formerly-vs-b", "compare/a-vs-b"),
        ("compare/formerly-vs-a", "tools/a"),
        ("compare/c-vs-d", "compare/d-vs-c"),
        ("tools/a-vs-b", "compare/a-vs-b"),
    ],
)
def test_every_other_address_leads_to_the_one(client: Client, tools, kind, asked, target):
    tools["a"].slug = "formerly"
    tools["a"].save()
    tools["a"].slug = "a"
    tools["a"].save()
    ComparisonFactory(first=tools["d"], second=tools["c"], featured=True)

    response = client.get(f"/{kind.format(asked)}?theme=dark", follow=True)

    # For a while only: which order is canonical may change.
    assert {status for _, status in response.redirect_chain} == {302}
    assert response.redirect_chain[-1][0] == f"/{kind.format(target)}?theme=dark"
    assert response.status_code == 200


def test_caches_may_keep_it_for_everyone(client: Client, tools):
    for path in ("/badges/tools/a.svg", "/badges/compare/a-vs-b.svg", "/cards/tools/a", "/cards/compare/a-vs-b"):
        response = client.get(path)
        again = client.get(path, headers={"if-none-match": response.headers["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        for one in (response, again):
            assert "public" in one.headers["Cache-Control"]
            assert "max-age=" in one.headers["Cache-Control"]
            assert one.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert "Cookie" not in one.headers.get("Vary", "")
            assert not one.cookies


def test_a_new_verdict_is_a_new_picture(client: Client, tools):
    before = client.get("/badges/tools/a.svg").headers["ETag"]
    reviewed(tools["a"], "s")

    assert client.get("/badges/tools/a.svg", headers={"if-none-match": before}).status_code == 200


@given(text=st.text(max_size=200), room=st.integers(20, 300))
@example(text="e" + "\u0301" * 100, room=20)
def test_what_is_shortened_fits_and_keeps_its_ends(text, room):
    plain = printable(text)

    short = shortened(plain, 13, room)

    assert width_of(short, 13) <= room
    assert short == plain or "…" in short
    head, _, tail = short.partition("…") if short != plain else (plain, "", "")
    assert plain.startswith(head)
    assert plain.endswith(tail)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_what_is_printable_can_stand_in_xml(text):
    plain = printable(text)

    ElementTree.fromstring(f"<text>{plain.replace('&', '').replace('<', '').replace('>', '')}</text>")
    assert not any(unicodedata.bidirectional(one) in {"LRO", "RLO", "LRE", "RLE", "PDF"} for one in plain)
