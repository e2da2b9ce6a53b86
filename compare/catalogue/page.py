"""The data of the pages that list tools: the catalogue, and one shelf of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from compare.catalogue.facets import Facet, build_facets
from compare.catalogue.meeting import FEW, Met, meet_all
from compare.catalogue.slices import SORTS, VERDICTS, Filters, UnknownFilter, slice_of_tools
from compare.listings import ListedTool
from core.compiled import Compiled
from core.grammar import counted
from core.keyset import NoSuchPlace
from tools.models import Category, Tool

_CATEGORIES = Compiled(Category.objects.all)
IN_ORDER = {
    "name": "A to Z",
    "newest": "newest first",
    "ship": "sorted by panel ship",
    "score": "sorted by panel score",
    "community": "sorted by what the community says",
}


@dataclass(frozen=True, slots=True)
class ListPiece:
    """A piece of a list of tools, how many tools the list has, in words, and where it goes on: empty where it ends."""

    tools: list[ListedTool]
    how_many: str
    first: str
    previous: str
    next: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A list one step from here, in words: without something that is set, or with something else."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """Everything the catalogue shows."""

    filters: Filters
    piece: ListPiece
    facets: list[Facet]
    chips: list[Way]
    address_without_filters: str
    categories: list[Category]

    @property
    def sorts(self) -> dict[str, str]:
        """The orders by their names in the address, each as readers call it."""
        return SORTS

    @property
    def fact_facets(self) -> list[Facet]:
        """The facets of facts, which are many and stand by themselves."""
        return [facet for facet in self.facets if facet.name == "fact"]

    @property
    def has_rough_numbers(self) -> bool:
        """Whether any choice says only how many tools it leaves at least."""
        return any(option.is_more for facet in self.facets for option in facet.options)

    @property
    def in_order(self) -> str:
        """The order in words, as a sentence goes on with it."""
        return IN_ORDER[self.filters.sort]

    @property
    def is_plain(self) -> bool:
        """Whether it is the whole list from its beginning in its usual order."""
        return not self.filters.query and self.piece.is_first


def build_catalogue_page(filters: Filters, *, after: str = "", before: str = "") -> CataloguePage:
    """The catalogue as `filters` have it, from a place on or up to one. At most eight queries.

    Raises NoSuchPlace as `build_piece` does.
    """
    path = reverse("catalogue")
    categories = _CATEGORIES()
    met = meet_all(filters.tags)
    return CataloguePage(
        filters=filters,
        piece=build_piece(filters, address(path, filters.query), after=after, before=before, met=met[""]),
        facets=build_facets(filters, categories, met),
        chips=[Way(label, address(path, rest.query)) for label, rest in _set(filters)],
        address_without_filters=address(path, Filters(sort=filters.sort).query),
        categories=categories,
    )


def build_piece(
    filters: Filters, first: str, *, after: str = "", before: str = "", met: Met | None = None
) -> ListPiece:
    """A piece of the list that begins at the address `first`. Queries and `met` are those of `slice_of_tools`.

    Raises NoSuchPlace for a place that cannot be read, and for one after which nothing comes any more.
    """
    piece = slice_of_tools(filters, after=after, before=before, met=met)
    if (after or before) and not piece.rows:
        raise NoSuchPlace(after or before)
    return ListPiece(
        tools=piece.rows,
        how_many=f"more than {FEW:,} tools" if piece.how_many > FEW else counted(piece.how_many, "tool"),
        first=first,
        previous=_at(first, "before", piece.before),
        next=_at(first, "after", piece.after),
        is_first=not (after or before),
    )


def address(path: str, parameters: Mapping[str, Sequence[str]]) -> str:
    """`path` with `parameters` behind it, legible as far as addresses can be."""
    query = urlencode(parameters, doseq=True, safe=":")
    return f"{path}?{query}" if query else path


def _at(first: str, side: str, place: str) -> str:
    return f"{first}{'&' if '?' in first else '?'}{side}={place}" if place else ""


def _set(filters: Filters) -> list[tuple[str, Filters]]:
    """All that is set, in words, with the filters without it."""
    found = []
    if filters.category:
        found.append((filters.category.name, replace(filters, category=None)))
    if filters.verdict:
        found.append((f"Verdict: {VERDICTS[filters.verdict]}", replace(filters, verdict="")))
    if filters.reviewer:
        found.append((f"Reviewed by {filters.reviewer}", replace(filters, reviewer=None)))
    if filters.licence:
        label = Tool(licence=filters.licence).licence_label
        found.append((f"Licence: {label}", replace(filters, licence="")))
    if filters.free:
        found.append(("Entry: Free", replace(filters, free=False)))
    for fact in filters.facts:
        others = tuple(other for other in filters.facts if other != fact)
        found.append((f"{fact[0]}: {fact[1]}", replace(filters, facts=others)))
    return found


@dataclass(frozen=True, slots=True)
class UnknownFilterPage:
    """What the page about a filter that cannot be read shows: what is wrong, and the ways on with all else kept."""

    message: str
    choices: list[Way]
    address_without: str


def build_unknown_filter_page(error: UnknownFilter, query: QueryDict) -> UnknownFilterPage:
    """The page about `error`, which came of `query`. No query."""
    path = reverse("catalogue")
    others = {name: values for name, values in query.lists() if name not in (error.name, "after", "before")}
    return UnknownFilterPage(
        message=error.message,
        choices=[Way(label, address(path, others | {error.name: [value]})) for value, label in error.choices.items()],
        address_without=address(path, others),
    )
