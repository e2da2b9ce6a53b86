"""The readers' votes."""

from django.db import models
from django.db.models import Q

from core.models import Choice, Timestamped
from tools.models import Tool


class Vote(Timestamped):
    """One reader's ship or skip on one tool."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="votes")
    voter = models.UUIDField(help_text="A random number that stands for a reader and says nothing about them.")
    choice = models.CharField(max_length=4, choices=Choice)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tool", "voter"], name="votes_vote_once_per_voter"),
            models.CheckConstraint(name="votes_vote_choice_known", condition=Q(choice__in=Choice.values)),
        ]

    def __str__(self) -> str:
        return f"{self.choice} on {self.tool}"
