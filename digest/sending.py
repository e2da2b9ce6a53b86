"""Sending an edition: workers claim deliveries in batches, and the ledger says at every moment whose fate is known."""

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.metrics import DELIVERIES
from core.rate_limits import Limit, seconds_to_wait
from digest.editions import OTHER_NEWS, NotNow, pause
from digest.letters import Letter, addressed, edition_letter
from digest.models import Delivery, Edition, Fate, Stage, Standing, Subscriber
from digest.outcomes import LONGEST_NOTE, Outcome, Trouble, hand_over, mail_server
from digest.subscribing import suppress as suppress_address

BATCH = 50
MOST_TRIES = 7
GROWTH = 4  # each further try comes four times later: after 1, 5, 21 and 85 minutes, 6 hours, and a day
MOST_REFUSED_IN_A_ROW = 10
SECONDS_TO_GATHER = 5  # where a rate is used up, so that a batch is worth its connection
NOT_WANTED = "The reader has left or paused since."
logger = logging.getLogger(__name__)
NONE_ENDED: dict[str, Any] = {"ended": None, "fate": Fate.SENT, "note": "", "tried": 0, "wait": None}

# Of the rows that others have in their hands just now none is waited for.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT delivery.id FROM digest_delivery AS delivery
        JOIN digest_edition AS edition ON edition.id = delivery.edition_id
        WHERE delivery.edition_id = %(edition)s AND delivery.fate = 'waiting'
            AND delivery.due_at <= clock_timestamp() AND edition.stage = 'sending'
            AND (edition.held_until IS NULL OR edition.held_until <= clock_timestamp())
        ORDER BY delivery.due_at, delivery.id LIMIT %(most)s FOR UPDATE OF delivery SKIP LOCKED
    )
    UPDATE digest_delivery AS delivery
    SET fate = 'claimed', claimed_by = pg_backend_pid(), claimed_at = clock_timestamp()
    FROM due WHERE delivery.id = due.id RETURNING delivery.id
"""

_CLAIMED = """
    SELECT delivery.id, subscriber.key, subscriber.address, CASE WHEN subscriber.everything THEN NULL ELSE ARRAY(
        SELECT category_id FROM digest_subscriber_categories WHERE subscriber_id = subscriber.id
    ) END
    FROM digest_delivery AS delivery JOIN digest_subscriber AS subscriber ON subscriber.id = delivery.subscriber_id
    WHERE delivery.id = ANY(%(claimed)s) ORDER BY delivery.id
"""

# What became of the one before and that the next is being handed over, in one commit: so a crash leaves at most one
# delivery of each worker in the dark. It goes ahead only if it is still wanted at this very moment.
_STEP = """
    WITH ended AS (
        UPDATE digest_delivery SET fate = %(fate)s, note = %(note)s, tries = tries + %(tried)s,
            due_at = COALESCE(clock_timestamp() + %(wait)s, due_at),
            ended_at = CASE %(fate)s WHEN 'waiting' THEN NULL ELSE clock_timestamp() END,
            claimed_by = NULL, claimed_at = NULL
        WHERE id = %(ended)s
    )
    UPDATE digest_delivery AS delivery SET fate = 'sending'
    FROM digest_subscriber AS subscriber, digest_edition AS edition
    WHERE delivery.id = %(next)s AND delivery.fate = 'claimed' AND delivery.claimed_by = pg_backend_pid()
        AND subscriber.id = delivery.subscriber_id AND subscriber.standing = 'confirmed'
        AND (subscriber.paused_until IS NULL OR subscriber.paused_until <= clock_timestamp())
        AND edition.id = delivery.edition_id AND edition.stage = 'sending'
    RETURNING delivery.tries
"""

# As they were before, but for a delivery that may have been handed over.
_PUT_BACK = """
    UPDATE digest_delivery SET fate = 'waiting', claimed_by = NULL, claimed_at = NULL
    WHERE claimed_by = pg_backend_pid() AND fate = 'claimed'
