"""Import tools, facts and reviews from files, all of it or nothing."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from core.exchange.resource import SHOWN, ExchangeResource, Outcome
from core.exchange.sheets import MOST_BYTES, Fault, Sheet, Unreadable, read_sheet
from core.grammar import counted, listed
from reviews.resources import ReviewResource
from tools.resources import FactResource, ToolResource

# What later ones name comes first.
RESOURCES: list[type[ExchangeResource]] = [ToolResource, FactResource, ReviewResource]


class Command(BaseCommand):
    help = (
        "Import tools, facts and reviews from CSV and JSON files: all of them, or nothing if anything is wrong. "
        "What a file holds is told by its columns, and tools come before facts and reviews."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change, or what is wrong")

    def handle(self, *args: Any, files: list[Path], dry_run: bool, **options: Any) -> None:
        known = [(path, *self._read(path)) for path in files]
        known.sort(key=lambda one: RESOURCES.index(type(one[1])))
        with transaction.atomic():
            outcomes = [(path, self._run(path, resource, sheet)) for path, resource, sheet in known]
            transaction.set_rollback(dry_run)
        for path, outcome in outcomes:
            self.stdout.write(f"{path}: {outcome}")
        if dry_run:
            self.stdout.write("This was a dry run: nothing was imported.")

    def _read(self, path: Path) -> tuple[ExchangeResource, Sheet]:
        try:
            with path.open("rb") as file:
                sheet = read_sheet(file.read(MOST_BYTES + 1), path.name)
        except OSError as error:
            raise CommandError(f"{path} cannot be read ({error.strerror}), so nothing was imported.") from error
        except Unreadable as error:
            raise self._refusal(path, [error.fault]) from error
        resources = [resource for each in RESOURCES if sheet.columns.keys() >= set((resource := each()).key)]
        if len(resources) != 1:
            kinds = [f"{each._meta.model._meta.verbose_name_plural} have {listed(each().key)}" for each in RESOURCES]
            message = f"Its columns do not tell what it holds: {listed(kinds)}."
            raise self._refusal(path, [sheet.fault(0, "", message)])
        return resources[0], sheet

    def _run(self, path: Path, resource: ExchangeResource, sheet: Sheet) -> Outcome:
        # The bar shows on a terminal only.
        with tqdm(total=len(sheet.rows), desc=path.name, unit=" rows", disable=None, file=sys.stderr) as bar:
            outcome = resource.run(sheet, bar.update)
        if outcome.faults:
            raise self._refusal(path, outcome.faults)
        return outcome

    def _refusal(self, path: Path, faults: list[Fault]) -> CommandError:
        for fault in faults[:SHOWN]:
            self.stderr.write(f"{path}: {fault}")
        if more := faults[SHOWN:]:
            self.stderr.write(f"{path}: and {len(more)} more of the kind.")
        return CommandError(f"Nothing was imported: {counted(len(faults), 'fault')} in {path}.")
