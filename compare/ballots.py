"""The votes on a tool as a reader sees them, with what the reader has said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from core.paths import path_to
from core.verdicts import Tally
from reviews.selectors import panel_of
from tools.addresses import SEPARATOR
from tools.models import Tool
from votes.community import Community
from votes.models import Vote
from votes.selectors import community_tallies, votes_of


@dataclass(frozen=True, slots=True)
class Ballot:
    """A tool to be voted on: what panel and community say, and the reader's own vote where it is known."""

    tool: Tool
    panel: Tally
    community: Community
    vote: Vote | None = None

    @property
    def path(self) -> str:
        """Where one votes on it."""
        return path_to("vote", self.tool.slug)

    @property
    def disagrees(self) -> bool:
        """Whether the community disagrees with the panel."""
        return self.community.disagrees_with(self.panel)


def ballots_path(tools: Iterable[Tool]) -> str:
    """The path of the fragment in which a reader votes on these tools."""
    return path_to("ballots", SEPARATOR.join(tool.slug for tool in tools))


def build_ballots(tools: Sequence[Tool], voter: UUID | None) -> list[Ballot]:
    """The ballots of these tools, which came out of `with_panel`, as `voter` sees them now, in their order.

    Two queries; one without a voter.
    """
    ids = [tool.pk for tool in tools]
    communities = community_tallies(ids)
    votes = votes_of(voter, ids) if voter else {}
    return [
        Ballot(
            tool=tool,
            panel=panel_of(tool),
            community=Community(communities[tool.pk], settings.COMMUNITY_MIN_VOTES),
            vote=votes.get(tool.pk),
        )
        for tool in tools
    ]
