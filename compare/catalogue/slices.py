"""The catalogue: which tools are listed and in which order, slice by slice, at a cost that does not grow with them."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Self, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime

from compare.catalogue.cards import cards_of
from compare.catalogue.community_order import community_figure, slice_by_community
from compare.catalogue.meeting import Met, meet
from compare.catalogue.walking import sorted_anew
from compare.listings import ListedTool
from core.keyset import Order, slice_of
from core.missing import readable
from core.models import is_public
from core.slugs import is_slug
from core.verdicts import NOT_REVIEWED, Tally, Verdict, half_up
from reviews.models import Listing, Reviewer
from reviews.selectors import current_listings
from tools.models import Attribute, Category, Fact

S = TypeVar("S", Category, Reviewer, Attribute)
OFFERED: dict[type[Model], dict[str, Any]] = {Reviewer: {"active": True}}  # of others readers need not have heard
PER_PAGE = 24
MOST_FACTS = 10
MOST_NAMED = 20  # where a message says what there is
LONGEST_LICENCE = 80
LONGEST_VALUE = 300

SORTS = {
    "name": "Name, A to Z",
    "newest": "Newest first",
    "ship": "Panel ship",
    "score": "Panel score",
    "community": "Community",
}
# The only order that says nothing of the tools: a name that one knows is found, and it stays where it is.
DEFAULT_SORT = "name"
# `community` has no single index to walk along: compare/community_order.py.
ORDERS = {
    "name": Order({"name": str, "tool_id": int}),
    "newest": Order({"published_at": datetime, "tool_id": int}, descending=True),
    "ship": Order({"share": float, "total": int, "tool_id": int}, descending=True),
    "score": Order({"score": float, "tool_id": int}, descending=True),
}

VERDICTS = {"ship": Verdict.SHIP, "mixed": Verdict.MIXED, "skip": Verdict.SKIP, "none": NOT_REVIEWED}
# Where in the index of an order those of a verdict stand, so that only that part of it is walked.
STRETCHES = {
    ("ship", "ship"): Q(share__gt=0.5),
    ("ship", "mixed"): Q(share=0.5),
    ("ship", "skip"): Q(share__gte=0, share__lt=0.5),
    ("ship", "none"): Q(share=-1),
    ("score", "none"): Q(score=-1),
}


class UnknownFilter(ValueError):
    """A filter that cannot be read: `message` says what is wrong and what is possible, `name` is the parameter.

    `choices` are the values that it may have, each with what readers call it, where they can be listed.
    """

    def __init__(self, message: str, name: str, choices: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.choices = dict(choices or {})


@dataclass(frozen=True, slots=True)
class Filters:
    """Which tools are wanted, and in which order. All that is set has to be true of a tool."""

    category: Category | None = None
    licence: str = ""
    free: bool = False
    verdict: str = ""
    reviewer: Reviewer | None = None
    facts: tuple[tuple[Attribute, str], ...] = ()
    sort: str = DEFAULT_SORT

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """What an address asks for. Parameters that are no filters are passed over, and so are empty ones.

        One query each for a category, a reviewer and facts, where they are asked for. Raises UnknownFilter.
        """
        asked = {name: _only(query, name) for name in ("category", "licence", "free", "verdict", "reviewer", "sort")}
        return cls(
            category=_called(Category, "category", asked["category"]),
            licence=_plain(asked["licence"], "licence", longest=LONGEST_LICENCE),
            free=_is_free(asked["free"]),
            verdict=_one_of(VERDICTS, "verdict", asked["verdict"]),
            reviewer=_called(Reviewer, "reviewer", asked["reviewer"]),
            facts=_facts(dict.fromkeys(fact for fact in query.getlist("fact") if fact)),
            sort=_one_of(SORTS, "sort", asked["sort"]) or DEFAULT_SORT,
        )

    @property
    def tags(self) -> dict[str, str]:
        """The tags that a listing must have, each by what it is about: `category`, ..., `fact:runs-on`."""
        tags = {
            "category": self.category and f"category:{self.category.pk}",
            "licence": self.licence and f"licence:{self.licence}",
            "free": self.free and "free",
            "verdict": self.verdict and f"verdict:{self.verdict}",
            "reviewer": self.reviewer and f"reviewer:{self.reviewer.pk}",
        }
        tags |= {f"fact:{attribute.slug}": f"fact:{attribute.pk}={value}" for attribute, value in self.facts}
        return {about: tag for about, tag in tags.items() if tag}

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters that ask for just this, without what goes without saying and without a place in the list."""
        parameters = {
            "category": [self.category.slug] if self.category else [],
            "licence": [self.licence] if self.licence else [],
            "free": ["1"] if self.free else [],
            "verdict": [self.verdict] if self.verdict else [],
            "reviewer": [self.reviewer.slug] if self.reviewer else [],
            "fact": [f"{attribute.slug}:{value}" for attribute, value in self.facts],
            "sort": [self.sort] if self.sort != DEFAULT_SORT else [],
        }
        return {name: values for name, values in parameters.items() if values}


@dataclass(frozen=True, slots=True)
class ToolSlice:
    """Some tools of a list in order, and the places to ask for those before and after them, empty where are none."""

    rows: list[ListedTool]
    before: str
    after: str
    how_many: int  # tools in the whole list, FEW + 1 for more than FEW


