"""What the catalogue can be sifted by, and how many tools each choice would leave.

The number beside a choice is of the tools that fit everything else that is set, with this choice in place of what is
set of its own kind: with the category Agents chosen, the numbers of all other categories are still there. Where a
thousand tools or fewer fit all the rest it is exact. Of more tools a few hundred are looked at, and the number says
how many fit at least, as in `50+`; choices that few of those fit are counted by themselves, as far as a hundred. So
counting costs about the same however many tools there are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator

from compare.catalogue.meeting import MOST_COUNTED, Met, count, meet_all
from compare.catalogue.slices import VERDICTS, Filters
from core.compiled import Compiled, given_keys, one_of
from reviews.models import Review, Reviewer
from tools.models import Attribute, Category, Tool

MOST_LICENCES = 10
MOST_ATTRIBUTES = 10
MOST_VALUES = 8  # of one attribute
SHARED_BY = 2  # a value that a single tool has is no filter but its name
# Met so often or more, a choice is said to fit so many at least; met less, it is counted.
SURE = 5
ROUND = (500, 200, 100, 50, 20, 10, SURE)

_REVIEWED = Exists(Review.objects.published().filter(reviewer=OuterRef("pk")))
_REVIEWERS = Compiled(lambda: Reviewer.objects.filter(Q(active=True) | _REVIEWED))
_ATTRIBUTES = Compiled(lambda: Attribute.objects.filter(one_of("pk", given_keys("attributes"))))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value in the address, what readers call it, how many tools it leaves, and whether even more."""

    value: str
    label: str
    number: int
    is_more: bool
    chosen: bool

    @property
    def count(self) -> str:
        """The number as readers see it: `12`, `50+`."""
        return f"{self.number:,}+" if self.is_more else str(self.number)


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind of choice: its parameter, what readers call it, and the choices, of which one at most is chosen."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class _Choice:
    about: str  # as in Filters.tags
    tag: str
    value: str
    label: str


def build_facets(filters: Filters, categories: Iterable[Category], met: Mapping[str, Met] | None = None) -> list[Facet]:
    """Everything by which the tools can be sifted further or otherwise. At most four queries.

    One fewer with what `meet_all` has `met` of the tags of `filters`. Offered are all `categories` and verdicts, the
    reviewers on the panel and those who have reviewed, the most common licences, and of the facts the values that
    several tools share; and always what is set.
    """
    met = met or meet_all(filters.tags)
    choices = {
        "category": [_Choice("category", f"category:{one.pk}", one.slug, one.name) for one in categories],
        "verdict": [_Choice("verdict", f"verdict:{word}", word, label) for word, label in VERDICTS.items()],
        "reviewer": [_Choice("reviewer", f"reviewer:{one.pk}", one.slug, one.name) for one in _REVIEWERS()],
        "licence": _licences(filters, _besides("licence", met).tags),
        "free": [_Choice("free", "free", "1", "Free")],
    }
    labels = {
        "category": "Category",
        "verdict": "Panel verdict",
        "reviewer": "Reviewed by",
        "licence": "Licence",
        "free": "Entry",
    }
    for attribute in _attributes(filters, met[""].tags):
        about = f"fact:{attribute.slug}"
        choices[about], labels[about] = _values(filters, attribute, _besides(about, met).tags), attribute.name
    numbers = _numbers(filters, [one for kind in choices.values() for one in kind], met)
    chosen = set(filters.tags.values())
    return [
        Facet(
            name=about.partition(":")[0],
            label=labels[about],
            options=[Option(one.value, one.label, *numbers[one], one.tag in chosen) for one in kind],
        )
        for about, kind in choices.items()
        if kind
    ]


def _besides(about: str, met: Mapping[str, Met]) -> Met:
    """What was met of all that is set but for what is set of this kind."""
    return met.get(about, met[""])


def _numbers(filters: Filters, choices: list[_Choice], met: Mapping[str, Met]) -> dict[_Choice, tuple[int, bool]]:
    """How many tools each choice leaves, and whether even more. No query while few tools are met, and else one."""
    numbers: dict[_Choice, tuple[int, bool]] = {}
    unsure = []
    for choice in choices:
        base = _besides(choice.about, met)
        number, are_few = base.tags[choice.tag], base.are_few
        numbers[choice] = (number, False) if are_few else (_rounded_down(number), True)
        if number < SURE and not are_few:
            unsure.append(choice)
    if unsure:
        tags = filters.tags
        asked = [[choice.tag, *(tag for about, tag in tags.items() if about != choice.about)] for choice in unsure]
        for choice, number in zip(unsure, count(asked), strict=True):
            numbers[choice] = (min(number, MOST_COUNTED), number > MOST_COUNTED)
    return numbers


def _rounded_down(number: int) -> int:
    return next((step for step in ROUND if step <= number), 0)


def _licences(filters: Filters, met: Counter[str]) -> list[_Choice]:
    common = _most_common(met, "licence:", MOST_LICENCES, at_least=1) | {filters.licence} - {""}
    choices = [_Choice("licence", f"licence:{one}", one, Tool(licence=one).licence_label) for one in common]
    return sorted(choices, key=lambda choice: choice.label.casefold())


def _attributes(filters: Filters, met: Counter[str]) -> list[Attribute]:
    """Those that are set, and those of which the most tools share a value with another tool, in their own order."""
    shared = Counter[str]()
    for tag, number in met.items():
        if tag.startswith("fact:") and number >= SHARED_BY:
            shared[tag.removeprefix("fact:").partition("=")[0]] += number
    keys = [int(key) for key, _ in shared.most_common(MOST_ATTRIBUTES)]
    found = {one.pk: one for one in _ATTRIBUTES(attributes=keys)} | {one.pk: one for one, _ in filters.facts}
    return sorted(found.values(), key=lambda one: (one.position, one.name))


def _values(filters: Filters, attribute: Attribute, met: Counter[str]) -> list[_Choice]:
    begin = f"fact:{attribute.pk}="
    common = _most_common(met, begin, MOST_VALUES, at_least=SHARED_BY)
    common |= {value for one, value in filters.facts if one == attribute}
    return [
        _Choice(f"fact:{attribute.slug}", begin + value, f"{attribute.slug}:{value}", Truncator(value).chars(60))
        for value in sorted(common, key=str.casefold)
    ]


def _most_common(met: Counter[str], begin: str, most: int, *, at_least: int) -> set[str]:
    """The ends of the most common tags that begin so."""
    tags = Counter({tag: number for tag, number in met.items() if tag.startswith(begin) and number >= at_least})
    return {tag.removeprefix(begin) for tag, _ in tags.most_common(most)}
