"""What is done with an edition as a whole: approving it, beginning, pausing, resuming, and how far it has come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from digest.building import drop_unpublished
from digest.models import OPEN, Delivery, Edition, Fate, Stage

ON_PAUSE = "The reader wanted a pause."
OTHER_NEWS = "Nothing in the categories that the reader has chosen."
DECIDED = "Left at that by"  # begins the note of a delivery whose fate stays unknown

# A line for everyone who is confirmed at this moment: so the ledger also says who gets nothing, and why.
_DELIVER = """
    INSERT INTO digest_delivery (edition_id, subscriber_id, fate, tries, due_at, note, ended_at)
    SELECT %(edition)s, id, CASE why WHEN '' THEN 'waiting' ELSE 'skipped' END, 0, now(), why,
        CASE why WHEN '' THEN NULL ELSE now() END
    FROM (
        SELECT id, CASE
            WHEN paused_until > now() THEN %(on_pause)s
            WHEN NOT everything AND NOT EXISTS (
                SELECT FROM digest_subscriber_categories AS chosen
                WHERE chosen.subscriber_id = subscriber.id AND chosen.category_id = ANY(%(categories)s)
            ) THEN %(other_news)s
            ELSE '' END AS why
        -- Held, for whoever has everything erased at this moment must come before or after.
        FROM digest_subscriber AS subscriber WHERE standing = 'confirmed' FOR KEY SHARE OF subscriber
    ) AS reader
    ON CONFLICT (edition_id, subscriber_id) DO NOTHING
