"""Keeping facts fresh: which of them are due for a check, and that they were checked."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from tools.models import Fact


def due_for_check(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """Those of `facts` that were never checked, or longer ago than the setting allows."""
    oldest = timezone.localdate() - timedelta(days=settings.FACT_STALE_AFTER_DAYS)
    return facts.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=oldest))


def mark_checked(facts: QuerySet[Fact]) -> int:
    """Note of these facts that they were checked today; how many of them had another day before, or none."""
    today = timezone.localdate()
    return facts.exclude(checked_on=today).update(checked_on=today, updated_at=Now())
