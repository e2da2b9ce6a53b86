"""What was changed, by whom and when: kept by triggers in the database, read here, and brought back from here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, TypeVar

import pghistory
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone
from django.utils.formats import localize
from psycopg import sql

from core.models import TIMES

M = TypeVar("M", bound=models.Model)
Events = models.QuerySet[Any]

_KEEP = sql.SQL("""
    INSERT INTO {events} (pgh_created_at, pgh_label, pgh_obj_id, {columns})
    SELECT now(), {present}, id, {columns} FROM {table}
""")

PRESENT = "present"  # the label of a version that was there when the history began
DONE = {"insert": "added", "update": "changed", "delete": "deleted"}
LONGEST = 300
LONG_TEXT, TOO_LONG_TO_MATCH = 60, 20_000


def tracked(model: type[M]) -> type[M]:
    """Class decorator: the database keeps every version of the model's rows, whoever writes them and however.

    The versions stand in a model of their own, `model.pgh_event_model`, and nothing can change or delete them.
    """
    # Saving a row as it was, or loading it from a fixture again, is no change though its times become others.
    times = [field.name for field in model._meta.fields if field.name in TIMES]
    keep = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=times)),
        pghistory.DeleteEvent(),
        append_only=True,
    )
    kept: type[M] = keep(model)
    return kept


def keep_what_is_there(schema_editor: BaseDatabaseSchemaEditor, *models_of_migration: type[models.Model]) -> None:
    """For the migration that begins to track these models: their rows as they are, as the first version of each."""
    for model in models_of_migration:
        table = model._meta.db_table
        columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in model._meta.local_concrete_fields)
        names = {"table": sql.Identifier(table), "events": sql.Identifier(f"{table}event"), "columns": columns}
        schema_editor.execute(_KEEP.format(**names, present=sql.Literal(PRESENT)).as_string())


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as it was and as it became, as staff read it; `pieces` says of a text which parts are gone or new."""

    label: str
    before: str
    after: str
    pieces: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Version:
    """One row as it stood after a change, or for a deletion before it."""

    event: Any
    what: str
    who: str
    differences: list[Difference]
    is_current: bool

    @property
    def at(self) -> datetime:
        """When it came to be, by the clock of the database."""
        when: datetime = self.event.pgh_created_at
        return when

    @property
    def title(self) -> str:
        """What was done, in a sentence."""
        label = self.event.pgh_label
        if label == PRESENT:
            return f"When the history began, there was the {self.what}"
        return f"{self.who} {DONE[label]} the {self.what}"

    @property
    def is_deletion(self) -> bool:
        """Whether the row was deleted then."""
        return bool(self.event.pgh_label == "delete")

    @property
    def asks_reason(self) -> bool:
        """Whether bringing it back may change what readers have seen."""
        return hasattr(self.event.pgh_tracked_model, "needs_reason")

    @property
    def key(self) -> str:
        """What names it among the versions of several models."""
        return f"{self.event.pgh_tracked_model._meta.label_lower}:{self.event.pk}"


def events_of(model: Any, **rows: Any) -> Events:
    """The versions of the rows of a tracked model that these lookups find, such as `tool=3`."""
    events: Events = model.pgh_event_model.objects.filter(**rows)
    return events


def is_key(text: str) -> bool:
    """Whether `text`, wherever it comes from, can be a primary key."""
    return text.isascii() and text.isdigit() and len(text) < 19  # so that it fits a column


def mark_of(histories: Iterable[Events]) -> str:
    """How far these histories go, as text: another one after every change."""
    # Counted as well, for a version may be committed after one that came later.
    ends = [events.aggregate(last=models.Max("pk"), count=models.Count("pk")) for events in histories]
    return ".".join(f"{end['last'] or 0}-{end['count']}" for end in ends)


def versions(histories: Iterable[Events]) -> list[Version]:
    """What these histories say, latest first: of each at most the latest `LONGEST` versions."""
    found = [version for events in histories for version in _versions(events)]
    return sorted(found, key=lambda version: version.at, reverse=True)


def deletions(model: Any, *, most: int) -> list[Version]:
    """The latest deletions of rows of a tracked model that are not there again, latest first, at most so many."""
    is_back = models.Exists(model._default_manager.filter(pk=models.OuterRef("pgh_obj")))
    # Cut off here and not in a subquery: of tables that it knows little of, PostgreSQL asks that anew for every row.
    return versions([events_of(model, pgh_label="delete").exclude(is_back)])[:most]


def after_mark(histories: Sequence[Events], mark: str) -> list[Version]:
    """What these histories say since `mark`, latest first. Of a mark that is none, everything."""
    known = [part.partition("-")[0] for part in mark.split(".")]
    is_mark = len(known) == len(histories) and all(map(is_key, known))
    last = dict(zip((events.model for events in histories), map(int, known), strict=True)) if is_mark else {}
    return [version for version in versions(histories) if version.event.pk > last.get(type(version.event), 0)]


def _versions(events: Events) -> list[Version]:
    latest = list(events.select_related("pgh_context").order_by("-pk")[:LONGEST])[::-1]
    names, staff = _names(latest), _staff(latest)
    newest = {event.pgh_obj_id: event for event in latest}
    found, before = [], dict[int, Any]()
    for event in latest:
        earlier = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        if earlier is None and event.pgh_label == "update" and len(latest) == LONGEST:
            continue  # what came before it is not at hand
        is_deletion = event.pgh_label == "delete"
        found.append(
            Version(
                event=event,
                what=_what(event, names),
                who=_who(event.pgh_context, staff),
                differences=[] if is_deletion else _differences(earlier, event, names),
                is_current=event is newest[event.pgh_obj_id] and not is_deletion,
            )
        )
    return found[::-1]


