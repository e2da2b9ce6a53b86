"""Comparisons, tools and decision records as Markdown, and the index of the site for language models."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone

from compare.listings import ListedComparison, list_comparisons
from compare.records.markdown import address_of, escaped, link, quoted, row
from compare.records.snapshots import Cell, Critic, Opinion, Row, Snapshot, ToolThen, cell_then, opinion_then, tool_then
from compare.tool_page import ToolPage
from core.grammar import listed
from core.missing import Missing
from core.templatetags.tiebreak import hostname
from reviews.models import Review
from tools.models import Category, Comparison

# Of what the index names no more than these, however large the site.
MOST_COMPARISONS, MOST_CATEGORIES = 20, 50


def comparison_markdown(said: Snapshot) -> str:
    """`/compare/a-vs-b.md`: all that the page says, and when it did."""
    keep = link("Keep a dated record", f"{said.canonical_path}#record")
    return _document(
        f"# {escaped(said.title)}",
        f"What {_this_site()} says on {_day(said.day)}: {address_of(said.canonical_path)}. "
        f"It changes with every review and vote. {keep}.",
        *_comparison(said),
    )


def record_markdown(said: Snapshot, *, path: str) -> str:
    """`/records/<key>.md`: what a comparison said on the day of the record, which stands at `path`."""
    return _document(
        f"# {escaped(said.title)} as it stood on {_day(said.day)}",
        f"A decision record of {link(said.site, '/')}. Nothing in it changes any more: {address_of(path)}. "
        f"What is said today: {address_of(said.canonical_path)}.",
        *_comparison(said),
    )


def tool_markdown(page: ToolPage) -> str:
    """`/tools/<slug>.md`: everything on one tool."""
    tool, side = tool_then(page.side), page.side
    path = page.tool.get_absolute_url()
    return _document(
        f"# {escaped(tool.title)}",
        f"What {_this_site()} says on {_day(timezone.localdate())}: {address_of(path)}.",
        escaped(tool.tagline),
        _figures(tool),
        escaped(tool.description),
        "## Scorecard",
        *_reviews(side.reviews.values()),
        f"Still to come: {escaped(listed(side.awaited))}." if side.awaited else "",
        "## Facts",
        _facts(tool, [(line.attribute, cell_then(line.cell)) for line in page.facts]),
        *_changes(page.changed_reviews),
        *_links("## Comparisons", [(_title(one), one.path) for one in page.comparisons]),
        *_links(
            f"## Alternatives in {escaped(tool.category)}",
            [
                (f"{one.listed.tool.title}: {one.listed.panel.label}", one.listed.tool.get_absolute_url())
                for one in page.alternatives
            ],
        ),
    )


def missing_markdown(missing: Missing) -> str:
    """A 404 for who asked for Markdown: what was not found, and what comes near."""
    near = [(suggestion.title, suggestion.path) for suggestion in missing.suggestions]
    return _document("# Not found", escaped(missing.message), *_links("## Perhaps you meant", near))


@dataclass(frozen=True, slots=True)
class Index:
    """What `/llms.txt` names besides the pages that every site has."""

    comparisons: list[ListedComparison]
    categories: list[Category]


def build_index() -> Index:
    """The latest featured comparisons, and the first of the categories. Three queries, however much there is."""
    comparisons = list_comparisons(Comparison.objects.published().featured()[:MOST_COMPARISONS])
    return Index(comparisons, list(Category.objects.all()[:MOST_CATEGORIES]))


def index_markdown(index: Index) -> str:
    """`/llms.txt`, in the form that llmstxt.org proposes."""
    minimum = settings.COMMUNITY_MIN_VOTES
    return _document(
        f"# {escaped(settings.SITE_NAME)}",
        "> A standing panel of named reviewers says ship or skip to AI tools and argues why, readers add their votes, "
        "and any two to four tools can be laid side by side.",
        "- A verdict is the reviewer’s own word, and never follows from the score beside it.\n"
        "- Panel ship is the share of a tool’s reviews that say ship. More than half: Ship; exactly half: Mixed; "
        "less: Skip.\n"
        f"- The community is given in percent from {minimum} votes on, with its 95% interval.\n"
        "- Each fact has its source and the day it was checked, and is marked stale "
        f"{settings.FACT_STALE_AFTER_DAYS} days later.",
        "Every tool and every comparison is there as Markdown: add `.md` to its address. Any two to four tools make a "
        f"comparison, by the names in their addresses: `{settings.SITE_URL}/compare/one-vs-another.md`.",
        *_links("## Comparisons", [(_title(one), f"{one.path}.md", one.summary) for one in index.comparisons]),
        *_links("## Categories", [(one.name, one.get_absolute_url(), one.description) for one in index.categories]),
        *_links(
            "## Data",
            [
                ("API", reverse("api-openapi"), "OpenAPI: tools, facts, reviews and comparisons as JSON, read only"),
                ("New verdicts", reverse("verdicts-feed"), "Atom"),
                ("Changed verdicts", reverse("changes-feed"), "Atom"),
            ],
        ),
        *_links(
            "## Optional",
            [
                ("How verdicts and percentages are made", reverse("about"), ""),
                ("How votes are kept", reverse("about-votes"), ""),
                ("The panel", reverse("panel"), ""),
                ("All tools", reverse("catalogue"), ""),
                ("Weekly digest", reverse("digest"), ""),
                ("Sitemap", reverse("sitemap-index"), "XML"),
            ],
        ),
    )


# Parts of pages. Everything below gives Markdown.


def _document(*blocks: str) -> str:
    return "\n\n".join(filter(None, blocks)) + "\n"


def _this_site() -> str:
    return link(settings.SITE_NAME, "/")


def _day(day: date) -> str:
    return dateformat.format(day, "j F Y")


def _title(comparison: ListedComparison) -> str:
    return " vs ".join(one.tool.title for one in comparison.tools)


def _links(heading: str, links: Sequence[tuple[str, ...]]) -> list[str]:
    """A section with a list of links: of each the text, the path, and what is said of it. None without any link."""
    lines = [
        f"- {link(text, path)}{''.join(f': {escaped(note)}' for note in notes if note)}" for text, path, *notes in links
    ]
    return [heading, "\n".join(lines)] if lines else []


def _comparison(said: Snapshot) -> list[str]:
    return [
        f"**{escaped(said.headline)}** {escaped(said.reason)}",
        escaped(said.summary),
        "## The tools",
        *(block for tool in said.tools for block in _tool(tool)),
        "## Decision",
        _table(said.titles, said.rows),
        "## Reviewer scorecard",
        *(block for critic in said.scorecard for block in _round(critic, said.titles)),
        *([] if said.scorecard else ["No reviewer has covered any of these yet."]),
    ]


def _tool(tool: ToolThen) -> list[str]:
    return [f"### {escaped(tool.title)}", escaped(tool.tagline), _figures(tool), escaped(tool.description)]


def _figures(tool: ToolThen) -> str:
    """What is known of a tool at a glance, as a list."""
    lines = {
        "Panel verdict": escaped(tool.label),
        "Panel ship": escaped(tool.percent_label),
        "Panel score": "" if tool.score is None else f"{tool.score}/100",
        "Community": escaped(tool.community) + ("; it disagrees with the panel" if tool.disagrees else ""),
        "Entry": escaped(tool.entry) or "not known",
        "Licence": escaped(tool.licence) or "not known",
        "Category": link(tool.category, tool.category_path),
        "Maker": escaped(tool.maker),
        "Page": address_of(tool.path),
        "Website": link(hostname(tool.website), tool.website),
    }
    return "\n".join(f"- {name}: {text}" for name, text in lines.items() if text)


def _table(titles: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [
        row(["Criterion", *map(escaped, titles)]),
        row(["---"] * (len(titles) + 1)),
        *(
            row([escaped(one.criterion) + (" (differs)" if one.differs else ""), *map(_cell, one.cells)])
            for one in rows
        ),
    ]
    return "\n".join(lines)


def _facts(tool: ToolThen, facts: Iterable[tuple[str, Cell]]) -> str:
    known = {"Pricing": tool.pricing, "Best for": tool.best_for, "Licence": tool.licence}
    lines = [
        row(["Fact", "What is known"]),
        row(["---"] * 2),
        *(row([name, escaped(text)]) for name, text in known.items()),
        *(row([escaped(attribute), _cell(cell)]) for attribute, cell in facts),
    ]
    return "\n".join(lines)


def _cell(cell: Cell) -> str:
    if cell.fact is None:
        return escaped(cell.text)
    source = link(hostname(cell.fact.source_url), cell.fact.source_url) or "no source"
    checked = f"checked {_day(cell.fact.checked_on)}" if cell.fact.checked_on else "undated"
    return f"{escaped(cell.text)} ({source}, {checked}{', stale' if cell.is_stale else ''})"


def _round(critic: Critic, titles: Sequence[str]) -> list[str]:
    """What one reviewer says of each tool."""
    blocks = [f"### {link(critic.name, critic.path)}"]
    for title, opinion in zip(titles, critic.opinions, strict=True):
        said = [f"{escaped(opinion)}."] if isinstance(opinion, str) else _opinion(opinion)
        blocks += [f"#### {escaped(title)}", *said]
    return blocks


def _opinion(opinion: Opinion) -> list[str]:
    score = "" if opinion.score is None else f", {opinion.score}/100"
    day = f", {_day(opinion.day)}" if opinion.day else ""
    turn = f" (was {opinion.turn.label} until {_day(opinion.turn.until)})" if opinion.turn else ""
    return [f"**{opinion.word}**{score}{day}{turn}", quoted(opinion.prose)]


def _reviews(reviews: Iterable[Review]) -> list[str]:
    blocks = []
    for review in reviews:
        reviewer = link(review.reviewer.name, review.reviewer.get_absolute_url())
        blocks += [f"### {reviewer}", *_opinion(opinion_then(review))]
    return blocks or ["The panel has not reviewed it yet."]


def _changes(reviews: Iterable[Review]) -> list[str]:
    """How verdicts changed before the readers' eyes, and why."""
    lines = [
        f"- {_day(timezone.localdate(change.after.since))}: {escaped(review.reviewer.name)} turned from "
        f"{change.before.label} to {change.after.label}. {escaped(change.after.reason) or 'No reason was given.'}"
        for review in reviews
        for change in review.changes
    ]
    return ["## Changed verdicts", "\n".join(lines)] if lines else []
