"""The small signs by which pages show tools and verdicts, many to a page: an include for each would cost too much."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.models import Choice
from core.templatetags.tiebreak import hostname
from core.verdicts import Tally

register = template.Library()

_BAR = (
    '<svg class="bar {}" aria-hidden="true"><rect class="track" width="100%" height="100%" />'
    '<rect class="fill" width="{}%" height="100%" />{}</svg>'
)
UNKNOWN = SafeString('<span role="img" aria-label="Not known">–</span>')
UNDATED = SafeString('<span class="mark">undated</span>')
STALE = SafeString(', <span class="mark">stale</span>')
DIFFERS = SafeString(' <span class="differs-mark"><span class="hidden">(differs)</span></span>')

_EMPTY_INTERVAL = SafeString('<svg class="interval empty" aria-hidden="true"></svg>')
_INTERVAL = (
    '<svg class="interval" aria-hidden="true"><rect class="track" y="25%" width="100%" height="50%" />'
    '<rect class="fill" y="25%" width="{}%" height="50%" /><g class="halo">{}</g><g class="whiskers">{}</g></svg>'
)
_WHISKERS = (
    '<line x1="{low}%" x2="{high}%" y1="50%" y2="50%" /><line x1="{low}%" x2="{low}%" y2="100%" />'
    '<line x1="{high}%" x2="{high}%" y2="100%" />'
)


@register.filter
def heading(tool: Any) -> str:
    """The name of a tool, with its qualifier where readers need that to tell it from another."""
    if tool.title == tool.name:
        return str(tool.name)
    return format_html('{} <span class="qualifier">({})</span>', tool.name, tool.qualifier)


@register.filter
def versus(sides: Iterable[Any]) -> SafeString:
    """The headings of what is compared, each in its colour, with a `vs` between them."""
    names = ((place, heading(side.tool)) for place, side in enumerate(sides, 1))
    return format_html_join(SafeString(' <span class="vs">vs</span> '), '<span class="name corner-{}">{}</span>', names)


@register.filter
def stamp(tally: Any) -> SafeString:
    """A verdict as a stamp: filled, half filled or outlined, and always the word."""
    verdict = tally.verdict
    return format_html('<span class="stamp stamp-{}">{}</span>', (verdict or "none").lower(), verdict or tally.label)


@register.filter
def marks(tally: Any, choices: Iterable[str]) -> SafeString:
    """One mark per review: a filled square for ship, a ring for skip. `choices` are those two words."""
    return format_html('<span class="marks" role="img" aria-label="{}">{}</span>', tally.counts, _marks(tuple(choices)))


@lru_cache(maxsize=1_000)
def _marks(choices: tuple[str, ...]) -> SafeString:
    return format_html_join("", '<i class="{}"></i>', ((choice,) for choice in choices))


@register.filter
@lru_cache(maxsize=1_000)
def split(tally: Tally) -> str:
    """The verdict of a panel in words, after a mark for each of its voices."""
    return format_html("{} {}", marks(tally, tally.choices), tally.label) if tally.total else str(tally.label)


@register.filter
def figure(community: Any) -> str:
    """What the community says in its shortest form; where that is a dash, with the words for it."""
    if community.tally.total:
        return str(community.figure)
    return format_html('{} <span class="hidden">{}</span>', community.figure, community.label)


@register.filter
def interval(community: Any) -> SafeString:
    """The share as a bar, and its 95 % interval as whiskers. The text beside it says the same."""
    ends = community.interval
    if ends is None:
        return _EMPTY_INTERVAL
    whiskers = format_html(_WHISKERS, low=floatformat(ends.low, 1), high=floatformat(ends.high, 1))
    return format_html(_INTERVAL, community.percent, whiskers, whiskers)


@register.filter
def call(review: Any, has_scores: bool) -> SafeString:
    """What a reviewer says of a tool, if anything, with the bar of the score, if any; `has_scores` is of the page."""
    if review is None:
        return SafeString('<span class="line-up"><span class="none">No review</span></span>')
    return _call(review.verdict, review.score, has_scores)


@lru_cache(maxsize=1_000)
def _call(choice: str, score: int | None, has_scores: bool) -> SafeString:
    figure: str = ""
    if score is not None:
        figure = format_html("<b>{}</b> {}", score, bar(choice, score))
    elif has_scores:
        figure = SafeString('<span class="none">No score</span>')
    word = Choice(choice).label
    return format_html('<span class="line-up"> <span class="call {}">{}</span> {} </span>', choice, word, figure)


@register.filter
def verdict(review: Any) -> SafeString:
    """The verdict of a review with its score and its day, or with how far it is where readers do not see it yet."""
    if review.is_published:
        when = day(timezone.localdate(review.published_at))
    else:
        when = format_html('<span class="unseen">{}</span>', review.stage)
    return format_html('<p class="verdict"> {} {} </p>', _word(review.verdict, review.score), when)


@lru_cache(maxsize=1_000)
def _word(choice: str, score: int | None) -> SafeString:
    figure = "" if score is None else format_html('<span class="score"><b>{}</b>/100</span>', score)
    return format_html('<span class="word {}">{}</span> {}', choice, Choice(choice).label, figure)


@register.filter
def known(text: str) -> str:
    """`text`, or a dash that says aloud that it is not known."""
    return text or UNKNOWN


@register.filter
def said(cell: Any) -> str:
    """What a tool has to say to a criterion. A fact comes with where it was read and the day it was checked."""
    if cell.fact is None:
        return known(cell.text)
    address, checked_on = cell.fact.source_url, cell.fact.checked_on
    source: str = "No source"
    if address:
        link = '<a href="{}" rel="nofollow noopener">{}</a>'
        source = format_html(link, iri_to_uri(address), hostname(address))
    checked = format_html("checked {}", day(checked_on)) if checked_on else UNDATED
    return format_html(
        '{} <small class="source"> {}, {}{} </small>', cell.text, source, checked, STALE if cell.is_stale else ""
    )


@register.filter
def said_now(cell: Any) -> str:
    """As `said`, on the page of the moment: what the community says comes anew with each vote of the reader."""
    if cell.votes_on:
        return format_html('<span data-community-label="{}">{}</span>', cell.votes_on, cell.text)
    return said(cell)


@register.filter
def criterion(row: Any) -> SafeString:
    """The head of a row of the decision table, with a mark where the tools differ."""
    return format_html('<th scope="row">{}{}</th>', row.criterion, DIFFERS if row.differs else "")


@register.filter
@lru_cache(maxsize=1_000)
def bar(verdict: str, score: int) -> SafeString:
    """A score, 0 to 100, as a bar: solid for ship, ticked for skip."""
    ticks = format_html('<line class="ticks" y1="50%" y2="50%" x2="{}%" />', score) if verdict == "skip" else ""
    return format_html(_BAR, verdict, score, ticks)


@register.filter(expects_localtime=True)
def day(moment: date | datetime) -> SafeString:
    """A day, or the day of a moment where the site is, for people and for programs: `1 Oct 2026`."""
    return _day(moment.date() if isinstance(moment, datetime) else moment)


@lru_cache(maxsize=10_000)
def _day(on: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), formatted(on, "j M Y"))
