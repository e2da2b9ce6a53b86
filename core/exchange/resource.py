"""Rows of the catalogue out of a file and back: what a file would change, and everything that is wrong with it.

A resource of django-import-export leads each row on its way: find what it is about, set its fields, leave it alone
where it says nothing new, gather its faults. A row is saved by its model's own `save()`, for what follows from that
(redirects, reasons, publish times) belongs to it. Saving in bulk would pass all of it by, and a fault that only the
database finds could not be told by its line.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, models, transaction
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from tablib import Dataset

from core.exchange.columns import Column, Reference
from core.exchange.sheets import Fault, Sheet, Unreadable, read_sheet, write_sheet
from core.grammar import listed
from core.slugs import is_slug

LOCK = 8_437_254  # any number that nothing else in the database locks
SHOWN = 200  # so many faults or changes of a file are shown, and of the rest the number
ABSENT = object()  # stands in the cell of a column that a JSON record does not name


class ByKey(BaseInstanceLoader):
    """Finds what the rows are about, all in one query, and keeps others from changing it until the transaction ends."""

    def __init__(self, resource: "ExchangeResource", dataset: Dataset) -> None:
        super().__init__(resource, dataset)
        first, *more = resource.key
        slugs = {row[first] for row in dataset.dict if isinstance(row[first], str) and is_slug(row[first])}
        rows = resource.get_queryset().filter(**{f"{first}__slug__in" if more else f"{first}__in": slugs})
        self.rows = {row.natural_key(): row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}

    def get_instance(self, row: dict[str, str]) -> models.Model | None:
        return self.rows.get(tuple(row[name] for name in self.resource.key))


@dataclass(frozen=True, slots=True)
class Difference:
    """What one column said before and says after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one row adds or changes."""

    where: str
    key: str
    is_new: bool
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file does: what it adds and changes, how many rows it leaves as they are, and all of its faults."""

    changes: list[Change]
    unchanged: int
    faults: list[Fault]

    def __str__(self) -> str:
        new = sum(change.is_new for change in self.changes)
        return f"{new} new, {len(self.changes) - new} changed, {self.unchanged} unchanged"

    @property
    def mark(self) -> str:
        """The same as long as the file finds the same to change: what it would overwrite, not what it would write."""
        found = [(each.where, [(one.column, one.before) for one in each.differences]) for each in self.changes]
        return hashlib.sha256(json.dumps(found).encode()).hexdigest()


