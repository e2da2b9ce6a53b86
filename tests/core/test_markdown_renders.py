"""What reviewers can do with Markdown: paragraphs, emphasis, code, lists and links."""

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from core.markdown import render


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        ("one", "<p>one</p>\n"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("one\n\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("one\r\n\r\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("one\ntwo", "<p>one\ntwo</p>\n"),
        ("one  \ntwo", "<p>one<br>\ntwo</p>\n"),
        ("one\\\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("*one* _two_", "<p><em>one</em> <em>two</em></p>\n"),
        ("**one** __two__", "<p><strong>one</strong> <strong>two</strong></p>\n"),
        ("**one *two* three**", "<p><strong>one <em>two</em> three</strong></p>\n"),
        ("***one***", "<p><em><strong>one</strong></em></p>\n"),
        ("snake_case_name 2 * 3 * 4", "<p>snake_case_name 2 * 3 * 4</p>\n"),
        (r"\*one\*", "<p>*one*</p>\n"),
        ("`from_pretrained`", "<p><code>from_pretrained</code></p>\n"),
        ("`*one* [two](https://example.org)`", "<p><code>*one* [two](https://example.org)</code></p>\n"),
        ("- one\n- *two*", "<ul>\n<li>one</li>\n<li><em>two</em></li>\n</ul>\n"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"),
        ("- one\n  - two", "<ul>\n<li>one\n<ul>\n<li>two</li>\n</ul>\n</li>\n</ul>\n"),
        ("AT&T &copy; 5 < 6", "<p>AT&amp;T © 5 &lt; 6</p>\n"),
        ("“it’s” – 30 %", "<p>“it’s” – 30 %</p>\n"),
    ],
)
def test_prose_becomes_html(markdown, html):
    assert render(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[one](https://example.org)", '<a href="https://example.org" rel="nofollow noopener">one</a>'),
        ("[one](http://example.org)", '<a href="http://example.org" rel="nofollow noopener">one</a>'),
        ("[one](mailto:a@example.org)", '<a href="mailto:a@example.org" rel="nofollow noopener">one</a>'),
        ("[one](/tools/one#facts)", '<a href="/tools/one#facts" rel="nofollow noopener">one</a>'),
        (
            "[`one` *two*](https://example.org?a=1&b=2)",
            '<a href="https://example.org?a=1&amp;b=2" rel="nofollow noopener"><code>one</code> <em>two</em></a>',
        ),
    ],
)
def test_a_link_is_a_link_that_search_engines_do_not_follow(markdown, html):
    assert render(markdown) == f"<p>{html}</p>\n"


@pytest.mark.parametrize("markdown", ["# one", "> one", "---", "| a |\n|---|\n| b |", "~~one~~", "+++"])
def test_headings_quotes_rules_and_tables_are_text(markdown):
    assert set(render(markdown).replace("&gt;", ">")) - set("</p>\n") == set(markdown) - set("</p>\n")
    assert render(markdown).startswith("<p>")
    assert render(markdown).count("<") == 2


def test_templates_show_the_html_and_do_not_escape_it():
    page = Template("{% load tiebreak %}{{ text|markdown }}").render(Context({"text": "*one* <b>"}))

    assert page == "<p><em>one</em> &lt;b&gt;</p>\n"
    assert isinstance(render("*one*"), SafeString)


def test_a_deeply_nested_list_loses_nothing():
    text = "\n".join("  " * depth + f"- level {depth}" for depth in range(20))

    html = render(text)

    assert [depth for depth in range(20) if f"level {depth}" not in html] == []