"""

# The database drops a connection with its worker, however that ends, so the ledger can tell whose hands are empty.
_SWEEP = """
    UPDATE digest_delivery
    SET fate = CASE fate WHEN 'sending' THEN 'unknown' ELSE 'waiting' END,
        note = CASE fate WHEN 'sending' THEN 'The worker that was handing it over has ended.' ELSE note END,
        ended_at = CASE fate WHEN 'sending' THEN clock_timestamp() END, claimed_by = NULL, claimed_at = NULL
    WHERE fate IN ('claimed', 'sending') AND NOT EXISTS (
        SELECT FROM pg_stat_activity WHERE pid = claimed_by AND backend_start <= claimed_at
    )
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery in the hands of this worker, and whom it is for. `categories` is None for all news."""

    delivery: int
    key: UUID
    address: str
    categories: frozenset[int] | None


def sweep() -> int:
    """See to the deliveries in the hands of workers that are gone, and return how many there were.

    What was only claimed waits again. What was being handed over may have arrived or not: its fate is unknown, and
    nothing sends it again by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP)
        return int(cursor.rowcount)


def claim(edition: Edition) -> list[Claim]:
    """Take the next deliveries of `edition` that are due, at most 50, into the hands of this worker alone."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"edition": edition.pk, "most": BATCH})
        claimed = [key for (key,) in cursor.fetchall()]
        cursor.execute(_CLAIMED, {"claimed": claimed})
        rows = cursor.fetchall()
    if erased := set(claimed) - {row[0] for row in rows}:
        _skip(erased)
    return [
        Claim(key, reader, address, None if chosen is None else frozenset(chosen))
        for key, reader, address, chosen in rows
    ]


def send_batch(edition: Edition, *, is_over: Callable[[], bool] = lambda: False) -> int:
    """Send the next deliveries of `edition` over one connection, and return how many were tried.

    Stops early where it is paused, where the rate is used up, where the mail server fails, and once `is_over()`.
    """
    batch = _Batch(edition)
    try:
        if claims := claim(edition):
            batch.send(claims, is_over)
    except Trouble as trouble:
        _hold(edition, settings.DIGEST_RETRY_SECONDS, str(trouble))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_PUT_BACK)
    return batch.tried


class _Batch:
    """Hands deliveries over, one by one. `ended` are the values of the one whose fate is not in the ledger yet."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.ended: dict[str, Any] = NONE_ENDED
        self.tried = 0

    def send(self, claims: Sequence[Claim], is_over: Callable[[], bool]) -> None:
        """Hand the claims over, one by one, as long as that makes sense. Raises Trouble; then the rest is to wait."""
        with mail_server() as server:
            try:
                for one in claims:
                    if is_over() or not self._try(one, server):
                        break
            except Trouble:
                # It may be the only one that fails so, and is not to stand before all others each time.
                _put_last(one)
                raise
            finally:
                self._step(None)

    def _try(self, one: Claim, server: BaseEmailBackend) -> bool:
        """Hand one delivery over, if it is still wanted. Whether to go on with the next. Raises Trouble."""
        letter = _letter(self.edition, one)
        if letter is None:
            _skip([one.delivery], OTHER_NEWS)
            return True
        if wait := seconds_to_wait(*rate_limits()):
            _hold(self.edition, max(wait, SECONDS_TO_GATHER), "")
            return False
        message = addressed(letter, self.edition, address=one.address, key=one.key)
        tries = self._step(one.delivery)
        if tries is None:
            return self._skip_unwanted(one)
        outcome = hand_over(message, server)
        self.tried += 1
        self.ended = _values(one, tries, outcome)
        DELIVERIES.labels(self.ended["fate"]).inc()
        if outcome.suppress:
            for reader in Subscriber.objects.filter(key=one.key):
                suppress_address(reader, because=outcome.note)
        return self._goes_on(outcome)

    def _step(self, delivery: int | None) -> int | None:
        """Write down what has ended, and begin with `delivery`: how often it was tried, or None if it may not go."""
        with connection.cursor() as cursor:
            cursor.execute(_STEP, self.ended | {"next": delivery})
            row = cursor.fetchone()
        self.ended = NONE_ENDED
        return row[0] if row else None

    def _skip_unwanted(self, one: Claim) -> bool:
        if not Edition.objects.filter(pk=self.edition.pk, stage=Stage.SENDING).exists():
            return False
        # Not where it may be sent after all: resumed at this moment, or in the hands of another by now.
        reader = Subscriber.objects.filter(key=one.key, standing=Standing.CONFIRMED).first()
        if reader is None or reader.is_paused:
            _skip([one.delivery])
        return True

    def _goes_on(self, outcome: Outcome) -> bool:
        """Whether to hand over the next, after what became of this one."""
        if outcome.fate == Fate.SENT and (self.edition.trouble or self.edition.refused_in_a_row):
            self.edition.trouble, self.edition.refused_in_a_row = "", 0
            going_on = Edition.objects.filter(pk=self.edition.pk, stage=Stage.SENDING)
            going_on.update(trouble="", refused_in_a_row=0)
        if outcome.fate == Fate.UNKNOWN:
            # What broke may still be broken, and each further try would leave one more in the dark.
            _hold(self.edition, settings.DIGEST_RETRY_SECONDS, outcome.note)
            return False
        return not self._is_refused_throughout(outcome)

    def _is_refused_throughout(self, outcome: Outcome) -> bool:
        """Whether nothing arrives any more, so that sending on would only do harm. Then the edition is paused."""
        if outcome.fate != Fate.REFUSED:
            return False
        # Kept in the database, since a batch may end after each mail, where the rate is low.
        Edition.objects.filter(pk=self.edition.pk).update(refused_in_a_row=F("refused_in_a_row") + 1)
        self.edition.refresh_from_db(fields=["refused_in_a_row"])
        if self.edition.refused_in_a_row < MOST_REFUSED_IN_A_ROW:
            return False
        words = f"Paused after {MOST_REFUSED_IN_A_ROW} refusals in a row. The last: {outcome.note}"
        with suppress(NotNow):
            pause(self.edition, trouble=words[:LONGEST_NOTE])
        return True


