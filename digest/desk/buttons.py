"""What the buttons on an edition's page do. Each is for whoever may send editions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.grammar import counted
from digest.desk.forms import mark_of
from digest.desk.trial import send_trial
from digest.editions import NotNow, approve, decide_unknown, pause, resume, take_back_approval
from digest.models import Edition


def approve_as_seen(edition: Edition, *, seen: str, send_at: datetime | None, by: Any) -> str:
    """Approve an edition that is still what its mark `seen` says, and tell when it goes out. Raises NotNow."""
    with transaction.atomic():
        if seen != mark_of(Edition.objects.select_for_update().get(pk=edition.pk)):
            raise NotNow("It was changed after you had opened this page. Look at it once more.")
        approved = approve(edition, send_at=send_at, by=by)
    if approved.send_at is None or approved.send_at <= timezone.now():
        return "It is approved. A worker begins to send it within a minute."
    return f"It is approved and goes out on {timezone.localtime(approved.send_at):%-d %B %Y at %H:%M %Z}."


def _take_back(edition: Edition, by: Any) -> str:
    take_back_approval(edition)
    return "The approval is taken back. It is a draft again."


def _pause(edition: Edition, by: Any) -> str:
    pause(edition)
    return "It is paused. Mail that is just being handed over still goes out, and nothing after that."


def _resume(edition: Edition, by: Any) -> str:
    resume(edition)
    return "It is being sent again, to those who have not got it yet."


def _send_again(edition: Edition, by: Any) -> str:
    decided = decide_unknown(edition, send_again=True, by=by)
    return f"{counted(decided, 'delivery', 'deliveries')} of unknown fate will be sent again."


def _leave_it(edition: Edition, by: Any) -> str:
    decided = decide_unknown(edition, send_again=False, by=by)
    stay = "stays as it is" if decided == 1 else "stay as they are"
    return f"{counted(decided, 'delivery', 'deliveries')} of unknown fate {stay}."


def _test(edition: Edition, by: Any) -> str:
    return send_trial(edition, address=by.email)


# By what the button says: each returns what was done, and raises NotNow or NotTaken.
BUTTONS: dict[str, Callable[[Edition, Any], str]] = {
    "take back": _take_back,
    "pause": _pause,
    "resume": _resume,
    "send again": _send_again,
    "leave it": _leave_it,
    "test": _test,
}
