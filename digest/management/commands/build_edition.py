"""Build the edition of a week, for staff to look at."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from digest.building import CannotBuild, NothingNew, build_edition, items_to_send, summary
from digest.weeks import NoWeek, Week


class Command(BaseCommand):
    help = "Gather the news of a week into a draft of its edition. Building it again brings the draft up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--week", metavar="2026-W47", help="by default the last week that is over")

    def handle(self, *args: Any, week: str | None, **options: Any) -> None:
        try:
            about = Week.last() if week is None else Week.named(week)
            edition = build_edition(about)
        except NothingNew as nothing:
            self.stdout.write(f"{nothing} No edition was built.")
            return
        except (NoWeek, CannotBuild) as error:
            raise CommandError(str(error)) from error
        items = items_to_send(edition)
        self.stdout.write(f"{edition.week}: “{edition.subject}”")
        self.stdout.write(f"{summary(items)}.")
        if more := edition.items.filter(dropped=True).count():
            self.stdout.write(f"Left out: {more}, which staff can put in.")
        if about.end > timezone.now():
            self.stdout.write("The week is not over, so this is what it has brought until now.")
        page = settings.SITE_URL + reverse("admin:digest_edition_change", args=[edition.pk])
        self.stdout.write(f"Edit and approve it at {page}")
