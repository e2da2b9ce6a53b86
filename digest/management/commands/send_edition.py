"""Send an edition from the shell, beside any workers or without them, and show how far it is."""

import time
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from digest.editions import NotNow, approve, begin, finish, progress
from digest.models import Edition, Stage
from digest.sending import send_batch, sweep

SECONDS_BETWEEN_LOOKS = 1


class Command(BaseCommand):
    help = "Send an approved edition now, or go on with one that is being sent, and show how far it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("week", help="The week of the edition, such as 2026-W47.")
        parser.add_argument("--approve", action="store_true", help="Approve a draft, and send it at once.")

    def handle(self, *args: Any, week: str, **options: Any) -> None:
        edition = Edition.objects.filter(week=week.upper()).first()
        if edition is None:
            raise CommandError(f"There is no edition of {week!r}. Build it with manage.py build_edition --week.")
        if edition.stage == Stage.DRAFT and options["approve"]:
            try:
                edition = approve(edition)
            except NotNow as reason:
                raise CommandError(str(reason)) from reason
        begin(edition)
        edition.refresh_from_db()
        if edition.stage != Stage.SENDING:
            raise CommandError(f"It is not being sent: {_why_not(edition)}")
        self._send(edition)
        self.stdout.write(f"{edition.week}: {progress(edition).sentence}.")

    def _send(self, edition: Edition) -> None:
        so_far = progress(edition)
        with tqdm(total=so_far.total, initial=so_far.done, unit="mail", disable=None) as bar:
            while edition.stage == Stage.SENDING:
                sweep()
                if not send_batch(edition) and not finish(edition):
                    bar.set_postfix_str(edition.trouble)
                    time.sleep(SECONDS_BETWEEN_LOOKS)  # others have the rest in their hands, or it is not due yet
                bar.update(progress(edition).done - bar.n)
                edition.refresh_from_db()


def _why_not(edition: Edition) -> str:
    if edition.stage == Stage.APPROVED and edition.send_at:
        return f"it is approved for {edition.send_at:%Y-%m-%d %H:%M %Z}."
    if edition.stage == Stage.DRAFT:
        return f"{edition.trouble or 'nobody has approved it.'} Approve it at the desk, or add --approve."
    return "it is paused. Resume it at the desk." if edition.stage == Stage.PAUSED else "it is sent already."
