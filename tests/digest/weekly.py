"""What happens in a week, for tests of editions. Everything else was there long before."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.models import Choice
from digest.building import build_edition
from digest.models import Edition, Item, Stage
from digest.weeks import Week
from reviews.models import GivenVerdict, Review
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory, VoteFactory
from tools.models import Tool
from votes.models import Vote

WEEK = Week.last()
LONG_AGO = WEEK.begin - timedelta(days=90)
INSTANT = timedelta(microseconds=1)


def during(days: float = 3) -> datetime:
    """A moment of the week, so many days after it began."""
    return WEEK.begin + timedelta(days=days)


def old_tool(name: str, **fields: Any) -> Tool:
    """A tool that was public long before the week."""
    return ToolFactory(name=name, **{"published_at": LONG_AGO} | fields)


def reviewed(tool: Tool, *verdicts: tuple[str, int | None], at: datetime = LONG_AGO, **fields: Any) -> list[Any]:
    """Reviews of `tool` that became public then, by Reviewer 1, Reviewer 2 and so on."""
    return [
        ReviewFactory(
            tool=tool,
            reviewer=ReviewerFactory(name=f"Reviewer {number}", slug=f"reviewer-{number}", position=number),
            **{"verdict": verdict, "score": score, "published_at": at} | fields,
        )
        for number, (verdict, score) in enumerate(verdicts, 1)
    ]


def turned(review: Review, verdict: str, score: int | None, *, at: datetime | None = None, reason: str = "") -> None:
    """Let a review have said something else from then on, by default from the midst of the week on."""
    Review.objects.filter(pk=review.pk).update(verdict=verdict, score=score)
    GivenVerdict.objects.filter(review=review, pk=review.verdicts.latest("pk").pk).update(
        since=at or during(), reason=reason
    )


def voted(tool: Tool, ships: int, skips: int = 0, *, at: datetime | None = None, **fields: Any) -> None:
    """So many votes that were cast then, by default in the midst of the week."""
    for choice, number in ((Choice.SHIP, ships), (Choice.SKIP, skips)):
        votes = VoteFactory.create_batch(number, tool=tool, choice=choice, **fields)
        Vote.objects.filter(pk__in=[vote.pk for vote in votes]).update(created_at=at or during())


def told(kind: str, week: Week = WEEK) -> list[Item]:
    """The items of this kind that the edition of the week takes along, built anew."""
    return list(build_edition(week).items.filter(kind=kind, dropped=False))


def sent(edition: Edition, *, at: datetime | None = None) -> Edition:
    """The edition, as one whose sending is over."""
    moment = at or timezone.now()
    edition.stage, edition.send_at, edition.begun_at, edition.finished_at = Stage.SENT, moment, moment, moment
    edition.save()
    return edition
