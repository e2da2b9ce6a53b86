"""The search page: what is found for what somebody typed, and what was understood of it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Q, QuerySet, TextField
from psycopg import sql

from compare.catalogue.cards import cards_of
from compare.listings import ListedComparison, ListedTool, join_tools
from compare.search.pairs import Named, pair_of, read_pair
from compare.search.tools import Candidate, Match, find_tools
from core.compiled import Compiled, Given, given_keys
from core.grammar import NUMBERS, counted, listed
from core.prepared import prepared_rows
from digest.words import beginning
from reviews.models import MAX_LETTERS, Review
from tools.addresses import MAX_TOOLS, comparison_path
from tools.models import Comparison
from tools.querysets import ComparisonQuerySet, takes_part, title_of

LONGEST = 200
TOO_LONG = f"Search takes up to {LONGEST} characters: a name, or a few words."
MOST_TOOLS, MOST_COMPARISONS, MOST_REVIEWS = 24, 6, 6
MOST_BESIDE = 8  # with a tool of this very name, or where names are only near
CANDIDATES, REVIEW_CANDIDATES = 200, 60  # comparisons and reviews that are ranked
FOUND, END, LESS = "\x02", "\x03", "\x04"  # no prose has them, for `beginning` takes them out
HEADLINE = f"StartSel={FOUND}, StopSel={END}, MaxFragments=1, MaxWords=30, MinWords=15, ShortWord=0"
EXCERPTS = sql.SQL("""
    SELECT ts_headline('english', body, plainto_tsquery('english', %(text)s), {headline})
    FROM unnest(%(bodies)s::text[]) WITH ORDINALITY AS prose (body, place) ORDER BY place
