"""Keeping made-up data out of a database that holds any other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from compare.management.commands.prepare import CATALOGUE, SEED
from core.grammar import counted
from core.history import PRESENT
from digest.models import Edition, Subscriber
from tools.models import FormerSlug, Record
from votes.models import Ruling, Vote

WAY_ON = (
    "Made-up data stand beside the demo data only, so nothing was made. Set DATA_DIR to a new folder or DATABASE_URL "
    "to an empty database, run manage.py prepare there, and then this."
)
# What there is only where somebody uses the site.
USED: list[type[Model]] = [Vote, Ruling, Subscriber, Edition, Record, FormerSlug]
# What names a row of the demo data, in their files and in the database.
NAMED_BY = {
    "tools.category": ["slug"],
    "tools.attribute": ["slug"],
    "tools.tool": ["slug"],
    "tools.fact": ["tool", "attribute"],
    "tools.comparison": ["first", "second"],
    "reviews.reviewer": ["slug"],
    "reviews.review": ["tool", "reviewer"],
}


class OtherData(Exception):
    """The database is not one for made-up data; the message says why, and what to do."""


def refuse_old_database() -> None:
    """Raises OtherData unless the database has been through all migrations."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise OtherData("This database is not up to date, so nothing was made. Run manage.py prepare, and then this.")


def refuse_other_data() -> None:
    """Raises OtherData unless the database holds nothing, or the demo data as they were loaded and nothing beside."""
    for model in USED:
        if count := model._default_manager.count():
            what = counted(count, str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
            raise OtherData(f"This database holds {what}. {WAY_ON}")
    demo = demo_names()
    for label, parts in NAMED_BY.items():
        model = apps.get_model(label)
        lookups = [part if part == "slug" else f"{part}__slug" for part in parts]
        for name in model._default_manager.order_by().values_list(*lookups):
            if (label, *name) not in demo:
                raise OtherData(
                    f"This database holds a {model._meta.verbose_name} that is none of the demo data, "
                    f"“{' / '.join(name)}”. {WAY_ON}"
                )
        events: Any = getattr(model, "pgh_event_model", None)
        if events._default_manager.exclude(pgh_label__in=("insert", PRESENT)).exists():
            raise OtherData(f"Somebody has changed a {model._meta.verbose_name} of this database. {WAY_ON}")


def demo_names() -> set[tuple[str, ...]]:
    """What names the rows of the demo data: the label of the model, and the slugs of NAMED_BY."""
    return {
        (row["model"], *[_slug(row["fields"][part]) for part in NAMED_BY[row["model"]]])
        for rows in _files()
        for row in rows
    }


def _files() -> Iterator[list[dict[str, Any]]]:
    for folder in settings.FIXTURE_DIRS:
        for name in SEED + CATALOGUE:
            yield yaml.load(Path(folder, f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader)


def _slug(value: Any) -> str:
    """The slug in a fixture, which of another row is a list of one."""
    return str(value[0] if isinstance(value, list) else value)