Names = dict[tuple[type[models.Model], int], Any]


def _fields(event: Any) -> list[Any]:
    return [field for field in event.pgh_tracked_model._meta.concrete_fields if field.name not in ("id", *TIMES)]


def _names(events: Sequence[Any]) -> Names:
    """The rows that these versions refer to, as far as they still exist. One query for each model."""
    wanted: dict[type[models.Model], set[int]] = {}
    for event in events:
        for field in _fields(event):
            if field.is_relation and (key := getattr(event, field.attname)) is not None:
                wanted.setdefault(field.related_model, set()).add(key)
    return {
        (model, row.pk): row for model, keys in wanted.items() for row in model._default_manager.filter(pk__in=keys)
    }


def _staff(events: Sequence[Any]) -> dict[int, str]:
    keys = {event.pgh_context.metadata.get("user") for event in events if event.pgh_context}
    users = get_user_model()._default_manager.filter(pk__in=keys - {None})
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


def _who(context: Any, staff: dict[int, str]) -> str:
    known = context.metadata if context else {}
    if "user" in known:
        return staff.get(known["user"], f"somebody whose account is gone (number {known['user']})")
    if "command" in known:
        return f"{known.get('login', 'somebody')} with manage.py {known['command']}"
    return "somebody outside the desk"


def _what(event: Any, names: Names) -> str:
    """The row as it names itself."""
    row = _row(event)
    for field in _fields(event):
        key = getattr(event, field.attname)
        if field.is_relation and key is not None:
            if (field.related_model, key) not in names:
                return f"{row._meta.verbose_name} {event.pgh_obj_id}"
            setattr(row, field.name, names[field.related_model, key])
    return f"{row._meta.verbose_name} “{row}”"


def _row(event: Any) -> Any:
    model = event.pgh_tracked_model
    return model(**{field.attname: getattr(event, field.attname) for field in model._meta.concrete_fields})


def _differences(before: Any, after: Any, names: Names) -> list[Difference]:
    found = []
    for field in _fields(after):
        old, new = (_shown(event, field, names) if event else "" for event in (before, after))
        if old != new:
            found.append(Difference(field.verbose_name, old, new, _pieces(old, new)))
    return found


def _shown(event: Any, field: Any, names: Names) -> str:
    """The value of a field as staff read it, empty where there is none."""
    value = getattr(event, field.attname)
    if value in (None, ""):
        return ""
    if field.is_relation:
        return str(names.get((field.related_model, value), f"number {value}, which is gone"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S %Z}"
    return str(localize(value))


def _pieces(before: str, after: str) -> list[tuple[str, str]]:
    """What is gone, new and the same between two texts, word by word; nothing where that says no more than both do."""
    if not before or not after or not LONG_TEXT <= max(len(before), len(after)) <= TOO_LONG_TO_MATCH:
        return []
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    pieces = []
    for _, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new).get_opcodes():
        gone, came = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
        pieces += [("same", gone)] if gone == came else [("gone", gone), ("new", came)]
    return [(mark, text) for mark, text in pieces if text]


def in_words(error: ValidationError) -> str:
    """What is wrong, with the name of the field before each message that belongs to one."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    named = error.message_dict.items()
    return " ".join(
        f"{name.capitalize()}: {text}" if name != NON_FIELD_ERRORS else text for name, texts in named for text in texts
    )


@dataclass(frozen=True, slots=True)
class Restored:
    """A row that is what it was, and in sentences what belonged to it and could not come back."""

    row: models.Model
    left_out: list[str]


@transaction.atomic
def restore(event: Any, *, reason: str = "") -> Restored:
    """Make a row what it was in this version, whatever it is now, and of a deleted one also all that went with it.

    Only the time of saving is that of now. `reason` is for rows that ask for one before they change what readers
    have seen. Raises ValidationError where it is missing, and where the row can no longer be as it was, for
    instance because another has its slug by now.
    """
    # A second click waits here until the first is through.
    event = type(event)._default_manager.select_for_update().get(pk=event.pk)
    row = _row(event)
    is_gone = not type(row)._default_manager.filter(pk=row.pk).exists()
    deletion = events_of(type(row), pgh_obj=row.pk, pgh_label="delete").order_by("pk").last() if is_gone else None
    if deletion and deletion.pk != event.pk:
        # First all that went; then the version is a change like any other.
        left_out = restore(deletion).left_out
        return Restored(restore(event, reason=reason).row, left_out)
    row._state.adding = is_gone  # or validation would take the row itself for another with its slug
    if hasattr(row, "needs_reason") and row.needs_reason():
        if not reason:
            raise ValidationError("Readers have seen another verdict or score since: say why it changes.")
        row.change_reason = reason
    row.full_clean()
    row.save()
    left_out = []
    if deletion:
        for relation in row._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel) and hasattr(relation.related_model, "pgh_event_model"):
                left_out += _restore_with(row, relation, deletion)
    return Restored(row, left_out)


def _restore_with(row: models.Model, relation: Any, deletion: Any) -> list[str]:
    """Bring back what was deleted in the same transaction and belonged to the row; what cannot be, and why."""
    belongs = {relation.field.name: row.pk}
    gone = events_of(
        relation.related_model, **belongs, pgh_label="delete", pgh_created_at=deletion.pgh_created_at
    ).order_by("pk")
    if gone:
        # Triggers may have made some for the new row: what there was takes their place.
        relation.related_model._default_manager.filter(**belongs).delete()
    left_out = []
    for event in gone:
        if not relation.related_model._default_manager.filter(pk=event.pgh_obj_id).exists():
            try:
                left_out += restore(event).left_out
            except ValidationError as error:  # it belonged to something else too that is gone, or its place is taken
                left_out.append(f"{_what(event, _names([event]))}: {in_words(error)}")
    return left_out
