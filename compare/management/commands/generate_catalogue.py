"""Fill a database with a big made-up catalogue beside the demo data, to see how the site does with it."""

import argparse
import sys
from typing import Any

from django.core.cache import caches
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection
from tqdm import tqdm

from compare.generating.catalogue import SEED, TABLES, generate
from compare.generating.refusing import OtherData
from core.grammar import counted, listed

MOST = 10_000_000
NOTHING_KEPT = "Stopped before it was done: nothing of it was kept, and the database is as it was."


class Command(BaseCommand):
    help = (
        "Make up tools, votes and subscribers, beside the demo data: all of them or nothing. A database that holds any "
        "other data is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tools", type=how_many, default=100_000, metavar="N", help="100000 unless told")
        parser.add_argument("--votes", type=how_many, default=1_000_000, metavar="N", help="1000000 unless told")
        parser.add_argument("--subscribers", type=how_many, default=200_000, metavar="N", help="200000 unless told")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same data")

    def handle(self, *args: Any, tools: int, votes: int, subscribers: int, seed: int, **options: Any) -> None:
        try:
            # The bar shows on a terminal only. Each tool is made, and then listed.
            with tqdm(total=2 * tools + votes + subscribers, unit=" rows", disable=None, file=sys.stderr) as bar:

                def tell(what: str, count: int) -> None:
                    bar.set_description(what, refresh=False)
                    bar.update(count)

                generate(tools=tools, votes=votes, subscribers=subscribers, seed=seed, tell=tell)
        except (OtherData, ValueError) as error:
            raise CommandError(str(error)) from error
        except BaseException:
            self.stderr.write(NOTHING_KEPT)
            raise
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {', '.join(TABLES)}")
        for kept in ("default", "answers"):
            caches[kept].clear()
        made = [counted(tools, "tool"), counted(votes, "vote"), counted(subscribers, "subscriber")]
        self.stdout.write(f"Made {listed(made)} with seed {seed}.")


def how_many(text: str) -> int:
    """A whole number from the command line, up to ten millions. Raises argparse.ArgumentTypeError for anything else."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= MOST and len(text) < 9):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to {MOST:,}.")
    return int(text)
