"""Whether the community disagrees with the panel follows from the numbers that readers see, not from hidden digits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import Tally
from votes.community import Community

ALL_SKIP, ALL_SHIP = Tally(0, 4), Tally(4, 4)


@pytest.mark.parametrize(
    ("votes", "shown", "panel", "disagrees"),
    [
        (Tally(1, 36), (0, 14), ALL_SKIP, False),  # unrounded it begins at 0.49
        (Tally(35, 36), (86, 100), ALL_SHIP, False),
        (Tally(1, 30), (1, 17), ALL_SKIP, True),
        (Tally(29, 30), (83, 99), ALL_SHIP, True),
        (Tally(1, 4), None, ALL_SHIP, False),
        (Tally(0, 9), (0, 30), Tally(0, 0), False),
    ],
)
def test_an_end_that_is_shown_as_the_panels_percentage_agrees_with_it(votes, shown, panel, disagrees):
    community = Community(votes, minimum=5)

    assert community.shown_interval == shown
    assert community.disagrees_with(panel) is disagrees


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 7), st.integers(1, 7))
def test_whoever_reads_the_label_comes_to_the_same(ships, skips, panel_ships, panel_skips):
    community = Community(Tally(ships, ships + skips), minimum=1)
    panel = Tally(panel_ships, panel_ships + panel_skips)

    ends = re.search(r"\(95% interval (\d+)–(\d+)%\)", community.label)

    left_out = bool(ends) and panel.percent not in range(int(ends[1]), int(ends[2]) + 1)
    assert community.disagrees_with(panel) is left_out