def _letter(edition: Edition, one: Claim) -> Letter | None:
    """What is to be sent, or None where the edition has nothing for them. Raises Trouble if it cannot be written."""
    try:
        return edition_letter(edition, one.categories)
    except Exception as error:  # of a template, or of what somebody has put into the tables by hand
        logger.exception("A letter of the digest cannot be written")
        raise Trouble(f"It cannot be written: {error!r}") from error


def rate_limits() -> list[Limit]:
    """The limits that keep to the setting DIGEST_RATE.

    A tenth of each rate may go in a row. The rest flows in so slowly that no period, wherever it begins, has more.
    """
    limits = []
    for most, period in settings.DIGEST_RATES:
        in_a_row = max(1, most // 10)
        limits.append(Limit(f"digest {period}", in_a_row, in_a_row * period / (most - in_a_row + 1)))
    return limits


def _values(one: Claim, tries: int, outcome: Outcome) -> dict[str, Any]:
    """What the ledger is to say of a delivery that had been tried `tries` times before."""
    fate, note, wait = outcome.fate, outcome.note, None
    if fate == Fate.WAITING and tries + 1 >= MOST_TRIES:
        fate, note = Fate.REFUSED, f"Given up after {MOST_TRIES} tries. {note}"[:LONGEST_NOTE]
    elif fate == Fate.WAITING:
        wait = timedelta(seconds=settings.DIGEST_RETRY_SECONDS * GROWTH**tries)
    return {"ended": one.delivery, "fate": fate, "note": note, "tried": 1, "wait": wait}


def _skip(deliveries: Collection[int], why: str = NOT_WANTED) -> None:
    Delivery.objects.filter(pk__in=deliveries).update(
        fate=Fate.SKIPPED, note=why, ended_at=timezone.now(), claimed_by=None, claimed_at=None
    )


def _put_last(one: Claim) -> None:
    """Have a delivery that was not handed over wait, as it was claimed, behind those that are due already."""
    due_at = timezone.now() + timedelta(seconds=settings.DIGEST_RETRY_SECONDS)
    Delivery.objects.filter(pk=one.delivery).update(fate=Fate.CLAIMED, due_at=due_at)


def _hold(edition: Edition, seconds: int, trouble: str) -> None:
    until = timezone.now() + timedelta(seconds=seconds)
    said = {"trouble": trouble[:LONGEST_NOTE]} if trouble else {}
    Edition.objects.filter(pk=edition.pk, stage=Stage.SENDING).update(held_until=until, **said)
