"""No review, however long or tangled, keeps a page from being shown."""

import pytest

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
def test_a_hundred_kilobytes_of_anything_come_to_an_end(piece):
    assert Parts("In short:\n\n" + piece * (100_000 // len(piece))).text.startswith("In short:\n")


@pytest.mark.parametrize("depth", [10, 100, 5000])
def test_deep_nesting_comes_to_an_end(depth):
    assert "core" in Parts("*_" * depth + "core" + "_*" * depth).text
    assert "core" in Parts("[" * depth + "core" + "](https://example.org)" * depth).text
    assert Parts("".join("  " * level + "- item\n" for level in range(min(depth, 500)))).tags.count("ul") > 1
