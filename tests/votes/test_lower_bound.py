"""The list by community sorts by the lower end of the interval that readers see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from votes.models import CommunityTally


class LowerBoundsAgree(TestCase):
    @settings(max_examples=25)
    @given(st.integers(0, 12), st.integers(0, 12))
    def test_the_database_and_the_pages_know_one_interval(self, ships: int, skips: int):
        tool = ToolFactory()
        for choice in ["ship"] * ships + ["skip"] * skips:
            VoteFactory(tool=tool, choice=choice)
        interval = Tally(ships, ships + skips).interval

        tallies = CommunityTally.objects.filter(tool=tool.pk)

        if interval is None:
            assert not tallies
        else:
            assert tallies.get().lower_bound == pytest.approx(interval.low)
