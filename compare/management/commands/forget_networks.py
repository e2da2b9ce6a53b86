"""Forget what need not be known any longer; to be run once a day."""

from typing import Any

from django.core.management import BaseCommand

from compare.forgetting import forget
from core.grammar import counted
from votes.networks import DAYS_KEPT


class Command(BaseCommand):
    help = (
        f"Drop addresses that nobody confirmed, the network hashes of votes older than {DAYS_KEPT} days, past secrets, "
        "idle rate limits, failed sign-ins, sessions that are over, and files that nobody imported."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        votes = counted(forget(), "vote")
        self.stdout.write(f"Dropped the network of {votes} older than {DAYS_KEPT} days.")