class ExchangeResource(ModelResource):
    """The columns of one model. `Meta.fields` are its columns, `Meta.import_id_fields` those that name a row."""

    # The columns in which to mend what a constraint over several fields refuses, by its name.
    rules: ClassVar[dict[str, str]] = {}

    class Meta:
        instance_loader_class = ByKey
        store_instance = True
        skip_html_diff = True
        report_skipped = False

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Column:
        return (Reference if django_field.is_relation else Column)(django_field)

    @property
    def key(self) -> list[str]:
        """The columns that name a row together."""
        names: list[str] = self.get_import_id_fields()
        return names

    @cached_property
    def columns(self) -> dict[str, Column]:
        """All columns by name, in the order in which a file is written."""
        return {column.column_name: column for column in self.get_import_fields()}

    def get_queryset(self) -> Any:
        references = [name for name, column in self.columns.items() if isinstance(column, Reference)]
        return super().get_queryset().select_related(*references)

    def more_faults(self, instance: Any) -> dict[str, str | ValidationError]:
        """What is wrong with a row that has no other fault so far, by column. For rules that only files need."""
        return {}

    def file(self, rows: models.QuerySet[Any], form: str) -> bytes:
        """These rows of the model as a file, `csv` or `json`, in the order of their keys."""
        order = [f"{name}__slug" if len(self.key) > 1 else name for name in self.key]
        found = self.get_queryset().filter(pk__in=rows.values("pk")).order_by(*order)
        columns = self.columns
        said = [{name: column.export(row) for name, column in columns.items()} for row in found.iterator()]
        return write_sheet(list(columns), said, form)

    def run(self, sheet: Sheet, progress: Callable[[], object] = lambda: None) -> Outcome:
        """Import a file within the transaction of the caller, who undoes it all where the outcome has faults."""
        self.sheet, self.progress = sheet, progress
        self.changes: list[Change] = []
        self.unchanged = self.faulty = 0
        self.places: dict[tuple[str, ...], int] = {}
        faults = [*sheet.faults, *self._wrong_columns()]
        if not sheet.columns.keys() >= set(self.key):
            return Outcome([], 0, faults)
        names = [name for name in sheet.columns if name in self.columns]
        dataset = Dataset(*([row.cells.get(name, ABSENT) for name in names] for row in sheet.rows), headers=names)
        with connection.cursor() as cursor:
            # Two imports at once would wait for each other's new rows, in whatever order they come.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        faults += self._faults(self.import_data(dataset, use_transactions=False), known=faults)
        return Outcome(self.changes, self.unchanged, sorted(faults, key=lambda fault: fault.place))

    def _wrong_columns(self) -> list[Fault]:
        what, sheet = self._meta.model._meta.verbose_name_plural, self.sheet
        unknown = f"There is no such column. The columns of {what} are {listed(list(self.columns))}."
        faults = [
            sheet.fault(place, name, unknown) for name, place in sheet.columns.items() if name not in self.columns
        ]
        if missing := [name for name in self.key if name not in sheet.columns]:
            named = f"column {missing[0]} is missing" if len(missing) == 1 else f"columns {listed(missing)} are missing"
            faults.append(sheet.fault(0, "", f"The {named}, by which a row is told from the others."))
        return faults

    def _faults(self, result: Result, known: list[Fault]) -> list[Fault]:
        for error in [*result.base_errors, *(error for row in result.rows for error in row.errors)]:
            raise error.error  # no fault of the file
        told = {(fault.place, fault.column) for fault in known}
        order = {name: number for number, name in enumerate(self.columns)}
        rules = {
            rule.violation_error_message: self.rules.get(rule.name, "") for rule in self._meta.model._meta.constraints
        }
        faults = []
        for invalid in result.invalid_rows:
            place, wrong = self.sheet.rows[invalid.number - 1].place, []
            for column, messages in invalid.error_dict.items():
                for message in messages:
                    name = rules.get(message, "") if column == NON_FIELD_ERRORS else column
                    if (place, name) not in told:
                        wrong.append(self.sheet.fault(place, name, message))
            faults += sorted(wrong, key=lambda fault: order.get(fault.column, len(order)))
        return faults

    # What follows is called by django-import-export, in this order.

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        for name, column in self.columns.items():
            if isinstance(column, Reference) and name in dataset.headers:
                column.look_up(slug for slug in dataset[name] if slug is not ABSENT)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        self.progress()
        for name in [name for name, text in row.items() if text is ABSENT]:
            del row[name]

    def import_instance(self, instance: Any, row: dict[str, str], **kwargs: Any) -> None:
        errors = self._wrong_key(row, kwargs["row_number"])
        for name, column in self.columns.items():
            if name in row and name not in errors:
                try:
                    column.save(instance, row)
                except ValidationError as error:
                    errors[name] = error
        absent = self.columns.keys() - row.keys()
        # Of a row that is about nothing known, nothing can be told but what it says itself.
        self.silent = absent if errors.keys() & set(self.key) else set()
        if instance._state.adding and not self.silent:
            needed = [name for name, column in self.columns.items() if name in absent and column.is_needed]
            what = instance._meta.verbose_name
            errors |= {name: ValidationError(f"This {what} is new, so it needs this column.") for name in needed}
        if errors:
            raise ValidationError(errors)

    def _wrong_key(self, row: dict[str, str], number: int) -> dict[str, ValidationError]:
        if missing := [name for name in self.key if name not in row]:
            return dict.fromkeys(missing, ValidationError("Every record needs this."))
        key = tuple(row[name] for name in self.key)
        place = self.sheet.rows[number - 1].place
        if (first := self.places.setdefault(key, place)) != place:
            what = listed([f"{name} “{text}”" for name, text in zip(self.key, key, strict=True)])
            return {self.key[-1]: ValidationError(f"{self.sheet.unit} {first} has {what} already. Keep one of them.")}
        return {}

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and not any(
            column.get_value(instance) != column.get_value(original)
            for column in self.columns.values()
            if column.model_field
        )

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """All that the model says against the row.

        What can be told without the database is asked first: every rule that takes a query is also a constraint,
        so of a row that seems right, saving it asks them all at once.
        """
        errors = dict(import_validation_errors or {})
        references = {name for name, column in self.columns.items() if isinstance(column, Reference)}
        try:
            instance.full_clean(
                exclude=errors.keys() | references | self.silent, validate_unique=False, validate_constraints=False
            )
        except ValidationError as error:
            errors = error.update_error_dict({}) | errors
        if not errors:
            errors = {name: ValidationError(message) for name, message in self.more_faults(instance).items()}
        elif self.faulty < SHOWN:
            self._add_rules_of_database(instance, errors)
        if errors:
            self.faulty += 1
            raise ValidationError(errors)

    def _add_rules_of_database(self, instance: Any, errors: dict[str, Any]) -> None:
        for rules in (instance.validate_unique, instance.validate_constraints):
            try:
                rules(exclude=(errors.keys() | self.silent) - {NON_FIELD_ERRORS})
            except ValidationError as error:
                error.update_error_dict(errors)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        try:
            with transaction.atomic():
                instance.save()
        except IntegrityError as error:
            instance.full_clean()
            raise ValidationError(f"The database refuses it: {str(error).splitlines()[0]}") from error

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        if row_result.is_skip():
            self.unchanged += 1
            return
        after, is_new = row_result.instance, row_result.is_new()
        differences = []
        for name, column in self.columns.items():
            before = "" if is_new else _shown(column.export(row_result.original))
            if before != (now := _shown(column.export(after))):
                differences.append(Difference(name, before, now))
        place = self.sheet.rows[kwargs["row_number"] - 1].place
        self.changes.append(Change(f"{self.sheet.unit} {place}", ", ".join(after.natural_key()), is_new, differences))

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """Nothing: django-import-export would set the sequence of primary keys back, past keys that others just got."""


def import_file(resource: ExchangeResource, data: bytes, name: str, *, keep: Callable[[Outcome], bool]) -> Outcome:
    """What the file of this name does. It is all undone if anything in it is wrong or the outcome is not to `keep`."""
    try:
        sheet = read_sheet(data, name)
    except Unreadable as error:
        return Outcome([], 0, [error.fault])
    with transaction.atomic():
        outcome = resource.run(sheet)
        if outcome.faults or not keep(outcome):
            transaction.set_rollback(True)
    return outcome


def _shown(value: str | int | None) -> str:
    return "" if value is None else str(value)
