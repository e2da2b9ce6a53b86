"""The readers' votes, and what is kept beside them."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Cast, Sqrt

from core.models import Choice, Timestamped
from core.verdicts import Z_95
from tools.models import Tool
from votes.triggers import COUNT_ANEW, COUNT_VOTES, KEEP_OUT


class VoteState(models.TextChoices):
    """Whether a vote is in the tally."""

    COUNTED = "counted", "Counted"
    WITHHELD = "withheld", "Withheld"


class Ruling(models.Model):
    """That a member of staff has withheld or released votes: the trace of it."""

    state = models.CharField("ruled", max_length=8, choices=VoteState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    vote_count = models.PositiveIntegerField("votes", help_text="How many votes changed their state by it.")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(name="votes_ruling_state_known", condition=Q(state__in=VoteState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} by {self.by}, {self.at:%Y-%m-%d %H:%M}"


class Vote(Timestamped):
    """One reader's ship or skip on one tool."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="votes")
    voter = models.UUIDField(help_text="A random number that stands for a reader and says nothing about them.")
    choice = models.CharField(max_length=4, choices=Choice)
    state = models.CharField(max_length=8, choices=VoteState, default=VoteState.COUNTED)
    network = models.CharField(
        max_length=32, blank=True, help_text="A keyed hash, the same for votes from one network on one day."
    )
    taken_back = models.BooleanField(
        db_default=False,
        help_text="Kept although taken back, so that a withheld vote stays withheld when it is cast anew.",
    )
    ruling = models.ForeignKey(
        Ruling, models.PROTECT, null=True, blank=True, related_name="votes", help_text="What put it in its state."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tool", "voter"], name="votes_vote_once_per_voter"),
            models.CheckConstraint(name="votes_vote_choice_known", condition=Q(choice__in=Choice.values)),
            models.CheckConstraint(name="votes_vote_state_known", condition=Q(state__in=VoteState.values)),
            models.CheckConstraint(
                name="votes_vote_taken_back_is_withheld", condition=Q(taken_back=False) | Q(state=VoteState.WITHHELD)
            ),
        ]
        indexes = [
            models.Index(fields=["tool", "network"], condition=~Q(network=""), name="votes_vote_by_network"),
            models.Index(fields=["created_at"], name="votes_vote_by_time"),
        ]
        triggers = COUNT_VOTES

    def __str__(self) -> str:
        return f"{self.choice} on {self.tool}"


def _lower_bound() -> Case:
    """The lower end of the Wilson interval as `core.verdicts.Tally.interval` has it, 0 to 100; -1 without votes."""
    ships, total = Cast("ships", FloatField()), Cast("total", FloatField())
    share, spread = ships / total, Value(Z_95**2) / total
    middle = (share + spread / Value(2.0)) / (spread + Value(1.0))
    half = Sqrt(spread * (share * (Value(1.0) - share) + spread / Value(4.0))) / (spread + Value(1.0))
    return Case(When(total=0, then=Value(-1.0)), default=Value(100.0) * (middle - half), output_field=FloatField())


class CommunityTally(models.Model):
    """The counted votes on a tool, added up by the database. A tool that had no vote yet may have no row."""

    # The foreign key stands in the migration: the database itself takes a tally along with its tool.
    tool = models.OneToOneField(
        Tool, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="community_tally"
    )
    ships = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    lower_bound = models.GeneratedField(expression=_lower_bound(), output_field=FloatField(), db_persist=True)

    class Meta:
        indexes = [models.Index(fields=["-lower_bound", "-tool"], name="votes_tally_by_lower_bound")]
        verbose_name_plural = "community tallies"
        constraints = [
            models.CheckConstraint(name="votes_tally_is_possible", condition=Q(ships__gte=0, ships__lte=F("total"))),
        ]
        triggers = [KEEP_OUT, COUNT_ANEW]

    def __str__(self) -> str:
        return f"{self.ships} of {self.total} on {self.tool}"


class DailySecret(models.Model):
    """The key under which networks are hashed on one day. Without it nobody can tell whose hash it was."""

    day = models.DateField(primary_key=True)
    secret = models.BinaryField()

    def __str__(self) -> str:
        return f"The secret of {self.day}"


class Burst(models.Model):
    """The votes on one tool that came from one network on one day, where there are several. A view, to be read only."""

    id = models.CharField(max_length=60, primary_key=True)
    tool = models.ForeignKey(Tool, models.DO_NOTHING, related_name="+")
    network = models.CharField(max_length=32)
    vote_count = models.PositiveIntegerField("votes")
    ship_count = models.PositiveIntegerField("ships")
    withheld_count = models.PositiveIntegerField("withheld")
    first_at = models.DateTimeField("first")
    last_at = models.DateTimeField("last")

    class Meta:
        managed = False
        db_table = "votes_burst"
        ordering = ["-vote_count", "-last_at"]

    def __str__(self) -> str:
        return f"{self.vote_count} votes on {self.tool}"
