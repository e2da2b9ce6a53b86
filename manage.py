#!/usr/bin/env python
"""Runs any management command, beside the running site or on its own, with the database it needs."""

import contextlib
import os
import signal
import sys

import pghistory
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.utils import OperationalError

from compare import embedded_postgres
from compare.environment import DATA_DIR, IS_LOCAL, CannotStart, login_name
from compare.watching.counting import count_together

# Those of the site itself, and those that migrate: pghistory reads percent signs in SQL as placeholders.
WITHOUT_HISTORY = {"serve", "runserver", "work", "prepare", "migrate"}
WITHOUT_DATABASE = {"help", "version", "-h", "--help", "--version"}


def who_does_it() -> contextlib.AbstractContextManager[object]:
    """For the history: whoever runs this command. The site's own processes ask each request who it is."""
    command = sys.argv[1] if sys.argv[1:] else "help"
    if command in WITHOUT_HISTORY:
        return contextlib.nullcontext()
    return pghistory.context(command=command, login=login_name())


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")
    # Leave by way of the `with` below, so that a stopped command does not leave its database behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    needs_database = bool(sys.argv[1:]) and sys.argv[1] not in WITHOUT_DATABASE
    embedded = embedded_postgres.running(DATA_DIR) if IS_LOCAL and needs_database else contextlib.nullcontext()
    try:
        if sys.argv[1:2] == ["serve"]:
            count_together()
        with embedded, who_does_it():
            execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as error:
        sys.exit(f"Tiebreak cannot start. {error}")
    except (OperationalError, MigrationSchemaMissing) as error:
        if "--traceback" in sys.argv:
            raise
        reason = str(error).splitlines()[0].rstrip(".")
        way_on = (
            f"Look into {DATA_DIR / 'postgres.log'}." if IS_LOCAL else "Mend the database, or correct DATABASE_URL."
        )
        sys.exit(f"Tiebreak cannot use its database: {reason}. {way_on}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
