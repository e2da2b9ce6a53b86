"""The 95 % Wilson score interval of a share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import Interval, Tally

COUNTS = st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)).map(lambda pair: Tally(min(pair), max(pair)))
PERCENT = st.floats(0, 100)
INTERVALS = st.tuples(PERCENT, PERCENT).map(lambda ends: Interval(min(ends), max(ends)))


# The last four are the examples of R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, method 3.
@pytest.mark.parametrize(
    ("ships", "total", "low", "high"),
    [
        (7, 10, 39.68, 89.22),
        (1, 2, 9.45, 90.55),
        (3, 5, 23.07, 88.24),
        (16, 25, 44.52, 79.75),
        (50, 100, 40.38, 59.62),
        (0, 10, 0, 27.75),
        (10, 10, 72.25, 100),
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_interval_of_a_known_count(ships, total, low, high):
    assert Tally(ships, total).interval == pytest.approx((low, high), abs=0.006)


@given(COUNTS)
def test_interval_holds_the_share_and_stays_between_0_and_100(tally):
    low, high = tally.interval

    assert 0 <= low <= 100 * (tally.ships / tally.total) <= high <= 100
    assert low < high


@given(st.integers(1, 10**18))
def test_interval_starts_at_0_for_no_ship_and_ends_at_100_for_no_skip(total):
    assert Tally(0, total).interval.low == 0
    assert Tally(total, total).interval.high == 100


@given(
    st.integers(0, 1000).flatmap(lambda ships: st.tuples(st.just(ships), st.integers(max(ships, 1), 1000))),
    st.integers(2, 1000),
)
def test_interval_narrows_as_voices_of_the_same_share_come_in(counts, times):
    ships, total = counts
    few, many = Tally(ships, total).interval, Tally(times * ships, times * total).interval

    assert many.high - many.low < few.high - few.low


@given(COUNTS)
def test_interval_mirrors_when_ship_and_skip_are_swapped(tally):
    low, high = tally.interval

    assert Tally(tally.skips, tally.total).interval == pytest.approx((100 - high, 100 - low), abs=1e-9)


def test_interval_of_very_many_voices_is_narrow_and_still_holds_the_share():
    interval = Tally(10**18 // 4, 10**18).interval

    assert interval.low <= 25 <= interval.high
    assert interval.high - interval.low < 1e-6


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        ((10, 20), (30, 40), False),
        ((10, 20), (20, 40), True),
        ((10, 20), (15, 40), True),
        ((10, 90), (30, 40), True),
        ((10, 20), (10, 20), True),
        ((0, 0), (0, 0), True),
        ((0, 19.99), (20, 100), False),
    ],
)
def test_intervals_overlap_where_they_share_a_value(one, other, overlaps):
    assert Interval(*one).overlaps(Interval(*other)) is overlaps
    assert Interval(*other).overlaps(Interval(*one)) is overlaps


@given(INTERVALS, INTERVALS)
def test_overlapping_goes_both_ways(one, other):
    assert one.overlaps(other) is other.overlaps(one)
    assert one.overlaps(one)
