"""Singular, plural and lists as people write them."""

import pytest

from core.grammar import counted, listed


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 votes"), (1, "1 vote"), (2, "2 votes"), (11, "11 votes"), (21, "21 votes"), (101, "101 votes")],
)
def test_only_one_is_singular(number, words):
    assert counted(number, "vote") == words


@pytest.mark.parametrize(("number", "words"), [(0, "0 categories"), (1, "1 category"), (2, "2 categories")])
def test_an_irregular_plural_is_taken_as_given(number, words):
    assert counted(number, "category", "categories") == words


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D"], "A, B, C and D"),
        (("A", "B"), "A and B"),
    ],
)
def test_a_list_reads_as_a_sentence_part(items, words):
    assert listed(items) == words
