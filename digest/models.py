"""The weekly digest: who reads it, its editions, and the ledger of what was sent to whom."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from core.models import Timestamped
from digest.triggers import KEEP_EDITION, KEEP_ITEMS, KEEP_SENT
from digest.weeks import PATTERN, Week
from tools.models import Category

LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3: a path has 256 octets, two of them brackets


class Standing(models.TextChoices):
    """How somebody stands to the digest. Only who is confirmed gets it."""

    PENDING = "pending", "Not confirmed yet"
    CONFIRMED = "confirmed", "Confirmed"
    LEFT = "left", "Unsubscribed"
    SUPPRESSED = "suppressed", "Suppressed"


class Subscriber(Timestamped):
    """An address that somebody gave, and whether and what it is to be sent."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.PENDING)
    confirmation = models.CharField(
        max_length=32, blank=True, help_text="What a link must hold to confirm the address. Used once."
    )
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When a message about signing up was sent last.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    suppressed_because = models.CharField(max_length=300, blank=True)
    everything = models.BooleanField(default=True, help_text="All news, or only those of the chosen categories.")
    categories = models.ManyToManyField(Category, blank=True, related_name="+")
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("address"), name="digest_subscriber_address_once"),
            models.CheckConstraint(name="digest_subscriber_standing_known", condition=Q(standing__in=Standing.values)),
            models.CheckConstraint(
                name="digest_subscriber_confirmed_at_a_time",
                condition=~Q(standing=Standing.CONFIRMED) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="digest_subscriber_left_at_a_time",
                condition=~Q(standing=Standing.LEFT) | Q(left_at__isnull=False),
            ),
            models.CheckConstraint(
                name="digest_subscriber_suppressed_for_a_reason",
                condition=~Q(standing=Standing.SUPPRESSED) | Q(suppressed_because__regex=r"\S"),
            ),
        ]
        indexes = [models.Index(fields=["standing"], name="digest_subscriber_by_standing")]

    def __str__(self) -> str:
        return self.address

    @property
    def is_paused(self) -> bool:
        """Whether it gets nothing for now because its reader wanted a pause."""
        return self.paused_until is not None and self.paused_until > timezone.now()


