"""What the JSON says: the words of the site, whole addresses, moments in UTC, and null wherever nothing is known."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """Something that is said."""

    model_config = ConfigDict(frozen=True)


class Named(Part):
    """Something by its name, with its page and its data."""

    slug: str
    name: str
    url: str = Field(description="Its page.")
    api_url: str = Field(description="Its data.")


class Counts(Part):
    """How many reviews say ship and skip."""

    percent: int | None = Field(description="100 × ships / total, halves rounded up.")
    ships: int
    skips: int
    total: int


class Panel(Counts):
    """What the reviews of a tool come to; the percent is called Panel ship."""

    verdict: Literal["Ship", "Mixed", "Skip"] | None
    label: str = Field(description="As readers see it: “Ship · 3 ship / 1 skip”.")


class ScoredPanel(Panel):
    """What the reviews of a tool come to, with their scores."""

    score: int | None = Field(description="The mean of the scores that exist, 0 to 100. Never mixed with the percent.")


class Interval(Part):
    """The 95% Wilson interval, in whole percent."""

    low: int
    high: int


class Community(Part):
    """What readers' votes come to. Too few of them carry no percent: then the counts are all there is."""

    label: str = Field(description="As readers see it: “64% ship of 25 votes (95% interval 45–80%)” or “2 of 3 ship”.")
    percent: int | None = Field(description="Null while there are fewer votes than `minimum`.")
    interval: Interval | None
    ships: int
    skips: int
    total: int
    minimum: int = Field(description="How many votes a percent needs.")


class Entry(Part):
    """The cheapest way in."""

    label: str = Field(description="As readers see it: “Free” or “$20/mo”.")
    amount: float = Field(description="0 where a real free tier or free software exists.")
    currency: str = Field(description="ISO 4217.")
    unit: str | None = Field(description="What the amount is for: “month”, “seat/month”, “1M tokens”.")


class ListedTool(Part):
    """A tool as lists have it."""

    slug: str
    name: str
    qualifier: str | None = Field(description="Tells it from another tool of the same name.")
    title: str = Field(description="The name, with the qualifier where another published tool has that name.")
    tagline: str
    category: Named
    licence: str | None = Field(description="An SPDX identifier, or “Proprietary”.")
    licence_label: str | None = Field(description="As readers see it: “Apache 2.0”.")
    entry: Entry | None
    published_at: datetime
    panel: Panel
    url: str = Field(description="Its page.")
    api_url: str = Field(description="Everything about it.")


class RatedTool(ListedTool):
    """A tool as the catalogue has it."""

    community: Community


class Fact(Part):
    """One attribute of one tool."""

    attribute: str
    value: str
    source_url: str | None
    checked_on: date | None = Field(description="The day on which it was checked.")
    stale: bool = Field(description="Whether that is longer ago than readers should rely on.")


class Given(Part):
    """A verdict as it stood from a moment on."""

    verdict: Literal["ship", "skip"]
    score: int | None
    since: datetime
    reason: str | None = Field(description="Why it became that.")


class Change(Part):
    """A verdict or score that readers have seen, and what it became."""

    before: Given
    after: Given


class Review(Part):
    """One reviewer on one tool. The verdict is the reviewer's word and never follows from the score."""

    tool: Named
    reviewer: Named
    verdict: Literal["ship", "skip"]
    score: int | None = Field(description="0 to 100.")
    body: str = Field(description="The prose, in Markdown.")
    published_at: datetime
    changes: list[Change] = Field(description="What it said before, earliest first.")
    url: str = Field(description="The page that it stands on.")


class ListedComparison(Part):
    """Tools that staff put side by side."""

    title: str
    tools: list[ListedTool] = Field(description="In order, the first on the left.")
    summary: str | None
    url: str = Field(description="Its page.")
    api_url: str = Field(description="Everything about it.")


class Alternative(Part):
    """Another tool that goes with this one, and the comparison of the two."""

    tool: ListedTool
    comparison_url: str
    comparison_api_url: str


