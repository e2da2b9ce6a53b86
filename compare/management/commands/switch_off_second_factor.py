"""For staff who have lost their phone and their recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError

from compare.desk.codes import switch_off


class Command(BaseCommand):
    help = "Take away the second factor of somebody who cannot sign in any longer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(
                f"Nobody here is called {options['username']!r}. Write the username as it is, or see the desk."
            )
        switch_off(user)
        self.stdout.write(f"{user.get_username()} signs in with the password alone now.")
