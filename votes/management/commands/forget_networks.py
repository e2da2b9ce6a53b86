"""Forget what need not be known any longer; to be run once a day."""

from typing import Any

from django.core.management import BaseCommand

from core.grammar import counted
from votes.networks import DAYS_KEPT, forget_networks


class Command(BaseCommand):
    help = f"Drop the network hashes of votes older than {DAYS_KEPT} days, past secrets, and idle rate limits."

    def handle(self, *args: Any, **options: Any) -> None:
        votes = counted(forget_networks(), "vote")
        self.stdout.write(f"Dropped the network of {votes} older than {DAYS_KEPT} days.")
