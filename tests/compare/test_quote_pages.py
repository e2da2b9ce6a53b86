"""The pages with the code for badges and cards."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from compare.desk.preview import preview_link
from compare.panels import Side
from compare.quoting.lettering import printable
from compare.quoting.quote import Quote
from core.models import State
from core.verdicts import Tally
from tests.factories import ComparisonFactory, ToolFactory
from tests.pages import get, texts
from tools.models import Category, Tool
from votes.community import Community

ODD = """a "b' ] ) [c](d) ![e] | <script>f</script> </textarea> &amp; `g` *h* _i_ \\ ~~j~~ $k$ 🚀"""


@pytest.fixture
def tools(db):
    return {name: ToolFactory(name=f"Tool {name.upper()}", slug=name) for name in ("a", "b")}


def code(page: BeautifulSoup) -> dict[str, str]:
    """The code that a reader would copy, by what it is for."""
    return {label.text: page.find(id=label["for"]).text for label in page.select(".snippet label")}


def test_of_a_tool(client: Client, tools):
    page = get(client, "/tools/a/quote")

    assert code(page) == {
        "HTML of the badge": (
            '<a href="http://testserver/tools/a"><img src="http://testserver/badges/tools/a.svg"'
            ' alt="The verdict of Tiebreak on Tool A" height="28"></a>'
        ),
        "Markdown of the badge": (
            "[![The verdict of Tiebreak on Tool A](http://testserver/badges/tools/a.svg)](http://testserver/tools/a)"
        ),
        "HTML of the card": (
            '<iframe src="http://testserver/cards/tools/a" width="480" height="246"'
            ' title="The verdict of Tiebreak on Tool A" loading="lazy" style="border:0;max-width:100%"></iframe>'
        ),
    }
    assert page.select_one("main img")["src"] == "/badges/tools/a.svg"
    assert page.select_one("main iframe")["src"] == "/cards/tools/a"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert not page.select("main [style]")


def test_of_a_comparison(client: Client, tools):
    page = get(client, "/compare/a-vs-b/quote")

    assert texts(page.select("h1")) == ["Quote Tool A vs Tool B"]
    for text in code(page).values():
        assert "on Tool A vs Tool B" in text
    assert 'href="http://testserver/compare/a-vs-b"' in code(page)["HTML of the badge"]
    assert "(http://testserver/badges/compare/a-vs-b.svg)" in code(page)["Markdown of the badge"]
    assert 'src="http://testserver/cards/compare/a-vs-b"' in code(page)["HTML of the card"]


def test_what_is_shown_has_the_size_that_it_will_have(client: Client, tools):
    for path, badge in (("/tools/a", "/badges/tools/a.svg"), ("/compare/a-vs-b", "/badges/compare/a-vs-b.svg")):
        shown = get(client, f"{path}/quote").select_one("main img")
        drawn = get(client, badge).svg
        assert (shown["width"], shown["height"]) == (drawn["width"], drawn["height"])


def test_an_odd_name_stays_what_it_is_in_the_page_and_in_the_code(client: Client, tools):
    ToolFactory(name=ODD, slug="odd")

    page = get(client, "/tools/odd/quote")

    assert texts(page.select("h1")) == [f"Quote {ODD}"]
    assert_only_a_picture_in_a_link(code(page)["HTML of the badge"], f"The verdict of Tiebreak on {ODD}")
    assert_only_a_frame(code(page)["HTML of the card"], f"The verdict of Tiebreak on {ODD}")


@given(name=st.text(min_size=1, max_size=120))
@example(ODD)
@example("](javascript:alert(1)) [")
@example("\\](x)")
@example("\n\n# heading\n")
@example("<!-- -->&quot;&#34;")
@example("![a][b] www.example.org https://example.org <https://example.org>")
def test_no_name_breaks_out_of_the_code(name):
    quote = quote_of(name)
    words = printable(f"The verdict of Tiebreak on {name}")
    in_html, in_markdown = quote.badge_snippets

    assert_only_a_picture_in_a_link(in_html.code, words)
    assert_only_a_picture_in_a_link(as_html(in_markdown.code), words)
    assert_only_a_frame(quote.card_snippet.code, words)


def quote_of(name: str) -> Quote:
    tool = Tool(name=name, slug="a", category=Category(name="Shelf", slug="shelf"))
    tool.title = name
    return Quote([Side(tool, {}, {}, Community(Tally(0, 0), 5))], "a")


def as_html(markdown: str) -> str:
    """As the usual readers of Markdown render it, raw HTML included."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    paragraph: str = reader.render(markdown)
    assert paragraph.startswith("<p>")
    return paragraph.removeprefix("<p>").removesuffix("</p>\n")


def assert_only_a_picture_in_a_link(html: str, alternative: str) -> None:
    page = BeautifulSoup(html, "html.parser")
    assert [part.name for part in page.descendants] == ["a", "img"]
    assert page.a["href"] == "http://testserver/tools/" + page.img["src"].split("/")[-1].removesuffix(".svg")
    assert page.img["alt"] == alternative


def assert_only_a_frame(html: str, title: str) -> None:
    page = BeautifulSoup(html, "html.parser")
    assert [part.name for part in page.descendants] == ["iframe"]
    assert set(page.iframe.attrs) == {"src", "width", "height", "title", "loading", "style"}
    assert page.iframe["title"] == title


def test_tools_and_comparisons_lead_there(client: Client, tools):
    ComparisonFactory(first=tools["b"], second=tools["a"], featured=True)

    links = {path: get(client, path).select_one(".quote a")["href"] for path in ("/tools/a", "/compare/a-vs-b")}

    assert links == {"/tools/a": "/tools/a/quote", "/compare/a-vs-b": "/compare/b-vs-a/quote"}


def test_what_is_not_public_yet_has_no_code(client: Client, tools):
    draft = ToolFactory(name="Draft", slug="draft", state=State.DRAFT, published_at=None)

    preview = get(client, preview_link(draft))

    assert texts(preview.select("h1")) == ["Draft"]
    assert not preview.select(".quote")
    assert client.get("/tools/draft/quote").status_code == 404


def test_what_cannot_be_quoted_is_told_with_the_nearest_names(client: Client, tools):
    ToolFactory(name="Mistral Small", slug="mistral-small")

    for path, nearest in (
        ("/tools/mistral-smal/quote", "/tools/mistral-small"),
        ("/compare/a-vs-mistral-smal/quote", "/compare/a-vs-mistral-small"),
    ):
        response = client.get(path)
        assert response.status_code == 404
        assert "No tool here is called “mistral-smal”." in response.content.decode()
        assert f'href="{nearest}"' in response.content.decode()
    assert client.get("/compare/a-vs-b-vs-c-vs-d-vs-e/quote").status_code == 404
