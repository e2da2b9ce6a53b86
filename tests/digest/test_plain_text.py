"""Markdown and other people's words, as they stand in plain text."""

import pytest

from digest.words import as_text, beginning, shortened, wrapped


@pytest.mark.parametrize(
    ("prose", "text"),
    [
        ("", ""),
        ("Hello *there*, **you**.", "Hello there, you."),
        ("One\nline.\n\nAnother.", "One line.\n\nAnother."),
        ("5 < 6 &amp; `a < b` &copy;", "5 < 6 & a < b ©"),
        ("Before\n\n- one\n- two\n\nAfter", "Before\n\n- one\n- two\n\nAfter"),
        ("1. one\n2. two\n   - in it\n3. three", "1. one\n2. two\n  - in it\n3. three"),
        ("- one\n\n  more\n\n- two", "- one\n  more\n- two"),
        (
            "[a](https://a.example) and [b](https://b.example)",
            "a [1] and b [2]\n\n[1] https://a.example\n[2] https://b.example",
        ),
        ("[no](javascript:alert(1))", "[no](javascript:alert(1))"),
        ("- ", ""),
    ],
)
def test_markdown_is_readable_without_html(prose, text):
    assert as_text(prose).strip() == text


def test_deep_lists_and_long_words_stay_within_the_line():
    deep = "\n".join("  " * depth + "- " + "word " * 30 for depth in range(40))

    assert max(len(line) for line in as_text(deep + "\n\n" + "x" * 500).splitlines()) <= 72


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("short", 5, "short"),
        ("one two words", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one, two", 6, "one…"),
        ("x" * 9, 5, "xxxx…"),
        ("漢" * 9, 5, "漢漢漢漢…"),
        (" a \n b\x00\x1b ", 9, "a b"),
        ("any", 0, ""),
    ],
)
def test_long_words_are_cut_at_a_word_where_there_is_one(text, most, cut):
    assert shortened(text, most) == cut


def test_the_beginning_of_prose_has_no_marks():
    prose = "**Ships** with `load()`.\n\n- See [this](https://example.org) &amp; that\n\n<script>x</script>"

    assert beginning(prose, 200) == "Ships with load(). See this & that <script>x</script>"


def test_wrapped_lines_are_indented():
    assert wrapped("word " * 20, "  ").splitlines() == ["  " + ("word " * 14).strip(), "  " + ("word " * 6).strip()]
