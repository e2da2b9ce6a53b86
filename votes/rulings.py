"""What staff decide about votes."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from votes.models import Ruling, Vote, VoteState


@transaction.atomic
def rule(votes: QuerySet[Vote], state: VoteState, *, by: User) -> int:
    """Withhold or release `votes`, but for those taken back, and keep who did so and when.

    How many of them were in another state before.
    """
    # Always in one order, so that two of these never wait for each other.
    other = votes.filter(taken_back=False).exclude(state=state).order_by("pk").select_for_update(of=("self",))
    keys = list(other.values_list("pk", flat=True))
    if keys:
        ruling = Ruling.objects.create(state=state, by=by, vote_count=len(keys))
        Vote.objects.filter(pk__in=keys).update(state=state, ruling=ruling)
    return len(keys)
