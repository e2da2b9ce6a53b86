"""What the models of several apps share."""

from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from core.verdicts import Verdict

M = TypeVar("M", bound=models.Model)


class SlugManager(models.Manager[M]):
    """Rows that fixtures and addresses name by their slug."""

    def get_by_natural_key(self, slug: str) -> M:
        return self.get(slug=slug)


TIMES = ("created_at", "updated_at")


class Timestamped(models.Model):
    """When a row came to be and when it was last saved. The database fills both in for rows from fixtures."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        abstract = True


class Choice(models.TextChoices):
    """What one voice says, a reviewer's or a reader's. There is no third word."""

    SHIP = "ship", Verdict.SHIP.value
    SKIP = "skip", Verdict.SKIP.value


class State(models.TextChoices):
    """What staff want with something. Published with a time that has not come yet is scheduled."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


UNSEEN_STATES = (State.DRAFT, State.WITHDRAWN)


def is_public(path: str = "") -> models.Q:
    """The condition under which readers may see a Publishable, reached over the relation `path` (such as `tool__`)."""
    return models.Q(**{f"{path}state": State.PUBLISHED, f"{path}published_at__lte": Now()})


def published_is_whole(*needed: str) -> models.CheckConstraint:
    """The database's own check that what is published has a publish time and none of the texts `needed` empty."""
    whole = models.Q(state=State.PUBLISHED, published_at__isnull=False)
    for name in needed:
        whole &= models.Q(**{f"{name}__regex": r"\S"})
    return models.CheckConstraint(
        name="%(app_label)s_%(class)s_published_is_whole",
        condition=models.Q(state__in=UNSEEN_STATES) | whole,
        violation_error_message="Something that readers need is missing, so this cannot be published.",
    )


class Publishable(Timestamped):
    """Something that staff prepare as a draft and readers see once it is published and its time has come."""

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(
        "publish time",
        null=True,
        blank=True,
        help_text=(
            "Left empty, it is the moment of publishing. With a time to come, what is published appears by itself then."
        ),
    )

    needed_when_published: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._fill_publish_time()
        super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._fill_publish_time()
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.state == State.PUBLISHED:
            missing = [name for name in self.needed_when_published if not str(getattr(self, name)).strip()]
            if missing:
                raise ValidationError(dict.fromkeys(missing, "Readers need this before it can be published."))

    def _fill_publish_time(self) -> None:
        if self.state == State.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()

    @property
    def is_published(self) -> bool:
        """Whether readers may see it now."""
        return self.state == State.PUBLISHED and self.published_at is not None and self.published_at <= timezone.now()

    @property
    def stage(self) -> str:
        """Where it stands now, in a word: Draft, Scheduled, Published or Withdrawn."""
        is_scheduled = self.state == State.PUBLISHED and not self.is_published
        return "Scheduled" if is_scheduled else State(self.state).label


class Bucket(models.Model):
    """The tokens of one rate limit (see `core.rate_limits`). The table is not logged: a crash may empty it."""

    key = models.CharField(max_length=100, primary_key=True)
    full_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
