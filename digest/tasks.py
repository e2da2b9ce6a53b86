"""What the workers do. A job only wakes somebody up: what is to be done stands in the tables, and so outlives it."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.types import JSONDict

from digest import editions, subscribing
from digest.building import CannotBuild, NothingNew, build_edition
from digest.models import Edition, Fate, Stage, Subscriber
from digest.outcomes import Trouble, hand_over, mail_server
from digest.sending import BATCH, send_batch, sweep
from digest.weeks import Week

MOST_JOBS = 64  # of one edition waiting for a worker at a time
FIRST = 1  # before the batches of an edition, which may take hours
UNATTENDED_FOR = timedelta(days=1)
# Where the database was away a job is done later. Else, once all that wait have met it, nobody would send before the
# next look around, and whoever has signed up would get no message.
AWAY = [OperationalError, InterfaceError]
ONCE_IT_IS_BACK = RetryStrategy(wait=2, retry_exceptions=AWAY)

_DUE = """
    SELECT count(*) FROM (
        SELECT FROM digest_delivery
        WHERE edition_id = %(edition)s AND fate = 'waiting' AND due_at <= now() LIMIT %(most)s
    ) AS due
"""
# With the time, since whoever claims goes by this clock as well.
_NEXT_DUE = """
    SELECT min(due_at), clock_timestamp() FROM digest_delivery WHERE edition_id = %(edition)s AND fate = 'waiting'
"""


@app.task(name="digest.send", queue="digest", retry=ONCE_IT_IS_BACK, pass_context=True)
def send(context: JobContext, edition: int) -> None:
    """Send a batch of an edition, and see that there is a job for the next."""
    if found := Edition.objects.filter(pk=edition).first():
        send_batch(found, is_over=context.should_abort)
        wake(edition)


@app.task(name="digest.begin_due", queue="digest", retry=ONCE_IT_IS_BACK)
def begin_due(edition: int) -> None:
    """Begin an edition that is approved, if its time has come."""
    if found := Edition.objects.filter(pk=edition).first():
        editions.begin(found)


@app.task(
    name="digest.answer_sign_up",
    queue="sign-up",
    priority=FIRST,
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[Trouble, *AWAY]),
    pass_context=True,
)
def answer_sign_up(context: JobContext, subscriber: int) -> None:
    """Send the message that somebody gets who gave their address. Raises Trouble where it is to be tried again."""
    found = Subscriber.objects.filter(pk=subscriber).first()
    # Nothing of the reader's is held meanwhile, for whoever leaves or signs up again must not wait for a mail server.
    message = subscribing.answer_sign_up(found, retried=context.job.attempts > 0) if found else None
    if message is None:
        return
    with mail_server() as server:
        outcome = hand_over(message, server)
    if outcome.fate == Fate.WAITING:
        # Without what the server said: it would name the address in the log.
        raise Trouble("The mail server wants to be asked again later.")


@app.periodic(cron="* * * * *")
@app.task(name="digest.look_around", queue="digest", priority=FIRST, queueing_lock="digest.look_around")
def look_around(timestamp: int) -> None:
    """Every minute: see to what dead workers left, begin and build what is due, and wake whoever should send."""
    sweep()
    for edition in Edition.objects.filter(stage=Stage.APPROVED, send_at__lte=timezone.now()):
        editions.begin(edition)
    for key in Edition.objects.filter(stage=Stage.SENDING).values_list("pk", flat=True):
        wake(key)
    run_unattended(timezone.now())  # at last: where it fails, it fails alone


@app.periodic(cron="*/2 * * * *")
@app.task(name="digest.retry_stalled", queueing_lock="digest.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that have ended in the midst of them to others."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


def run_unattended(now: datetime) -> Edition | None:
    """Where a setting wants it, build and approve the edition of the last week at its hour.

    Not more than a day later, so that what is published with an earlier date sends nothing on some other day.
    Returns the edition that this call has approved, or None.
    """
    if settings.DIGEST_WEEKDAY is None:
        return None
    due = Week.of(now).moment(settings.DIGEST_WEEKDAY, settings.DIGEST_HOUR)
    if not due <= now < due + UNATTENDED_FOR:
        return None
    week = Week.of(now).before
    if Edition.objects.filter(week=week.name).exclude(stage=Stage.DRAFT).exists():
        return None
    # A draft is brought up to date, for it may have been built before the week was over. What staff have left out,
    # reordered and written stays.
    with suppress(NothingNew, CannotBuild, editions.NotNow):  # another worker may have come first
        return editions.approve(build_edition(week), send_at=due)
    return None


def wake(edition: int) -> None:
    """See that there are jobs for what is due of an edition, or one for when something will be; or that it is over."""
    found = Edition.objects.filter(pk=edition, stage=Stage.SENDING).first()
    if found is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE, {"edition": edition})
        soonest, now = cursor.fetchone()
        cursor.execute(_DUE, {"edition": edition, "most": MOST_JOBS * BATCH})
        (due,) = cursor.fetchone()
    if soonest is None:
        editions.finish(found)
        return
    begin_at = max(soonest, found.held_until or soonest)
    if begin_at > now:
        lock = f"digest {edition} at {begin_at.isoformat(timespec='seconds')}"
        with suppress(AlreadyEnqueued):
            send.configure(schedule_at=begin_at, queueing_lock=lock).defer(edition=edition)
        return
    waiting = ProcrastinateJob.objects.filter(
        task_name=send.name, status="todo", args__edition=edition, queueing_lock=None
    ).count()
    wanted = min(-(-due // BATCH), MOST_JOBS)
    jobs: list[JSONDict] = [{"edition": edition}] * max(wanted - waiting, 0)
    send.batch_defer(*jobs)
