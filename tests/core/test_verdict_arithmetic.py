"""Percent, verdict and split of a count of ship and skip."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import DASH, NOT_REVIEWED, Tally, Verdict

HUGE = 10**18


@st.composite
def counted_tallies(draw) -> Tally:
    total = draw(st.integers(1, 50) | st.integers(1, 10**24))
    return Tally(draw(st.integers(0, total)), total)


@pytest.mark.parametrize(
    ("ships", "total", "percent", "verdict"),
    [
        (0, 1, 0, Verdict.SKIP),
        (1, 1, 100, Verdict.SHIP),
        (1, 2, 50, Verdict.MIXED),
        (1, 3, 33, Verdict.SKIP),
        (2, 3, 67, Verdict.SHIP),
        (2, 4, 50, Verdict.MIXED),
        (3, 4, 75, Verdict.SHIP),
        (1, 8, 13, Verdict.SKIP),
        (3, 8, 38, Verdict.SKIP),
        (5, 8, 63, Verdict.SHIP),
        (1, 200, 1, Verdict.SKIP),
        (199, 200, 100, Verdict.SHIP),
        (0, HUGE, 0, Verdict.SKIP),
        (HUGE // 2, HUGE, 50, Verdict.MIXED),
        (HUGE // 2 + 1, HUGE, 50, Verdict.SHIP),
        (5 * HUGE // 1000 - 1, HUGE, 0, Verdict.SKIP),
        (5 * HUGE // 1000, HUGE, 1, Verdict.SKIP),
        (HUGE, HUGE, 100, Verdict.SHIP),
        (5 * HUGE**2 // 1000 - 1, HUGE**2, 0, Verdict.SKIP),
        (HUGE**2 // 2 - 1, HUGE**2, 50, Verdict.SKIP),
    ],
)
def test_percent_and_verdict_of_a_count(ships, total, percent, verdict):
    tally = Tally(ships, total)

    assert tally.percent == percent
    assert tally.percent_label == f"{percent}%"
    assert tally.verdict is verdict


@pytest.mark.parametrize(
    ("ships", "verdict"), [(500_000, Verdict.SKIP), (500_001, Verdict.SHIP)], ids=["just below half", "just above half"]
)
def test_verdict_follows_the_counts_where_the_percent_rounds_to_half(ships, verdict):
    tally = Tally(ships, 1_000_001)

    assert tally.percent == 50
    assert tally.verdict is verdict


def test_nothing_counted_has_no_percent_and_no_verdict():
    nothing = Tally(0, 0)

    assert nothing.percent is None
    assert nothing.verdict is None
    assert nothing.interval is None
    assert nothing.percent_label == DASH == "–"
    assert nothing.label == NOT_REVIEWED == "Not reviewed yet"


@pytest.mark.parametrize(
    ("ships", "total", "label"),
    [
        (3, 4, "Ship · 3 ship / 1 skip"),
        (4, 4, "Ship · 4 ship / 0 skip"),
        (1, 2, "Mixed · 1 ship / 1 skip"),
        (1, 4, "Skip · 1 ship / 3 skip"),
        (0, 3, "Skip · 0 ship / 3 skip"),
    ],
)
def test_a_verdict_is_written_out_with_its_split(ships, total, label):
    assert Tally(ships, total).label == label


@pytest.mark.parametrize(("ships", "total"), [(1, 0), (5, 4), (-1, 4), (-1, -1), (0, -1)])
def test_a_count_that_cannot_be_is_refused(ships, total):
    with pytest.raises(ValueError, match="cannot be"):
        Tally(ships, total)


@given(counted_tallies())
def test_percent_is_the_nearest_whole_number_and_of_two_the_larger(tally):
    exact = Fraction(100 * tally.ships, tally.total)

    assert exact - Fraction(1, 2) < tally.percent <= exact + Fraction(1, 2)


@given(counted_tallies())
def test_verdict_says_which_side_has_more_voices(tally):
    expected = Verdict.MIXED
    if tally.ships > tally.skips:
        expected = Verdict.SHIP
    elif tally.ships < tally.skips:
        expected = Verdict.SKIP

    assert tally.ships + tally.skips == tally.total
    assert tally.verdict is expected
    assert tally.label == f"{expected.value} · {tally.ships} ship / {tally.skips} skip"


@given(counted_tallies())
def test_swapping_ship_and_skip_turns_the_verdict_round(tally):
    turned = {Verdict.SHIP: Verdict.SKIP, Verdict.SKIP: Verdict.SHIP, Verdict.MIXED: Verdict.MIXED}

    assert Tally(tally.skips, tally.total).verdict is turned[tally.verdict]
