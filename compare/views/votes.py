"""Voting. What is answered here is one reader's own and never cached."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.middleware import HtmxDetails

from compare.ballots import Ballot, build_ballots
from compare.caching.pages import seconds_until_seen
from compare.missing import nearest_tools
from core.grammar import counted
from core.metrics import VOTES
from core.missing import Missing, Suggestion, readable
from core.models import Choice
from core.origins import page_before
from core.rate_limits import Limit, seconds_to_wait
from core.slugs import is_slug
from core.small_forms import small_form
from reviews.selectors import with_panel
from tools.addresses import MAX_TOOLS, SEPARATOR
from tools.models import Tool
from votes.cast import ToolGone, cast_vote
from votes.models import Vote, VoteState
from votes.networks import network_hash_of
from votes.voters import ForgedVoter, forget, new_voter, remember, voter_of

CHOICES = {"ship": Choice.SHIP, "skip": Choice.SKIP, "none": None}

FORGED = "Nothing was recorded, since your browser’s voting cookie is not one of this site. It is gone now: vote again."
HELD = "Many votes on it came from your network today, so yours is held until an editor has looked at it."
RULED = "An editor has withheld it from the count."


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@dataclass
class Refused(Exception):
    """A vote that was not recorded: what to tell the voter, and after how many seconds they may try again."""

    message: str
    status: int
    retry_after: int = 0


@never_cache
@require_safe
def ballots(request: HtmxRequest, slugs: str) -> HttpResponse:
    """`/ballots/a-vs-b`, one to four tools: the fragment with the forms, the counts of now, and the reader's votes."""
    asked = [slug for slug in slugs.lower().split(SEPARATOR)[:MAX_TOOLS] if is_slug(slug)]
    found = {tool.slug: tool for tool in _open_tools().filter(slug__in=asked)}
    # The page may be older than a new name.
    found |= {slug: tool for slug in asked if slug not in found and (tool := _tool(slug))}
    tools = {found[slug].pk: found[slug] for slug in asked if slug in found}
    if not tools:
        return _gone(request, slugs)
    context = {"ballots": build_ballots(list(tools.values()), _known_voter(request)), "live": True}
    return render(request, "votes/_ballots.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@small_form
def vote(request: HtmxRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>/vote`: the form on a page of its own, and where every form sends its vote."""
    tool = _tool(slug)
    if tool is None:
        return _gone(request, slug)
    if request.method != "POST":
        return _look(request, tool)
    try:
        voter = _cast(request, tool)
    except Refused as refusal:
        return _refuse(request, tool, refusal)
    except ForgedVoter:
        response = _refuse(request, tool, Refused(FORGED, 400))
        forget(response)
        return response
    except ToolGone:
        return _gone(request, slug)
    (ballot,) = build_ballots([tool], voter)
    response = _show(request, ballot, _words(ballot)) if request.htmx else redirect(_way_back(request, ballot))
    remember(response, voter)
    return response


def refuse_form(request: HtmxRequest, slug: str) -> HttpResponse:
    """The answer to a vote whose form cannot be trusted: the same form once more, as of now."""
    tool = _tool(slug)
    if tool is None:
        return _gone(request, slug)
    why = (
        "Nothing was recorded, since the form was too old or came from another site. Here is a new one: vote again. "
        "If you read this twice, your browser keeps no cookies, and voting needs one."
    )
    return _refuse(request, tool, Refused(why, 403))


def _open_tools() -> QuerySet[Tool]:
    return with_panel(Tool.objects.published().titled())


def _tool(slug: str) -> Tool | None:
    """The published tool of that slug, or the one that had it before: a form may be older than a new name."""
    slug = slug.lower()
    if not is_slug(slug):
        return None
    tools = _open_tools()
    return tools.filter(slug=slug).first() or tools.filter(former_slugs__slug=slug).first()


def _cast(request: HtmxRequest, tool: Tool) -> UUID:
    given = request.POST.get("choice", "")
    if given not in CHOICES:
        raise Refused("Nothing was recorded: a vote says ship or skip, and this one said neither.", 422)
    voter = voter_of(request) or new_voter(request)
    network = network_hash_of(request)
    wait = seconds_to_wait(
        # First the network's, or whoever throws cookies away would fill the table with voters' limits.
        Limit(f"network {network}", settings.VOTES_PER_MINUTE_AND_NETWORK),
        Limit(f"voter {voter}", settings.VOTES_PER_MINUTE),
    )
    if wait:
        again = counted(wait, "second")
        raise Refused(f"Nothing was recorded: too many votes came at once. Vote again in {again}.", 429, wait)
    cast_vote(tool=tool, voter=voter, choice=CHOICES[given], network=network)
    VOTES.labels(given).inc()
    return voter


def _words(ballot: Ballot) -> str:
    """What to say of a vote that is recorded."""
    name, own = ballot.tool.title, ballot.vote
    if own is None:
        return f"You have taken back your vote on {name}."
    if own.state == VoteState.COUNTED:
        return f"You say {own.choice} to {name}. It is counted."
    return f"You say {own.choice} to {name}. {_why_withheld(own)}"


def _why_withheld(own: Vote | None) -> str:
    if own is None or own.state == VoteState.COUNTED:
        return ""
    return RULED if own.ruling_id else HELD


def _look(request: HtmxRequest, tool: Tool) -> HttpResponse:
    (ballot,) = build_ballots([tool], _known_voter(request))
    if "choice" in request.GET:
        why = "Nothing was recorded: following a link casts no vote. Press a button."
        response = _show(request, ballot, why, 405)
        response["Allow"] = "POST"
        return response
    return _show(request, ballot)


def _refuse(request: HtmxRequest, tool: Tool, refusal: Refused) -> HttpResponse:
    (ballot,) = build_ballots([tool], _known_voter(request))
    response = _show(request, ballot, refusal.message, refusal.status)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _show(request: HtmxRequest, ballot: Ballot, message: str = "", status: int = 200) -> HttpResponse:
    """The form: as a fragment where htmx asks, and else on a page of its own."""
    context = {"ballot": ballot, "message": message}
    if request.htmx:
        return render(request, "votes/_recast.html", context, status=status)
    context |= {
        "back": _came_from(request, ballot.tool),
        "page_seconds": seconds_until_seen(),
        "why_withheld": _why_withheld(ballot.vote),
    }
    return render(request, "votes/vote.html", context, status=status)


def _gone(request: HtmxRequest, slug: str) -> HttpResponse:
    if request.htmx:
        return render(request, "votes/_gone.html", {"voted": request.method == "POST"}, status=404)
    near = [Suggestion(one.title, one.get_absolute_url()) for one in nearest_tools(slug)]
    raise Missing(f"No tool here is called “{readable(slug)}”, so there is nothing to vote on.", near)


def _known_voter(request: HtmxRequest) -> UUID | None:
    try:
        return voter_of(request)
    except ForgedVoter:
        return None


def _came_from(request: HtmxRequest, tool: Tool) -> str:
    """The page that the reader came from, if it is one of this site, and else the tool's."""
    return page_before(request) or tool.get_absolute_url()


def _way_back(request: HtmxRequest, ballot: Ballot) -> str:
    """The page that the reader came from, at the line that says what has become of the vote.

    The page is the same for everyone, so the address alone can choose the line.
    """
    own = ballot.vote
    upshot = "taken-back" if own is None else own.state
    return f"{_came_from(request, ballot.tool)}#{upshot}"
