"""Check that every tally is what its votes add up to, and mend those that are not."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from core.grammar import counted
from votes.models import CommunityTally
from votes.recount import drifts, recount


class Command(BaseCommand):
    help = "Count all votes anew, compare with the tallies, and put right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, and fail if a tally is wrong")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wrong = drifts() if check else recount()
        for drift in wrong:
            self.stdout.write(f"{drift.slug}: the tally says {drift.tally.counts}, the votes say {drift.votes.counts}")
        if not wrong:
            tallies = counted(CommunityTally.objects.count(), "tally", "tallies")
            self.stdout.write(f"{tallies}: each is what its votes add up to.")
        elif check:
            raise CommandError(f"{counted(len(wrong), 'tally is', 'tallies are')} wrong. Run it without --check.")
        else:
            self.stdout.write(f"{counted(len(wrong), 'tally was', 'tallies were')} wrong and put right.")