""").format(headline=HEADLINE)
PROSE, SUMMARY = SearchVector("body", config="english"), SearchVector("summary", config="english")
ASKED = SearchQuery(Given("text", TextField()), config="english")


def _latest(wanted: Q) -> ComparisonQuerySet:
    comparisons = Comparison.objects.published().annotate(prose=SUMMARY).filter(wanted)
    return comparisons.order_by("-published_at", "pk")[:CANDIDATES]


def _best_reviews() -> QuerySet[Review]:
    matching = Review.objects.published().annotate(prose=PROSE).filter(prose=ASKED).order_by()[:REVIEW_CANDIDATES]
    return (
        Review.objects.filter(pk__in=matching.values("pk"))
        .select_related("reviewer", "tool")
        .annotate(tool_title=title_of("tool__"), rank=SearchRank(PROSE, ASKED))
        .order_by("-rank", "-published_at", "pk")[:MOST_REVIEWS]
    )


_OF_THESE = Compiled(lambda: _latest(takes_part(given_keys("tools"))))
_SAYING = Compiled(lambda: _latest(takes_part(given_keys("tools")) | Q(prose=ASKED)))
_REVIEWS = Compiled(_best_reviews)


@dataclass(frozen=True, slots=True)
class FoundReview:
    """A review, its tool's title, and the stretch of its prose that fits best: its pieces, and which of them fit."""

    review: Review
    title: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. All of it is empty where `problem` says why nothing was looked for."""

    asked: str
    problem: str = ""
    tools: list[ListedTool] = field(default_factory=list)
    only_near: bool = False  # no tool is called that or has it in its description; these have names like it
    pair: list[Named] = field(default_factory=list)
    comparisons: list[ListedComparison] = field(default_factory=list)
    reviews: list[FoundReview] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The comparison that was clearly asked for, or an empty string. Of too many names it is that of the first."""
        meant = [named.meant.slug for named in self.pair if named.meant]
        return comparison_path(meant) if 1 < len(meant) == len(self.pair) else ""

    @property
    def is_clear(self) -> bool:
        """Whether there is no question left, so that a reader can be taken to `path`."""
        return bool(self.path) and not self.problem

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to show, not even names to choose from."""
        return not (self.tools or self.comparisons or self.reviews or self.pair)

    @property
    def summary(self) -> str:
        """How much was found, as in `2 tools and 1 review`; empty for nothing."""
        tools, comparisons, reviews = len(self.tools), len(self.comparisons), len(self.reviews)
        counts = [
            tools and counted(tools, "tool"),
            comparisons and counted(comparisons, "comparison"),
            reviews and counted(reviews, "review"),
        ]
        found = [count for count in counts if count]
        return listed(found) if found else ""


def search(text: str, *, limit: int = MOST_TOOLS) -> Found:
    """What fits `text`: `limit` tools at most, a few comparisons and a few reviews, best first. Six queries at most."""
    asked = cleaned(text)
    if len(asked) > LONGEST:
        return Found(asked, f"{TOO_LONG} This has {len(asked)}.")
    if not says_something(asked):
        return Found(asked, "There is no letter and no digit in it, so there is nothing to look for." if asked else "")
    if names := pair_of(asked):
        return _search_pair(asked, names)
    (candidates,) = find_tools([asked], limit=limit)
    candidates = _worth_showing(candidates)
    found = cards_of([one.tool_id for one in candidates])
    cards = {one.tool_id: found[one.tool_id] for one in candidates if one.tool_id in found}
    return Found(
        asked,
        tools=list(cards.values()),
        only_near=bool(candidates) and all(one.match == Match.NEAR for one in candidates),
        comparisons=_comparisons(cards, asked),
        reviews=_reviews(asked),
    )


def _worth_showing(candidates: list[Candidate]) -> list[Candidate]:
    """Of a name that is found, and of names that are only near, few others are worth a look: the best."""
    best = candidates[0].match if candidates else Match.TEXT
    if best not in (Match.EXACT, Match.NEAR):
        return candidates
    namesakes = sum(one.match == Match.EXACT for one in candidates)
    return candidates[: max(MOST_BESIDE, namesakes)]


def cleaned(text: str) -> str:
    """`text` on one line, as the database can be asked for it and a page can show it."""
    printable = (character if character.isprintable() else " " for character in unicodedata.normalize("NFKC", text))
    return " ".join("".join(printable).split())


def says_something(asked: str) -> bool:
    """Whether there is anything in it that could be looked for."""
    return any(character.isalnum() for character in asked)


def _search_pair(asked: str, names: list[str]) -> Found:
    problem = ""
    if len(names) > MAX_TOOLS:
        problem = f"A comparison takes up to {NUMBERS[MAX_TOOLS]} tools, and this names {len(names)}."
    pair = read_pair(names[:MAX_TOOLS])
    meant = [named.meant.pk for named in pair if named.meant]
    comparisons = _comparisons(cards_of(meant), "") if meant and not problem else []
    return Found(asked, problem, pair=pair, comparisons=comparisons)


def _comparisons(cards: Mapping[int, ListedTool], text: str) -> list[ListedComparison]:
    """Those of most of these tools first, the first-named tools first, then those whose summary has these words."""
    standing = {key: place for place, key in enumerate(cards)}

    def place(comparison: Comparison) -> tuple[int, int]:
        places = [standing[key] for key in comparison.tool_ids if key in standing]
        return -len(places), min(places, default=0)

    latest = _SAYING(tools=list(cards), text=text) if text else _OF_THESE(tools=list(cards))
    best = sorted(latest, key=place)[:MOST_COMPARISONS]
    shown = {key for comparison in best for key in comparison.tool_ids}
    return join_tools(best, [*cards.values(), *cards_of(shown - cards.keys()).values()])


def _reviews(text: str) -> list[FoundReview]:
    best = _REVIEWS(text=text)
    excerpts = _excerpts([beginning(review.body, MAX_LETTERS) for review in best], text)
    return [FoundReview(*row) for row in zip(best, [cast(Any, one).tool_title for one in best], excerpts, strict=True)]


def _excerpts(bodies: list[str], text: str) -> list[list[tuple[str, bool]]]:
    """Of each of these plain texts the stretch that fits `text` best, in pieces. No query for none."""
    if not bodies:
        return []
    told = [body.replace("<", LESS) for body in bodies]  # it would leave out what looks like a tag
    headlines = [row[0].replace(LESS, "<") for row in prepared_rows(EXCERPTS, {"text": text, "bodies": told})]
    return [_pieces(headline, body) for headline, body in zip(headlines, bodies, strict=True)]


def _pieces(headline: str, body: str) -> list[tuple[str, bool]]:
    plain = headline.replace(FOUND, "").replace(END, "")
    if not plain:  # such as the prose of a link without words, of which only the address is found
        return []
    before, _, after = body.partition(plain)
    start = "… " if says_something(before) else before
    end = " …" if says_something(after) else after
    first, *others = f"{start}{headline}{end}".split(FOUND)
    pieces = [(first, False)]
    for other in others:
        fitting, _, rest = other.partition(END)
        pieces += [(fitting, True), (rest, False)]
    return [piece for piece in pieces if piece[0]]
