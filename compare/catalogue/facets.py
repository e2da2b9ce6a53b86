"""What the catalogue can be sifted by, and how many tools each choice would leave.

The number beside a choice is of the tools that fit everything else that is set, with this choice in place of what is
set of its own kind: with the category Agents chosen, the numbers of all other categories are still there. Up to 1,000
tools it is exact; of more is said only `1,000+`, so that counting costs the same however many tools there are.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator

from compare.catalogue.slices import FEW, VERDICTS, Filters
from reviews.models import Review, Reviewer
from tools.models import Attribute, Category, Tool

MOST_LICENCES = 10
MOST_ATTRIBUTES = 10
MOST_VALUES = 8  # of one attribute
SHARED_BY = 2  # a value that a single tool has is no filter but its name

# For each list of tags, how often each tag stands with the first listings that have them all. Whatever follows from a
# listing of no tags is asked for by itself, since the index of tags would be read as a whole for it.
MET = """
    SELECT asked.number, tag, count(*)
    FROM jsonb_to_recordset(%(asked)s) AS asked (number int, tags text[])
    CROSS JOIN LATERAL (
        (SELECT tags FROM reviews_listing
            WHERE asked.tags = '{}' AND since <= now() AND (until IS NULL OR until > now()) LIMIT %(most)s)
        UNION ALL
        (SELECT tags FROM reviews_listing
            WHERE asked.tags <> '{}' AND tags @> asked.tags
            AND since <= now() AND (until IS NULL OR until > now()) LIMIT %(most)s)
    ) AS met
    CROSS JOIN unnest(met.tags) AS tag
    GROUP BY asked.number, tag
"""
# How many listings have all tags of each list, and no further than `most`.
COUNTED = """
    SELECT asked.number, (
        SELECT count(*) FROM (
            SELECT FROM reviews_listing
            WHERE tags @> asked.tags AND since <= now() AND (until IS NULL OR until > now()) LIMIT %(most)s
        ) AS met
    )
    FROM jsonb_to_recordset(%(asked)s) AS asked (number int, tags text[])
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value in the address, what readers call it, how many tools it leaves (FEW + 1 for more)."""

    value: str
    label: str
    number: int
    chosen: bool

    @property
    def count(self) -> str:
        """The number as readers see it: `12`, `1,000+`."""
        return f"{FEW:,}+" if self.number > FEW else str(self.number)


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


def build_facets(filters: Filters, categories: Iterable[Category]) -> list[Facet]:
    """Everything by which the tools can be sifted further or otherwise. At most four queries.

    Offered are all `categories` and verdicts, the reviewers on the panel and those who have reviewed, the most common
    licences, and of the facts the values that several tools share; and always what is set.
    """
    met = _met(filters)
    choices = {
        "category": [_Choice("category", f"category:{one.pk}", one.slug, one.name) for one in categories],
        "verdict": [_Choice("verdict", f"verdict:{word}", word, label) for word, label in VERDICTS.items()],
        "reviewer": [_Choice("reviewer", f"reviewer:{one.pk}", one.slug, one.name) for one in _reviewers()],
        "licence": _licences(filters, met["licence"]),
        "free": [_Choice("free", "free", "1", "Free")],
    }
    labels = {
        "category": "Category",
        "verdict": "Panel verdict",
        "reviewer": "Reviewed by",
        "licence": "Licence",
        "free": "Entry",
    }
    for attribute in _attributes(filters, met):
        about = f"fact:{attribute.slug}"
        choices[about], labels[about] = _values(filters, attribute, met[about]), attribute.name
    numbers = _numbers(filters, [one for kind in choices.values() for one in kind], met)
    chosen = set(filters.tags.values())
    return [
        Facet(
            name=about.partition(":")[0],
            label=labels[about],
            options=[Option(one.value, one.label, numbers[one], one.tag in chosen) for one in kind],
        )
        for about, kind in choices.items()
        if kind
    ]


def _met(filters: Filters) -> Mapping[str, Counter[str]]:
    """How often each tag is met among the first tools that fit everything but what is set of one kind, by this kind.

    For kinds of which nothing is set, among the first that fit everything. One query.
    """
    tags = filters.tags
    bases = ["", *tags]
    met = [Counter[str]() for _ in bases]
    for number, tag, count in _ask(MET, [[tag for about, tag in tags.items() if about != base] for base in bases]):
        met[number][tag] = count
    return defaultdict(lambda: met[0], zip(bases, met, strict=True))


def _numbers(filters: Filters, choices: list[_Choice], met: Mapping[str, Counter[str]]) -> dict[_Choice, int]:
    """How many tools each choice leaves, FEW + 1 for more. No query while few tools are met, and else one."""
    numbers = {choice: met[choice.about][choice.tag] for choice in choices}
    unsure = [choice for choice in choices if _size(met[choice.about]) > FEW]
    if unsure:
        tags = filters.tags
        asked = [[choice.tag, *(tag for about, tag in tags.items() if about != choice.about)] for choice in unsure]
        numbers |= {unsure[number]: count for number, count in _ask(COUNTED, asked)}
    return numbers


def _size(met: Counter[str]) -> int:
    """How many tools were met: each has the tag of one verdict."""
    return sum(met[f"verdict:{word}"] for word in VERDICTS)


def _ask(question: str, lists: list[list[str]]) -> list[Any]:
    asked = json.dumps([{"number": number, "tags": tags} for number, tags in enumerate(lists)])
    with connection.cursor() as cursor:
        cursor.execute(question, {"asked": asked, "most": FEW + 1})
        rows: list[Any] = cursor.fetchall()
        return rows


def _reviewers() -> list[Reviewer]:
    reviewed = Exists(Review.objects.published().filter(reviewer=OuterRef("pk")))
    return list(Reviewer.objects.filter(Q(active=True) | reviewed))


def _licences(filters: Filters, met: Counter[str]) -> list[_Choice]:
    common = _most_common(met, "licence:", MOST_LICENCES, at_least=1) | {filters.licence} - {""}
    choices = [_Choice("licence", f"licence:{one}", one, Tool(licence=one).licence_label) for one in common]
    return sorted(choices, key=lambda choice: choice.label.casefold())


def _attributes(filters: Filters, met: Mapping[str, Counter[str]]) -> list[Attribute]:
    """Those that are set, and those of which the most tools share a value with another tool, in their own order."""
    shared = Counter[str]()
    for tag, number in met[""].items():
        if tag.startswith("fact:") and number >= SHARED_BY:
            shared[tag.removeprefix("fact:").partition("=")[0]] += number
    keys = [int(key) for key, _ in shared.most_common(MOST_ATTRIBUTES)]
    found = {one.pk: one for one in Attribute.objects.filter(pk__in=keys)} | {one.pk: one for one, _ in filters.facts}
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
