"""Counting ship and skip in the database."""

from typing import Any

from django.db import models
from django.db.models import Count, Q

from core.models import Choice
from core.verdicts import Tally


def tallies(voices: models.QuerySet[Any], *, choice: str, per: str) -> dict[int, Tally]:
    """The tally of `voices` for each value of the foreign key `per`, where `choice` names the field with the word.

    One query. What nobody spoke on is not in the answer.
    """
    ships = Count("pk", filter=Q(**{choice: Choice.SHIP}))
    rows = voices.order_by().values_list(per).annotate(ships=ships, total=Count("pk"))
    return {key: Tally(ships, total) for key, ships, total in rows}