def slice_of_tools(
    filters: Filters, *, after: str = "", before: str = "", size: int = PER_PAGE, met: Met | None = None
) -> ToolSlice:
    """The `size` tools, or fewer, that come right after or right before a place; without either, the first.

    At most four queries, and one fewer with the first tools that were `met` of those that fit `filters`. Raises
    core.keyset.NoSuchPlace for a place that this order has not named.
    """
    met = met or meet(filters.tags.values())
    are_few = met.are_few
    # Asked for by tool: whoever saves one meanwhile gives it another listing.
    wanted = current_listings().filter(tool__in=met.keys) if are_few else _many(filters)
    wanted = wanted.only("tool_id", "name", "published_at", "ships", "total", "share", "score")
    if filters.sort == "community":
        rows, before, after = slice_by_community(wanted, after=after, before=before, size=size, anew=are_few)
    else:
        order = ORDERS[filters.sort]
        wanted, order = sorted_anew(wanted, order) if are_few else (wanted, order)
        piece = slice_of(wanted, order, after=after, before=before, size=size)
        rows, before, after = list(piece.rows), piece.before, piece.after
    figures = {row.tool_id: _figure(filters.sort, row) for row in rows}
    cards = cards_of(figures)
    # A tool withdrawn between the queries is left out.
    shown = [replace(cards[key], sorted_by=figure) for key, figure in figures.items() if key in cards]
    return ToolSlice(shown, before, after, met.size)


def _many(filters: Filters) -> QuerySet[Listing]:
    """The wanted listings where they are many. Whoever walks along the index of an order soon meets enough of them."""
    wanted = current_listings()
    if filters.sort == "newest":  # where those stand first that are yet to come
        wanted = wanted.filter(published_at__lte=Now())
    if filters.tags:
        stretch = STRETCHES.get((filters.sort, filters.verdict), Q())
        wanted = wanted.filter(stretch, tags__contains=list(filters.tags.values()))
    return wanted


def _figure(sort: str, row: Any) -> str:
    """What a card shows of what its list is sorted by; nothing where it stands in the card anyway."""
    if sort == "community":
        return community_figure(row)
    if sort == "newest":
        return f"Listed {date_format(localtime(row.published_at), 'j M Y')}"
    if sort == "ship":
        return f"Panel ship {Tally(row.ships, row.total).percent_label}"
    if sort == "score":
        return "No panel score yet" if row.score < 0 else f"Panel score {half_up(Fraction(row.score))}/100"
    return ""


# Reading an address


def _only(query: QueryDict, name: str) -> str:
    values = {value.strip() for value in query.getlist(name)} - {""}
    if len(values) > 1:
        raise UnknownFilter(f"Only one {name} can be asked for at a time, and this address names several.", name)
    return values.pop() if values else ""


def _one_of(choices: Mapping[str, str], name: str, value: str) -> str:
    if value and value not in choices:
        raise _unknown(name, value, choices)
    return value


def _is_free(value: str) -> bool:
    if value not in ("", "1"):
        message = f"What is free is asked for with free=1, and not with “{readable(value)}”."
        raise UnknownFilter(message, "free", {"1": "Free"})
    return value == "1"


def _called(model: type[S], name: str, slug: str) -> S | None:
    if not slug:
        return None
    found = model.objects.filter(slug=slug.lower()).first() if is_slug(slug.lower()) else None
    if found is None:
        possible = model.objects.filter(**OFFERED.get(model, {}))
        raise _unknown(name, slug, dict(possible.values_list("slug", "name")[:MOST_NAMED]))
    return found


def _unknown(name: str, value: str, choices: Mapping[str, str]) -> UnknownFilter:
    possible = f" It can be {' or '.join(', '.join(choices).rsplit(', ', 1))}." if choices else ""
    return UnknownFilter(f"There is no {name} “{readable(value)}”.{possible}", name, choices)


def _plain(value: str, name: str, *, longest: int) -> str:
    if len(value) > longest:
        raise UnknownFilter(f"No {name} is as long as this one: at most {longest} characters.", name)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise UnknownFilter(f"No {name} has a control character in it, as “{readable(value)}” has.", name)
    return value


def _facts(asked: Collection[str]) -> tuple[tuple[Attribute, str], ...]:
    """The facts in the order of their attributes, from texts such as `runs-on:Linux`. One query if there are any."""
    if len(asked) > MOST_FACTS:
        raise UnknownFilter(f"At most {MOST_FACTS} facts can be asked for at a time.", "fact")
    values: dict[str, str] = {}
    for fact in asked:
        slug, colon, value = (part.strip() for part in fact.partition(":"))
        if not (colon and value):
            example = "Write a fact as its attribute and its value, such as runs-on:Linux"
            raise UnknownFilter(f"{example}, and not “{readable(fact)}”.", "fact")
        if values.setdefault(slug.lower(), value) != value:
            raise UnknownFilter(f"A tool has one “{readable(slug)}” only, and this address names several.", "fact")
    # Of an attribute that only drafts have, readers are not to hear.
    known = Attribute.objects.filter(Exists(Fact.objects.filter(is_public("tool__"), attribute=OuterRef("pk"))))
    attributes = {one.slug: one for one in known.filter(slug__in=filter(is_slug, values))} if values else {}
    for slug in values:
        if slug not in attributes:
            possible = dict(known.values_list("slug", "name")[:MOST_NAMED])
            raise UnknownFilter(_unknown("attribute", slug, possible).message, "fact")
    return tuple((one, _plain(values[slug], "fact", longest=LONGEST_VALUE)) for slug, one in attributes.items())
