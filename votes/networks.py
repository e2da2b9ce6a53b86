"""What is kept of where a vote came from: enough to see a burst, for a while, and never an address."""

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from core.models import Bucket
from core.networks import client_network
from votes.models import DailySecret, Vote

DAYS_KEPT = 30
SECRET_BYTES = 32
HASH_BYTES = 16


def network_hash(network: str) -> str:
    """The keyed hash of `network` (see `core.networks`) under today's secret, 32 hexadecimal digits.

    The same network has another hash tomorrow, and once today's secret is thrown away nobody can find the
    network to a hash, not even by trying all of them.
    """
    secret = _secret_of(datetime.now(UTC).date())
    return hashlib.blake2b(network.encode(), key=secret, digest_size=HASH_BYTES).hexdigest()


def network_hash_of(request: HttpRequest) -> str:
    """The hash of the network that a request came from, as `network_hash` has it."""
    came_from = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    return network_hash(client_network(*came_from, settings.TRUSTED_PROXIES))


@lru_cache(maxsize=1)
def _secret_of(day: date) -> bytes:
    new = secrets.token_bytes(SECRET_BYTES)
    kept, made = DailySecret.objects.get_or_create(day=day, defaults={"secret": new})
    if made:
        DailySecret.objects.filter(day__lt=day).delete()
    return bytes(kept.secret)


def forget_networks() -> int:
    """Forget the networks of votes older than 30 days, secrets of past days, and rate limits that limit nobody now.

    How many votes were stripped of their network.
    """
    now = timezone.now()
    DailySecret.objects.filter(day__lt=now.astimezone(UTC).date()).delete()
    Bucket.objects.filter(full_at__lt=now).delete()
    return Vote.objects.filter(created_at__lt=now - timedelta(days=DAYS_KEPT)).exclude(network="").update(network="")
