"""The decision table: one row per criterion, one cell per tool."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tools.models import Attribute, Fact

if TYPE_CHECKING:
    from compare.panels import Side


@dataclass(frozen=True, slots=True)
class Cell:
    """What one tool has to say to a criterion; an empty text means that nothing is known.

    Where it is what readers say, `votes_on` is the slug of the tool.
    """

    text: str
    fact: Fact | None = None
    is_stale: bool = False
    votes_on: str = ""


@dataclass(frozen=True)
class Row:
    criterion: str
    cells: list[Cell]

    @property
    def left(self) -> Cell:
        return self.cells[0]

    @property
    def right(self) -> Cell:
        """Of two tools, as `left`: templates take several times as long to find an item of a list."""
        return self.cells[1]

    @cached_property
    def differs(self) -> bool:
        """Whether the tools differ here. Letter case does not make a difference, a gap does."""
        return len({cell.text.casefold() for cell in self.cells}) > 1


CRITERIA: dict[str, "Callable[[Side], Cell]"] = {
    "Panel verdict": lambda side: Cell(side.panel.label),
    "Community": lambda side: Cell(side.community.label, votes_on=side.tool.slug),
    "Pricing": lambda side: Cell(side.tool.pricing),
    "Best for": lambda side: Cell(side.tool.best_for),
    "Category": lambda side: Cell(side.tool.category.name),
    "Licence": lambda side: Cell(side.tool.licence_label),
}


def decision(sides: "Sequence[Side]", today: date) -> list[Row]:
    """The rows of the table: the fixed criteria, then every fact that at least one of the tools has, aligned."""
    rows = [Row(criterion, [of(side) for side in sides]) for criterion, of in CRITERIA.items()]
    facts = [Row(one.name, [_cell(side, one, today) for side in sides]) for one in _attributes(sides)]
    return rows + facts


def _attributes(sides: "Sequence[Side]") -> list[Attribute]:
    known = {fact.attribute.pk: fact.attribute for side in sides for fact in side.facts.values()}
    return sorted(known.values(), key=lambda attribute: (attribute.position, attribute.name))


def _cell(side: "Side", attribute: Attribute, today: date) -> Cell:
    fact = side.facts.get(attribute.pk)
    return fact_cell(fact, today) if fact else Cell("")


def fact_cell(fact: Fact, today: date) -> Cell:
    """The cell of a fact, with whether it was checked too long ago by `today`."""
    return Cell(fact.value, fact, fact.is_stale(today))
