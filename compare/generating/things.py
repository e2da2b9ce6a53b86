"""The rows of made-up tools, their facts and their reviews, in the order of the columns that are named with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from compare.generating.dice import Dice
from compare.generating.words import (
    DECIDES,
    DOES,
    FARES,
    IS,
    KEEPS,
    LICENCES,
    MAKERS,
    RUNS,
    SUITS,
    WHAT,
    WHERE,
    WORK,
    name_of,
    slug_of,
)
from core.models import Choice, State

Row = Sequence[Any]
ATTRIBUTES = {"Throughput": "per second", "Memory": "GB"}  # with their units
# Fixed, as all times are, so that the same seed makes the same data whenever it is asked.
FIRST_DAY, LAST_DAY = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
TIMES = {"created_at": FIRST_DAY, "updated_at": FIRST_DAY}
YET_TO_COME = datetime(2099, 1, 1, tzinfo=UTC)
MOST_HOURS_UNTIL_REVIEWED = 500
REVIEWED = 0.3  # of the tools, each by some of the critics

TOOL_COLUMNS = (
    "id", "name", "slug", "qualifier", "tagline", "description", "category_id", "maker", "website", "licence",
    "entry_amount", "entry_currency", "entry_unit", "pricing", "best_for", "logo", "state", "published_at",
    "created_at", "updated_at",
)  # fmt: skip
FACT_COLUMNS = ("id", "tool_id", "attribute_id", "value", "source_url", "created_at", "updated_at")
REVIEW_COLUMNS = (
    "id", "tool_id", "reviewer_id", "verdict", "score", "body", "state", "published_at", "created_at", "updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tools:
    """So many tools, the first of them with the key `first`, on these shelves, with these attributes and critics."""

    count: int
    seed: int
    first: int
    shelves: Sequence[int]
    attributes: Sequence[int]
    critics: Sequence[int]

    def published_at(self, number: int) -> datetime:
        """The publish time of the tool of this number, from 0 on. Three in a hundred are not public."""
        if number % 100 == 97:
            return YET_TO_COME
        return FIRST_DAY + (LAST_DAY - FIRST_DAY) * (number / self.count)

    def state(self, number: int) -> State:
        """Whether the tool of this number is a draft, published or withdrawn."""
        return {98: State.DRAFT, 99: State.WITHDRAWN}.get(number % 100, State.PUBLISHED)

    def public(self) -> Iterator[tuple[int, datetime]]:
        """The keys of the tools that readers may see, with their publish times."""
        for number in range(self.count):
            if number % 100 < 97:
                yield self.first + number, self.published_at(number)

    def rows(self) -> Iterator[Row]:
        """The tools."""
        dice = Dice("tools", self.seed)
        pick = dice.choice
        for number in range(self.count):
            name, published_at = name_of(number), self.published_at(number)
            price = pick(((0, ""), (dice.randint(1, 99), "month"), (None, "")))
            yield (
                self.first + number, name, slug_of(name), "",
                f"{pick(DOES)} {pick(WHAT)} for {pick(WHERE)}.",
                f"{pick(IS)} that runs {pick(RUNS)} and keeps {pick(KEEPS)}.",
                pick(self.shelves), pick(MAKERS), "", pick(LICENCES), price[0], "USD", price[1], "", pick(SUITS), "",
                self.state(number), published_at, FIRST_DAY, FIRST_DAY,
            )  # fmt: skip

    def facts(self) -> Iterator[Row]:
        """Two tools in five have a fact."""
        dice = Dice("facts", self.seed)
        for place, (attribute, unit) in enumerate(zip(self.attributes, ATTRIBUTES.values(), strict=True)):
            for key in range(self.first + place, self.first + self.count, 5):
                yield key, key, attribute, f"{dice.randint(1, 9)} {unit}", "", FIRST_DAY, FIRST_DAY

    def reviews(self) -> Iterator[Row]:
        """Three tools in ten have reviews, by one critic or more; one review in fifty is a draft."""
        dice = Dice("reviews", self.seed)
        pick = dice.choice
        key = self.first
        for number in range(self.count):
            if dice.random() >= REVIEWED:
                continue
            for critic in self.critics[: dice.randint(1, len(self.critics))]:
                hours = dice.randint(1, MOST_HOURS_UNTIL_REVIEWED)
                yield (
                    key, self.first + number, critic, pick((*[Choice.SHIP] * 3, *[Choice.SKIP] * 2)),
                    pick((None, *[dice.randint(20, 99)] * 3)),
                    f"It {pick(FARES)} when a team of {dice.randint(1, 60)} leans on it for {pick(WORK)}, "
                    f"and its {pick(DECIDES)} decides the rest.",
                    pick((State.DRAFT, *[State.PUBLISHED] * 49)),
                    self.published_at(number) + timedelta(hours=hours), FIRST_DAY, FIRST_DAY,
                )  # fmt: skip
                key += 1
