"""The rows of made-up votes and subscribers, in the order of the columns that are named with them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from compare.generating.dice import Dice
from compare.generating.things import FIRST_DAY, Row
from core.models import Choice
from digest.models import Standing
from votes.models import VoteState

Rows = Iterator[Row]
Public = Sequence[tuple[int, datetime]]  # tools that readers may see: their keys and publish times
VOTES_OF_EACH = 20  # so many tools a voter has voted on, more or less
VOTED_ON = 0.25  # of the tools; some of them have very many votes and most of them few, as it goes
MOST_DAYS_UNTIL_VOTED = 150
WITHHELD = 0.01
EVERYTHING = 0.7  # of the subscribers want all news
STANDINGS = {Standing.CONFIRMED: 0.9, Standing.LEFT: 0.08, Standing.SUPPRESSED: 0.02}
REASON = "550 5.1.1 No such mailbox"

VOTE_COLUMNS = (
    "id", "tool_id", "voter", "choice", "state", "network", "taken_back", "created_at", "updated_at",
)  # fmt: skip
SUBSCRIBER_COLUMNS = (
    "id", "key", "address", "standing", "confirmation", "confirmed_at", "left_at", "suppressed_because", "everything",
    "created_at", "updated_at",
)  # fmt: skip
CHOSEN_COLUMNS = ("subscriber_id", "category_id")


def votes(count: int, seed: int, first: int, known: Public, made_up: Public) -> Rows:
    """`count` votes on tools, the first vote with the key `first`.

    All of the `known` tools have votes, and rather many, and of the `made_up` ones every fourth. Raises ValueError
    where there is no tool to vote on.
    """
    dice = Dice("votes", seed)
    chosen = [one for one in made_up if dice.random() < VOTED_ON] or list(made_up[:1])
    tools = [*known, *chosen]
    if not count:
        return
    if not tools:
        raise ValueError("There is no tool to vote on.")
    liked = [dice.paretovariate(1.1) * (20 if place < len(known) else 1) for place in range(len(tools))]
    voter_count = max(count // VOTES_OF_EACH, 4 * count // len(tools), 1)
    voters = [UUID(int=dice.getrandbits(128), version=4) for _ in range(voter_count)]
    key = first
    for (tool, published_at), number in zip(tools, _shared_out(count, liked, len(voters)), strict=True):
        share = dice.random()
        for voter in dice.sample(voters, number):
            at = published_at + timedelta(seconds=int(dice.random() * MOST_DAYS_UNTIL_VOTED * 86_400))
            choice = Choice.SHIP if dice.random() < share else Choice.SKIP
            state = VoteState.WITHHELD if dice.random() < WITHHELD else VoteState.COUNTED
            yield key, tool, voter, choice.value, state.value, "", False, at, at
            key += 1


def subscribers(count: int, seed: int, first: int) -> Rows:
    """`count` subscribers, the first with the key `first`. None awaits to be confirmed: those are soon forgotten."""
    dice = Dice("subscribers", seed)
    standings = dice.choices(list(STANDINGS), list(STANDINGS.values()), k=count)
    for number, standing in enumerate(standings):
        at = FIRST_DAY + timedelta(hours=dice.randint(1, 8_000))
        left_at = at + timedelta(days=dice.randint(1, 200)) if standing == Standing.LEFT else None
        reason = REASON if standing == Standing.SUPPRESSED else ""
        yield (
            first + number, UUID(int=dice.getrandbits(128), version=4), f"reader-{number + 1}@mailbox.example",
            standing.value, "", at, left_at, reason, dice.random() < EVERYTHING, at, at,
        )  # fmt: skip


def chosen_shelves(readers: Sequence[Row], seed: int, shelves: Sequence[int]) -> Rows:
    """Which of the `shelves` those `readers` have chosen who do not want everything: one to three of them."""
    dice = Dice("shelves", seed)
    for reader in readers:
        if not reader[SUBSCRIBER_COLUMNS.index("everything")]:
            for shelf in dice.sample(shelves, dice.randint(1, min(3, len(shelves)))):
                yield reader[0], shelf


def _shared_out(count: int, liked: Sequence[float], most: int) -> list[int]:
    """`count` shared out by how much each is `liked`, none of them getting more than `most`."""
    rate = count / sum(liked)
    shares = [min(most, int(rate * one)) for one in liked]
    missing = count - sum(shares)
    while missing:
        for place, share in enumerate(shares):
            more = min(most - share, missing, 1 + missing // len(shares))
            shares[place] += more
            missing -= more
    return shares
