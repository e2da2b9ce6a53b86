"""What readers are shown of the votes: counts while they are few, and only then a percentage with its margin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import Tally
from votes.community import Community


@pytest.mark.parametrize(
    ("ships", "total", "figure", "label"),
    [
        (0, 0, "–", "No community votes yet"),
        (1, 1, "1 of 1", "1 of 1 ships"),
        (0, 1, "0 of 1", "0 of 1 ship"),
        (2, 3, "2 of 3", "2 of 3 ship"),
        (4, 4, "4 of 4", "4 of 4 ship"),
        (0, 5, "0%", "0% ship of 5 votes (95% interval 0–43%)"),
        (3, 5, "60%", "60% ship of 5 votes (95% interval 23–88%)"),
        (5, 5, "100%", "100% ship of 5 votes (95% interval 57–100%)"),
        (5, 8, "63%", "63% ship of 8 votes (95% interval 31–86%)"),
        (16, 25, "64%", "64% ship of 25 votes (95% interval 45–80%)"),
        (500_000, 1_000_001, "50%", "50% ship of 1000001 votes (95% interval 50–50%)"),
    ],
)
def test_a_percentage_takes_five_votes(ships, total, figure, label):
    community = Community(Tally(ships, total), minimum=5)

    assert community.figure == figure
    assert community.label == label


@pytest.mark.parametrize(
    ("total", "minimum", "label"),
    [
        (1, 1, "100% ship of 1 vote (95% interval 21–100%)"),
        (2, 1, "100% ship of 2 votes (95% interval 34–100%)"),
        (5, 6, "5 of 5 ship"),
        (0, 1, "No community votes yet"),
        (0, 0, "No community votes yet"),
    ],
)
def test_the_host_sets_how_many_votes_a_percentage_takes(total, minimum, label):
    assert Community(Tally(total, total), minimum).label == label


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40))
def test_percent_and_interval_come_together_and_never_below_the_minimum(ships, skips, minimum):
    tally = Tally(ships, ships + skips)
    community = Community(tally, minimum)

    if tally.total < minimum:
        assert (community.percent, community.interval) == (None, None)
        assert "%" not in community.figure + community.label
    else:
        assert (community.percent, community.interval) == (tally.percent, tally.interval)
        assert community.figure == f"{tally.percent}%"