"""


class NotNow(Exception):
    """What an edition is not ready for, or past; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many deliveries of an edition have come to which fate."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """How many are still to be sent."""
        return sum(self.counts[fate] for fate in OPEN)

    @property
    def done(self) -> int:
        return self.total - self.open

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100, rounded down, so that 100 is all."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def sentence(self) -> str:
        """`1,204 of 2,000 deliveries sent, 790 to go, 4 refused, 1 not wanted, 1 unknown`, without what is none."""
        parts = [f"{self.counts[Fate.SENT]:,} of {self.total:,} {'delivery' if self.total == 1 else 'deliveries'} sent"]
        said = {"to go": self.open, "refused": self.counts[Fate.REFUSED]}
        said |= {"not wanted": self.counts[Fate.SKIPPED], "unknown": self.counts[Fate.UNKNOWN]}
        return ", ".join(parts + [f"{number:,} {words}" for words, number in said.items() if number])


def progress(edition: Edition) -> Progress:
    """How far the sending of `edition` is. One query."""
    return progress_of([edition])[edition.pk]


def progress_of(editions: Collection[Edition]) -> dict[int, Progress]:
    """How far the sending of each of these editions is, by primary key. One query."""
    counts = {edition.pk: dict.fromkeys(Fate.values, 0) for edition in editions}
    rows = Delivery.objects.filter(edition__in=counts).order_by().values_list("edition", "fate")
    for edition, fate, count in rows.annotate(Count("pk")):
        counts[edition][fate] = count
    return {key: Progress(of_edition) for key, of_edition in counts.items()}


def undecided(edition: Edition) -> QuerySet[Delivery]:
    """The deliveries of an edition whose fate is unknown, and about which nobody has decided yet."""
    return edition.deliveries.filter(fate=Fate.UNKNOWN).exclude(note__startswith=DECIDED)


@transaction.atomic
def approve(edition: Edition, *, send_at: datetime | None = None, by: Any = None) -> Edition:
    """Have a worker send `edition` from `send_at` on, or at once, as approved by `by`, or by nobody if unattended.

    Raises NotNow for one whose sending has begun, and for one that tells nothing.
    """
    edition = _held(edition)
    if edition.is_frozen:
        raise NotNow("It is being sent already.")
    if not edition.items.filter(dropped=False).exists():
        raise NotNow("There is nothing in it: put back one of its items, or build it again.")
    edition.stage, edition.send_at, edition.approved_by = Stage.APPROVED, send_at or timezone.now(), by
    edition.trouble = ""
    edition.save()
    transaction.on_commit(partial(_begin_later, edition))
    return edition


@transaction.atomic
def take_back_approval(edition: Edition) -> Edition:
    """Make an approved edition a draft again. Raises NotNow once its sending has begun."""
    edition = _held(edition)
    if edition.is_frozen:
        raise NotNow("Its sending has begun. Pause it instead.")
    edition.stage, edition.send_at, edition.approved_by = Stage.DRAFT, None, None
    edition.save()
    return edition


@transaction.atomic
def begin(edition: Edition) -> bool:
    """Freeze an approved edition whose time has come, and enter a delivery for everyone who is confirmed now.

    Whether it was begun by this call. One whose tools are all withdrawn by now becomes a draft again and says so.
    """
    edition = _held(edition)
    if edition.stage != Stage.APPROVED or edition.send_at is None or edition.send_at > timezone.now():
        return False
    drop_unpublished(edition)
    items = list(edition.items.filter(dropped=False))
    if not items:
        edition.stage, edition.send_at = Stage.DRAFT, None
        edition.trouble = "It was not sent: none of the pages that it leads to is public any more."
        edition.save()
        return False
    edition.stage, edition.begun_at = Stage.SENDING, timezone.now()
    edition.save()
    values: dict[str, Any] = {"edition": edition.pk, "on_pause": ON_PAUSE, "other_news": OTHER_NEWS}
    with connection.cursor() as cursor:
        cursor.execute(_DELIVER, values | {"categories": sorted({key for item in items for key in item.categories})})
        # Or the database would take the table for as short as before, and for a while read all of it for each batch.
        cursor.execute("ANALYZE digest_delivery")
    _wake_later(edition)
    return True


@transaction.atomic
def pause(edition: Edition, *, trouble: str = "") -> Edition:
    """Stop sending after the mail that is just being handed over. Raises NotNow unless it is being sent."""
    edition = _held(edition)
    if edition.stage != Stage.SENDING:
        raise NotNow("It is not being sent, so there is nothing to pause.")
    edition.stage, edition.trouble = Stage.PAUSED, trouble
    edition.save()
    return edition


@transaction.atomic
def resume(edition: Edition) -> Edition:
    """Go on with a paused edition. Raises NotNow unless it is paused."""
    edition = _held(edition)
    if edition.stage != Stage.PAUSED:
        raise NotNow("It is not paused, so there is nothing to resume.")
    return _go_on(edition)


@transaction.atomic
def decide_unknown(edition: Edition, *, send_again: bool, by: Any) -> int:
    """Send those deliveries once more whose fate is unknown, or leave them at that; how many it was about.

    Whoever got the first may then get a second. Raises NotNow where there is nothing to decide.
    """
    edition = _held(edition)
    unknown = undecided(edition)
    if not send_again:
        decided = unknown.update(note=f"{DECIDED} {by}.")
    elif decided := unknown.update(fate=Fate.WAITING, due_at=timezone.now(), tries=0, ended_at=None, note=""):
        if edition.stage == Stage.SENT:
            edition.finished_at = None
        if edition.stage != Stage.PAUSED:
            _go_on(edition)
    if not decided:
        raise NotNow("There is no delivery of unknown fate to decide about.")
    return decided


def finish(edition: Edition) -> bool:
    """Note that an edition is sent, where nothing of it is open any more. Whether this call did."""
    with transaction.atomic():
        edition = _held(edition)
        if edition.stage != Stage.SENDING or Delivery.objects.filter(edition=edition, fate__in=OPEN).exists():
            return False
        edition.stage, edition.finished_at = Stage.SENT, timezone.now()
        edition.trouble, edition.held_until = "", None
        edition.save()
        return True


def _go_on(edition: Edition) -> Edition:
    edition.stage, edition.trouble, edition.held_until, edition.refused_in_a_row = Stage.SENDING, "", None, 0
    edition.save()
    _wake_later(edition)
    return edition


def _held(edition: Edition) -> Edition:
    """The edition as it is now, which nobody else changes before this transaction ends."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _begin_later(edition: Edition) -> None:
    from digest.tasks import begin_due

    begin_due.configure(schedule_at=edition.send_at).defer(edition=edition.pk)


def _wake_later(edition: Edition) -> None:
    from digest.tasks import wake  # which sends, and so knows this module

    transaction.on_commit(partial(wake, edition.pk))
