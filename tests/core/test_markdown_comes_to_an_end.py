"""No review, however long or tangled, keeps a page from being shown."""

import pytest

from reviews.models import MAX_LETTERS
from tests.core.prose import Parts

PIECES = [
    "[",
    "]",
    "*",
    "_*",
    "**a ",
    "*a_ ",
    "[]",
    "![",
    "[a](",
    "[a](<",
    "](",
    "`",
    "<",
    "\\",
    "&",
    "- ",
    "- a\n",
    "1. ",
    " ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_as_much_as_a_review_can_hold_of_anything_comes_to_an_end(piece):
    assert Parts("In short:\n\n" + piece * (MAX_LETTERS // len(piece))).text.startswith("In short:\n")


@pytest.mark.parametrize("depth", [10, 100, 5000])
def test_deep_nesting_comes_to_an_end(depth):
    assert "core" in Parts("*_" * depth + "core" + "_*" * depth).text
    assert "core" in Parts("[" * depth + "core" + "](https://example.org)" * depth).text
    assert Parts("".join("  " * level + "- item\n" for level in range(min(depth, 500)))).tags.count("ul") > 1
