"""Rounding half up, and the panel's score: the mean of the scores that exist."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import half_up, mean, panel_score


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        (Fraction(0), 0),
        (Fraction(1, 2), 1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),
        (Fraction(125, 2), 63),
        (Fraction(49, 100), 0),
        (Fraction(51, 100), 1),
        (Fraction(-1, 2), 0),
        (Fraction(-3, 2), -1),
        (Fraction(10**30 + 1, 2), 10**30 // 2 + 1),
    ],
)
def test_rounding_takes_the_nearest_and_of_two_the_larger(number, rounded):
    assert half_up(number) == rounded


@pytest.mark.parametrize(
    ("scores", "mean_score"),
    [
        ([85, 78, 82, 52], 74),  # 74.25
        ([82, 75, 78, 55], 73),  # 72.5
        ([62, 63], 63),
        ([1, 2], 2),
        ([0], 0),
        ([0, 100], 50),
        ([100] * 7, 100),
    ],
)
def test_panel_score_is_the_mean_rounded_half_up(scores, mean_score):
    assert panel_score(scores) == mean_score
    assert panel_score(iter(scores)) == mean_score


def test_a_panel_without_scores_has_no_score():
    assert panel_score([]) is None
    assert mean([]) is None


@given(st.lists(st.integers(0, 100), min_size=1, max_size=50))
def test_panel_score_lies_between_the_lowest_and_the_highest(scores):
    assert min(scores) <= panel_score(scores) <= max(scores)
    assert mean(scores) == Fraction(sum(scores), len(scores))
