"""Comparisons and tools as Markdown: all that the pages say, whatever stands in the texts."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from compare.quoting.lettering import printable
from compare.records.markdown import escaped, link, quoted, row
from core.markdown import render
from core.models import State
from tests.factories import FactFactory, ReviewerFactory, ReviewFactory, ToolFactory, VoteFactory
from tests.pages import COMPARISON, get, texts
from tools.models import Tool

# What other sites make of Markdown: raw HTML included, which none of ours may hold.
reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = [
    "a|b\\|c\\",
    "*bold* **b** _x_ `code` ~~gone~~ $x$",
    "[here](http://evil.example) ![p](http://evil.example/p) [a]: b",
    "<script>alert('1')</script> <!-- & --> &lt;b&gt; &#60;",
    "One\n| --- |\r\n# Two\n\n---\n\x01\u202e",
    "1. # - > + ``` === :---:",
    "- C# ##",
]


def read(client: Client, path: str) -> BeautifulSoup:
    """The Markdown at `path` as a document makes HTML of it."""
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    return BeautifulSoup(reader.render(response.content.decode()), "html.parser")


def words(page: BeautifulSoup) -> str:
    return " ".join(page.text.split())


def test_every_figure_of_the_comparison_stands_in_it(client: Client, demo: None):
    tool = Tool.objects.get(slug="smolvlm-3b")
    FactFactory(tool=tool, source_url="https://www.example.org/a_(b)?c=1&copy;=2", checked_on=date(2026, 1, 2))
    VoteFactory.create_batch(6, tool=tool)
    VoteFactory.create_batch(2, tool=Tool.objects.get(slug="mistral-8x22b-v2"))
    page = get(client, COMPARISON)

    document = read(client, f"{COMPARISON}.md")

    said = words(document)
    assert texts(document.select("h1")) == texts(page.select("h1")) == ["SmolVLM-3B vs Mistral 8x22B v2"]
    for part in page.select(".lean, .summary, .tagline, .description, .big, .figures dd, .prose p, .verdict .score"):
        assert " ".join(part.text.split()) in said, part
    rows = [texts(one.select("th, td")) for one in document.select("tbody tr")]
    assert len(rows) == len(page.select(".decision tbody tr")) > 10
    for shown, (left, criterion, right) in zip(rows, _rows_of(page), strict=True):
        assert shown[0].removesuffix(" (differs)") == criterion
        assert shown[1].startswith(left)
        assert shown[2].startswith(right)
    assert "3B (example.org, checked 2 January 2026, stale)" in said
    assert document.select_one('td a[href^="https://www.example.org/a_(b)?c=1&copy;=2"]')
    assert "(no source, undated)" in said
    assert f"on {timezone.localdate():%-d %B %Y}" in said


def _rows_of(page: BeautifulSoup) -> list[list[str]]:
    rows = page.select(".decision tbody tr")
    for mark in page.select(".decision .source, .differs-mark"):
        mark.decompose()
    return [texts(one.select("th, td")) for one in rows]


def test_everything_on_one_tool_stands_in_its_own(client: Client, demo: None):
    VoteFactory.create_batch(6, tool=Tool.objects.get(slug="smolvlm-3b"))
    page = get(client, "/tools/smolvlm-3b")

    document = read(client, "/tools/smolvlm-3b.md")

    said = words(document)
    assert texts(document.select("h1")) == ["SmolVLM-3B"]
    for part in page.select(".tagline, .description, .line, .prose p, .figures dd, .ledger th"):
        for text in part.text.split(" · 100% "):  # the verdict and the votes stand on one line there
            assert " ".join(text.split()) in said, text
    assert len(document.select("tbody tr")) == len(page.select("#main .ledger tr"))
    assert {a["href"] for a in document.select("a")} >= {f"http://testserver{COMPARISON}"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_it_or_makes_anything_but_text(client: Client, db, text):
    texts_of = dict.fromkeys(["tagline", "description", "maker", "pricing", "best_for", "licence"], text)
    tools = [ToolFactory(name=f"{text} {place}", slug=f"tool-{place}", **texts_of) for place in range(3)]
    for tool in tools[:2]:
        FactFactory(tool=tool, attribute__name=text[:60], attribute__slug="odd", value=text)
    reviewer = ReviewerFactory(name=text[:60], slug="odd")
    ReviewFactory(tool=tools[0], reviewer=reviewer, body=text)

    for path, titles in (("/compare/tool-0-vs-tool-1-vs-tool-2.md", 3), ("/tools/tool-0.md", 1)):
        source = client.get(path).content.decode()
        document = BeautifulSoup(reader.render(source), "html.parser")

        assert not {token.type for token in _all(reader.parse(source))} & {
            "html_block",
            "html_inline",
            "image",
            "fence",
        }
        assert {len(one.select("th, td")) for one in document.select("tr")} == {titles + 1}
        names = [printable(tool.name) for tool in tools[:titles]]
        assert [" ".join(one.split()) for one in texts(document.select("h1"))] == [" vs ".join(names)]
        assert len(document.select("h1, h2, h3, h4")) == len([line for line in source.split("\n") if line[:1] == "#"])
        assert all(a["href"].startswith("http://testserver/") for a in _besides_prose(document).select("a"))
        assert not _besides_prose(document).select("em, s, code, hr, ol, img")


def _all(tokens):
    return [one for token in tokens for one in (token, *(token.children or []))]


def _besides_prose(document: BeautifulSoup) -> BeautifulSoup:
    for prose in document.select("blockquote"):
        prose.decompose()
    return document


@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
@example(text="1) x")
@example(text="\\|")
def test_an_escaped_text_is_itself_on_a_line_and_in_a_cell(text):
    plain = printable(text)

    line = BeautifulSoup(reader.render(escaped(text)), "html.parser")
    cells = BeautifulSoup(reader.render(f"{row(['a', 'b'])}\n| - | - |\n{row([escaped(text), 'z'])}"), "html.parser")

    assert line.text.strip() == plain.strip()
    assert {one.name for one in line.find_all()} <= {"p"}
    assert texts(cells.select("td")) == [" ".join(plain.split()) or "–", "z"]


@given(pieces=st.lists(st.sampled_from([*"*_`[]()<>!\\#-+=|~$&;:1.\n ", "a", "b ", "\n\n", "- ", "](http://x.y/)"])))
def test_quoted_prose_says_what_the_site_makes_of_it_and_nothing_more(pieces):
    prose = "".join(pieces)
    shown = BeautifulSoup(render(prose), "html.parser")

    quotation = BeautifulSoup(reader.render(quoted(prose)), "html.parser")

    assert "".join(quotation.text.split()) == "".join(shown.text.split())
    assert {one.name for one in quotation.find_all()} <= {one.name for one in shown.find_all()} | {"blockquote", "p"}
    assert len(quotation.select("a")) <= len(shown.select("a"))


def test_prose_keeps_its_form(db):
    prose = (
        "It *ships* and **how**, [here!](https://example.org/a_(b)).\n\n- `a|b`\n- ``c`d``\n\n<b>Raw</b>\n# No heading"
    )

    assert quoted(prose) == (
        "> It *ships* and **how**, [here!](https://example.org/a_\\(b\\)).\n"
        ">\n> - `a|b`\n>\n> - ``c`d``\n>\n> \\<b\\>Raw\\</b\\> \\# No heading"
    )


def test_a_broken_address_is_no_link():
    assert link("there", "http://[") == "there"
    assert quoted("[x](javascript:alert(1))") == "> \\[x\\](javascript:alert(1))"


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("/compare/A-vs-B.md?from=mail", 301, "/compare/a-vs-b.md?from=mail"),
        ("/compare/formerly-vs-b.md", 301, "/compare/a-vs-b.md"),
        ("/compare/a-vs-a.md", 301, "/tools/a.md"),
        ("/compare/a.md", 302, "/tools/a.md"),
        ("/tools/A.md", 301, "/tools/a.md"),
        ("/tools/formerly.md", 301, "/tools/a.md"),
        ("/compare/a-vs-b.md/", 301, "/compare/a-vs-b.md"),
    ],
)
def test_other_addresses_lead_on_as_those_of_pages_do(client: Client, db, path, status, target):
    tool = ToolFactory.create(name="A", slug="formerly")
    tool.slug = "a"
    tool.save()
    ToolFactory(name="B", slug="b")

    response = client.get(path)

    assert (response.status_code, response.headers["Location"]) == (status, target)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/compare/smolvm-vs-a.md", "[SmolVLM](http://testserver/compare/smolvlm-vs-a)"),
        ("/tools/smolvm.md", "[SmolVLM](http://testserver/tools/smolvlm)"),
        ("/compare/a-vs-b-vs-c-vs-d-vs-e.md", "up to four tools, and this address names 5."),
        ("/compare/a-vs-draft.md", "No tool here is called “draft”."),
        ("/tools/draft.md", "No tool here is called “draft”."),
        ("/tools/%3Cb%3E%01.md", "No tool here is called “\\<b\\>”."),
        ("/compare/-vs-.md", "names no tool"),
    ],
)
def test_what_is_not_there_is_told_in_markdown(client: Client, db, path, says):
    ToolFactory(name="SmolVLM", slug="smolvlm")
    ToolFactory(name="A", slug="a")
    ToolFactory(name="Draft", slug="draft", state=State.DRAFT, published_at=None)

    response = client.get(path)

    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/markdown; charset=utf-8")
    assert says in response.content.decode()


def test_in_either_order_it_names_the_one_page(client: Client, demo: None):
    for path, page in (
        (f"{COMPARISON}.md", COMPARISON),
        ("/compare/mistral-8x22b-v2-vs-smolvlm-3b.md", COMPARISON),
        ("/tools/smolvlm-3b.md", "/tools/smolvlm-3b"),
    ):
        for ask in (client.get, client.head):
            response = ask(path)
            assert response.headers["Link"] == f'<http://testserver{page}>; rel="canonical"'
            assert "public" in response.headers["Cache-Control"]
            assert "Cookie" not in response.headers.get("Vary", "")
            assert not response.cookies
        assert client.post(path).status_code == 405
        (alternate,) = get(client, page).select('link[type="text/markdown"]')
        assert client.get(alternate["href"]).headers["Link"] == f'<http://testserver{page}>; rel="canonical"'


def test_it_takes_no_more_queries_than_the_page(client: Client, demo: None, django_assert_max_num_queries):
    for path, budget in ((f"{COMPARISON}.md", 5), ("/tools/smolvlm-3b.md", 6)):
        with django_assert_max_num_queries(budget):
            assert client.get(path).status_code == 200


def test_what_is_missing_or_still_to_come_is_said(client: Client, db):
    tool, other = ToolFactory(name="A", slug="a"), ToolFactory(name="B", slug="b")
    ReviewFactory(tool=tool, reviewer__name="Builder")
    ReviewFactory(tool=other, reviewer__name="Skeptic", verdict="skip", published_at=timezone.now() + timedelta(1))

    said = words(read(client, "/compare/a-vs-b.md"))
    own = words(read(client, "/tools/b.md"))

    assert "No Builder review." in said
    assert "Community: No community votes yet" in said
    assert "The panel has not reviewed it yet. Still to come: Skeptic." in own