class Stage(models.TextChoices):
    """How far an edition is."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    SENDING = "sending", "Being sent"
    PAUSED = "paused", "Paused"
    SENT = "sent", "Sent"


BEGUN = (Stage.SENDING, Stage.PAUSED, Stage.SENT)


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> "EditionQuerySet":
        """What readers may see in the archive, latest week first: editions whose sending has begun."""
        return self.filter(begun_at__isnull=False).order_by("-week")


class Edition(Timestamped):
    """One issue of the digest. Once its sending has begun, the database lets nobody change what it says."""

    week = models.CharField(max_length=8, unique=True, help_text="A week of the ISO calendar, such as 2026-W47.")
    subject = models.CharField(max_length=120)
    introduction = models.TextField(
        blank=True,
        max_length=2000,
        help_text="A few words above the news, in Markdown: *emphasis*, lists and [links](https://example.org).",
    )
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.DRAFT, editable=False)
    send_at = models.DateTimeField("send time", null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    begun_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False, help_text="Nothing is sent before.")
    trouble = models.CharField(max_length=300, blank=True, editable=False, help_text="Why sending does not go on.")
    refused_in_a_row = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-week"]
        permissions = [("send_edition", "Can approve, send, pause and resume editions")]
        constraints = [
            models.CheckConstraint(name="digest_edition_week_form", condition=Q(week__regex=PATTERN)),
            models.CheckConstraint(name="digest_edition_has_subject", condition=Q(subject__regex=r"\S")),
            models.CheckConstraint(name="digest_edition_stage_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="digest_edition_approved_for_a_time", condition=Q(stage=Stage.DRAFT) | Q(send_at__isnull=False)
            ),
            models.CheckConstraint(
                name="digest_edition_begun_at_a_time",
                condition=Q(stage__in=BEGUN, begun_at__isnull=False) | (~Q(stage__in=BEGUN) & Q(begun_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="digest_edition_sent_at_a_time", condition=~Q(stage=Stage.SENT) | Q(finished_at__isnull=False)
            ),
        ]
        triggers = [KEEP_EDITION]

    def __str__(self) -> str:
        return f"{self.week}: {self.subject}"

    @property
    def slug(self) -> str:
        """`2026-w47`, as in its address."""
        return self.week.lower()

    @property
    def span(self) -> Week:
        """The week that it covers."""
        return Week.named(self.week)

    @property
    def is_frozen(self) -> bool:
        """Whether its sending has begun, so that nothing of it can change any more."""
        return self.begun_at is not None

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.slug])


class Kind(models.TextChoices):
    """What an item tells, in the order in which an edition tells it."""

    NEW = "new", "New verdicts"
    CHANGED = "changed", "Changed verdicts"
    FEATURED = "featured", "Featured comparisons"
    DISAGREES = "disagrees", "Where readers and panel disagree"
    VOTED = "voted", "Most voted"


class Item(models.Model):
    """One thing that an edition tells, as it stood when the edition was built."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=9, choices=Kind)
    position = models.PositiveIntegerField(default=0, help_text="Lower stands first among those of its kind.")
    dropped = models.BooleanField("leave out", default=False)
    path = models.CharField(max_length=400, help_text="The page that it leads to.")
    title = models.CharField(max_length=600)
    line = models.CharField(max_length=600, blank=True, help_text="What there is to say, in one line.")
    notes = models.JSONField(default=list, blank=True, help_text="Who said what and why: a list of [name, text] pairs.")
    categories = ArrayField(models.BigIntegerField(), default=list, help_text="The keys of the categories it is about.")

    class Meta:
        ordering = ["edition", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "path"], name="digest_item_once_per_kind"),
            models.CheckConstraint(name="digest_item_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="digest_item_path_is_here", condition=Q(path__regex=r"^/[^/]")),
        ]
        triggers = [KEEP_ITEMS]

    def __str__(self) -> str:
        return self.title


class Fate(models.TextChoices):
    """What has become of a delivery."""

    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "In the hands of a worker"
    SENDING = "sending", "Being handed over"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused"
    SKIPPED = "skipped", "Not wanted any more"
    UNKNOWN = "unknown", "Unknown"


OPEN = (Fate.WAITING, Fate.CLAIMED, Fate.SENDING)


class Delivery(models.Model):
    """One edition to one subscriber: a line of the ledger. Without a subscriber where the reader had it all erased."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, related_name="deliveries")
    fate = models.CharField(max_length=8, choices=Fate, default=Fate.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not to be tried before.")
    claimed_by = models.IntegerField(null=True, help_text="The database connection of the worker that has it.")
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True, help_text="What the mail server said, or why it was not sent.")

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "subscriber"], name="digest_delivery_once_per_subscriber"),
            models.CheckConstraint(name="digest_delivery_fate_known", condition=Q(fate__in=Fate.values)),
            models.CheckConstraint(
                name="digest_delivery_claimed_by_somebody",
                condition=~Q(fate__in=[Fate.CLAIMED, Fate.SENDING])
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["edition", "due_at", "id"], condition=Q(fate=Fate.WAITING), name="digest_delivery_due"
            ),
            models.Index(
                fields=["claimed_by"], condition=Q(fate__in=[Fate.CLAIMED, Fate.SENDING]), name="digest_delivery_held"
            ),
            models.Index(fields=["edition", "fate"], name="digest_delivery_by_fate"),
        ]
        triggers = [KEEP_SENT]

    def __str__(self) -> str:
        return f"{self.edition.week} to {self.subscriber or 'somebody who has left'}: {self.get_fate_display()}"