class Side(Part):
    """One of the tools of a comparison."""

    slug: str
    name: str
    qualifier: str | None
    title: str
    tagline: str
    description: str
    category: Named
    maker: str | None
    website: str | None
    licence: str | None = Field(description="An SPDX identifier, or “Proprietary”.")
    licence_label: str | None = Field(description="As readers see it: “Apache 2.0”.")
    entry: Entry | None
    pricing: str | None = Field(description="The whole price list in one line.")
    best_for: str | None
    logo_url: str | None
    published_at: datetime
    panel: ScoredPanel
    community: Community
    awaited: list[str] = Field(description="The reviewers whose reviews are still to come.")
    url: str = Field(description="Its page.")
    api_url: str = Field(description="Everything about it.")


class Tool(Side):
    """Everything on one tool."""

    community_disagrees: bool = Field(description="Whether the interval leaves out the percent of the panel.")
    facts: list[Fact]
    reviews: list[Review] = Field(description="In panel order.")
    comparisons: list[ListedComparison] = Field(description="Those that it stands in, latest first.")
    alternatives: list[Alternative]


class Answer(Part):
    """Which of the tools the panel leans to, and why."""

    headline: str
    reason: str


class Cell(Part):
    """What one tool has to say to a criterion."""

    text: str | None
    fact: Fact | None = Field(description="Where the criterion is a fact: its source and day.")


class Row(Part):
    """One criterion, with a cell for each tool in order."""

    criterion: str
    differs: bool = Field(description="Whether the tools differ here.")
    cells: list[Cell]


class ScorecardRow(Part):
    """One reviewer, with a review of each tool in order, null where there is none."""

    reviewer: Named
    reviews: list[Review | None]


class Comparison(Part):
    """Two to four tools side by side."""

    title: str
    answer: Answer
    summary: str | None = Field(description="What staff write about the choice.")
    tools: list[Side] = Field(description="In the order asked for, the first on the left.")
    decision: list[Row]
    scorecard: list[ScorecardRow] = Field(description="In panel order.")
    url: str = Field(description="Its page, in this order.")
    canonical_url: str = Field(description="Its page, in the order that search engines are told.")
    api_url: str


class Reviewer(Named):
    """A critic with a fixed lens."""

    lens: str
    likes: str | None
    tired_of: str | None
    active: bool = Field(description="Whether this reviewer is on the panel today.")
    verdicts: Counts = Field(description="All that this reviewer has published; the percent is the ship rate.")


class Category(Named):
    """A shelf of tools."""

    description: str | None


class Page(Part):
    """A part of a long list. Follow `next` until it is null."""

    next: str | None = Field(description="The address of what comes after.")
    previous: str | None = Field(description="The address of what comes before.")


class Tools(Page):
    items: list[RatedTool]


class Comparisons(Page):
    items: list[ListedComparison]


class Reviews(Page):
    items: list[Review]


class Reviewers(Page):
    items: list[Reviewer]


class Categories(Page):
    items: list[Category]


class FoundReview(Part):
    """A review that speaks of what was asked for."""

    tool: Named
    reviewer: Named
    verdict: Literal["ship", "skip"]
    score: int | None
    excerpt: str = Field(description="The part of its prose that fits best. Plain text.")
    url: str


class Near(Part):
    """Something that comes near to what was asked for."""

    title: str
    url: str = Field(description="Its page.")
    api_url: Annotated[str | None, Field(description="Its data.")] = None


class NameInPair(Part):
    """One name in “A vs B”."""

    text: str
    meant: str | None = Field(description="The slug of the tool that it clearly stands for.")
    choices: list[Near] = Field(description="Where that is not clear: what it may stand for, and where each leads.")


class Found(Part):
    """What a search finds, the best first."""

    asked: str = Field(description="What was looked for.")
    problem: str | None = Field(description="Why nothing, or not all of it, was looked for.")
    only_near: bool = Field(description="Whether no tool is called that, and these have names like it.")
    tools: list[ListedTool]
    pair: list[NameInPair] = Field(description="Of “A vs B”, each name; then there are no `tools`.")
    comparison_url: str | None = Field(description="The comparison that was clearly asked for.")
    comparisons: list[ListedComparison]
    reviews: list[FoundReview]


class Error(Part):
    """What is wrong, and the way on."""

    status: int
    message: str
    parameter: Annotated[str | None, Field(description="The parameter that is wrong.")] = None
    possible: Annotated[list[str] | None, Field(description="What it may be.")] = None
    nearest: Annotated[list[Near] | None, Field(description="What is here instead.")] = None
    retry_after: Annotated[int | None, Field(description="After how many seconds to try again.")] = None


class Problem(Part):
    """Every answer that is no success."""

    error: Error
