"""Examples for `/styleguide`: every part of the pages in every state, made without the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone

from compare.ballots import Ballot
from compare.decision import fact_cell
from compare.forms import PickerForm, Slot
from compare.legend import LEGEND
from compare.listings import ListedComparison, ListedTool
from compare.panels import ComparisonPage, Side, lay_out
from compare.tool_page import FactLine
from core.missing import Suggestion
from core.models import Choice, State
from core.verdicts import Tally
from digest.forms import SignUpForm
from reviews.models import Review, Reviewer
from tools.models import Attribute, Category, Fact, Tool
from votes.community import Community
from votes.models import Vote, VoteState

FREE, PAID = Decimal(0), Decimal(20)
PUBLISHED_AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
SENTENCE = "It does what its makers say on the machine they say it for, and the rest is for the reader to weigh."
LONG_NAME = "Interminable-Instruction-Following-Mixture-of-Experts-Preview"
REVIEWERS = [
    Reviewer(pk=place, name=name, slug=name.lower(), lens=f"What a {name.lower()} asks first.", position=place)
    for place, name in enumerate(["Builder", "Skeptic", "Futurist", "Founder"])
]


def example_tool(place: int, name: str, *, qualifier: str = "", words: int = 20, **fields: Any) -> Tool:
    """A tool that was never saved. `words` is how long its description is."""
    text = " ".join((SENTENCE.split() * words)[:words])
    shelf = Category(name="Developer Tools", slug="developer-tools")
    tool = Tool(pk=place, name=name, slug=f"example-{place}", qualifier=qualifier, category=shelf, **fields)
    tool.tagline, tool.description, tool.published_at = "One line that says what it is for.", text, PUBLISHED_AT
    tool.title = str(tool)
    return tool


def example_review(reviewer: Reviewer, verdict: Choice, score: int | None, *, sentences: int = 2) -> Review:
    """A review that was never saved, with a piece of code and a link in it."""
    body = " ".join([SENTENCE] * sentences) + " See `load()` in [its manual](https://example.org/)."
    return Review(
        reviewer=reviewer,
        verdict=verdict,
        score=score,
        body=body,
        state=State.PUBLISHED,
        published_at=PUBLISHED_AT,
    )


def example_side(
    tool: Tool, reviews: Sequence[Review] = (), *, facts: Sequence[Fact] = (), votes: tuple[int, int] = (0, 0)
) -> Side:
    """What is known of an example. `votes` are its ships and the total."""
    for review in reviews:
        review.tool = tool
    return Side(
        tool=tool,
        facts={fact.attribute_id: fact for fact in facts},
        reviews={review.reviewer.pk: review for review in reviews},
        community=_community(*votes),
    )


def _community(ships: int, total: int) -> Community:
    return Community(Tally(ships, total), settings.COMMUNITY_MIN_VOTES)


def example_facts(size: str, today: date) -> list[Fact]:
    """A fresh fact, a stale one, and one without source or day."""
    names = ["Parameters", "Runs on", "Modality"]
    attributes = [Attribute(pk=place, name=name, position=place) for place, name in enumerate(names)]
    stale = today - timedelta(days=settings.FACT_STALE_AFTER_DAYS + 1)
    return [
        Fact(attribute=attributes[0], value=size, source_url="https://example.org/size", checked_on=today),
        Fact(attribute=attributes[1], value="Two cards", source_url="https://example.org/cards", checked_on=stale),
        Fact(attribute=attributes[2], value="Text"),
    ]


def _panel(verdicts: str, scores: Sequence[int | None] = (), **how: int) -> list[Review]:
    """Reviews in panel order: `+` says ship, `-` skip, and a space that this reviewer has not covered the tool."""
    given = [*scores, *[None] * len(verdicts)]
    words = {"+": Choice.SHIP, "-": Choice.SKIP}
    panel = zip(REVIEWERS, verdicts, given, strict=False)
    return [example_review(reviewer, words[word], score, **how) for reviewer, word, score in panel if word != " "]


def _change_mind(review: Review, *, days_ago: int) -> Review:
    """The same review, which said the opposite until some days ago."""
    before = Choice.SKIP if review.ships else Choice.SHIP
    turned = timezone.now() - timedelta(days=days_ago)
    review.given = [
        {"verdict": before, "score": None, "since": str(PUBLISHED_AT), "reason": ""},
        {"verdict": review.verdict, "score": review.score, "since": str(turned), "reason": "Its licence changed."},
    ]
    return review


def _whole(today: date) -> list[Side]:
    left = example_tool(1, "Left", maker="Maker", website="https://a.example/", licence="Apache-2.0", entry_amount=FREE)
    right = example_tool(2, "Right", best_for="Whoever pays by the month.", entry_amount=PAID, entry_unit="month")
    builder, *others = _panel("+++-", [85, 78, 82, 52])
    _change_mind(builder, days_ago=3)
    return [
        example_side(left, [builder, *others], facts=example_facts("3B", today), votes=(16, 25)),
        example_side(right, _panel("-+--", [40, 75, 0, 55]), facts=example_facts("141B", today)[:1], votes=(2, 3)),
    ]


def _long(today: date) -> list[Side]:
    left = example_tool(1, LONG_NAME, words=200)
    right = example_tool(2, "A name of many short words that goes on for longer than anyone would say it", words=3)
    return [
        example_side(left, _panel("+-+ ", [100, None, 64], sentences=12), facts=example_facts("3B", today)),
        example_side(right, _panel("--++", [7])),
    ]


def _ballots() -> list[Ballot]:
    """Nobody has voted, few have, and enough have: to disagree with the panel, and with a vote that is withheld."""
    said = [
        None,
        Vote(choice=Choice.SKIP),
        Vote(choice=Choice.SHIP),
        Vote(choice=Choice.SHIP, state=VoteState.WITHHELD),
    ]
    votes = [(0, 0), (2, 3), (4, 25), (16, 25)]
    return [
        Ballot(example_tool(place, f"Ballot {place}"), Tally(3, 4), _community(*votes[place - 1]), said[place - 1])
        for place in range(1, 5)
    ]


def _unknown(today: date) -> list[Side]:
    return [example_side(example_tool(1, "Left")), example_side(example_tool(2, "Right"))]


def _namesakes(today: date) -> list[Side]:
    tools = [
        example_tool(1, "Twin", qualifier="on-device release"),
        example_tool(2, "Twin", qualifier="consumer-GPU release"),
        example_tool(3, "Other"),
    ]
    panels = [_panel("+-+-"), _panel("++"), _panel("---")]
    return [example_side(tool, panel) for tool, panel in zip(tools, panels, strict=True)]


def _four(today: date) -> list[Side]:
    tools = [example_tool(place, name) for place, name in enumerate([LONG_NAME, "Second", "Third", "Fourth"], 1)]
    panels = [_panel("++++", [90, 80, 70, 60]), _panel("+-+-", [50, 50]), _panel(" ---"), []]
    return [example_side(tool, panel) for tool, panel in zip(tools, panels, strict=True)]


SHEETS: dict[str, Callable[[date], list[Side]]] = {
    "two-tools": _whole,
    "long-names": _long,
    "nothing-known": _unknown,
    "three-tools-two-namesakes": _namesakes,
    "four-tools": _four,
}


def example_sheet(name: str) -> ComparisonPage:
    """The comparison of that name. Raises KeyError where there is none."""
    today = timezone.localdate()
    summary = "What the choice is about, in the editors’ words." if name == "two-tools" else ""
    return lay_out(SHEETS[name](today), summary=summary, canonical_path=f"/styleguide/{name}", today=today)


@dataclass(frozen=True, slots=True)
class Parts:
    """One of each part that the pages are made of."""

    sheets: list[str]
    tools: list[ListedTool]
    comparisons: list[ListedComparison]
    panel: list[tuple[Reviewer, Tally]]
    reviews: list[Review]
    changed: list[Review]
    sides: list[Side]
    facts: list[FactLine]
    ballots: list[Ballot]
    pictured: dict[str, Any]
    form: PickerForm
    wrong_form: PickerForm
    wrong_address: SignUpForm
    slot: Slot
    pages: "Page[int]"


def example_parts() -> Parts:
    """All parts."""
    today = timezone.localdate()
    names = ["Shipped", "Mixed", "Skipped", LONG_NAME]
    tools = [
        ListedTool(example_tool(place, name), tally)
        for place, (name, tally) in enumerate(zip(names, LEGEND.values(), strict=True), 1)
    ]
    return Parts(
        sheets=list(SHEETS),
        tools=tools,
        comparisons=[ListedComparison(tools[:2], SENTENCE), ListedComparison(tools, "")],
        panel=list(zip(REVIEWERS, LEGEND.values(), strict=True)),
        reviews=_panel("+-+", [85, 52, None]),
        changed=list(_whole(today)[0].reviews.values())[:1],
        sides=[*_whole(today), *_unknown(today)[:1]],
        facts=[FactLine(fact.attribute.name, fact_cell(fact, today)) for fact in example_facts("3B", today)],
        ballots=_ballots(),
        pictured={"logo": {"url": static("icons/icon-192.png")}},  # an upload, as far as the template can tell
        form=PickerForm(initial={"first": names[0], "third": names[2]}),
        wrong_form=PickerForm(QueryDict("second="), auto_id="wrong_%s"),
        wrong_address=SignUpForm(QueryDict("address=ann")),
        slot=Slot(
            PickerForm(initial={"fourth": "shiped"}, auto_id="unknown_%s")["fourth"],
            ["No tool has this name. Did you mean one of these?"],
            [Suggestion(listed.tool.title, "#forms") for listed in tools],
        ),
        pages=Paginator(range(3), 1).page(2),
    )
