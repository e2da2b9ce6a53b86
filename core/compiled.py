"""Querysets that are built and compiled once in a process, for the pages that readers ask for most.

To build a queryset and turn it into SQL takes many times as long as PostgreSQL takes to answer it. What is visible to
readers stays said in one place, in the querysets: here is only the SQL that Django made of them, with room for values.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, BooleanField, Expression, F, Field, Func, Model, Q, QuerySet, TextField
from django.db.models.query import get_related_populators
from psycopg import sql
from psycopg.types.numeric import Int8

from core.models import TIMES
from core.prepared import planning_once

M = TypeVar("M", bound=Model)

# django-pghistory takes what does not begin with SELECT for a write, and puts a statement of its own before it.
_UNION = "SELECT * FROM (%s) AS found"


class Given(Expression):
    """Stands in a queryset for the value that each run gives by this `name`; `output_field` says what it is."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return f"%s::{self.output_field.db_type(connection)}", [self]


def given_keys(name: str) -> Given:
    """Room for a list of primary keys."""
    return Given(name, ArrayField(BigIntegerField()))


def given_texts(name: str) -> Given:
    """Room for a list of texts."""
    return Given(name, ArrayField(TextField()))


def one_of(field: str, values: Collection[Any] | Given) -> Q:
    """The condition that `field`, also a foreign key, is one of these: `IN`, for a number of them not yet known too."""
    return Q(_AnyOf(F(field), values)) if isinstance(values, Given) else Q((f"{field}__in", values))


class _AnyOf(Func):
    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = BooleanField()


def without_times(rows: QuerySet[M, Any], *paths: str) -> QuerySet[M, Any]:
    """`rows` without when they and what the relations `paths` lead to came to be and were saved, which no page shows.

    Of all that a row holds, times take longest to read.
    """
    return rows.defer(*(f"{path}{name}" for path in ("", *(f"{path}__" for path in paths)) for name in TIMES))


class Compiled(Generic[M]):
    """A queryset of model instances to be run often. `build` makes it when it is first needed.

    Nothing in it may depend on the moment or on who asks, but what the database itself works out (such as `Now()`) and
    what is `Given`.
    """

    def __init__(self, build: Callable[[], QuerySet[M, Any]]) -> None:
        self._build = build
        self._statements: dict[str, _Statement] = {}

    def __call__(self, **given: Any) -> list[M]:
        """The rows, with these values. One query."""
        alias = self._queryset.db
        if alias not in self._statements:
            # Not of the same queryset, for another thread may be at it, and compiling changes it.
            self._statements[alias] = _compile(self._build(), alias)
        return self._statements[alias].rows(connections[alias], given)

    @cached_property
    def _queryset(self) -> QuerySet[M, Any]:
        return self._build()


@dataclass(frozen=True, slots=True)
class _Statement:
    """What Django's own iteration over a queryset works out each time before the first row."""

    text: str
    model: type[Model]
    alias: str
    columns: slice
    names: list[str]
    annotations: list[tuple[str, int]]
    related: list[Any]
    converters: list[tuple[int, list[Any], Any]]

    def rows(self, connection: BaseDatabaseWrapper, given: dict[str, Any]) -> list[Any]:
        with planning_once(connection) as cursor:
            cursor.execute(self.text, {name: _of_one_size(value) for name, value in given.items()})
            return [self._instance(list(row), connection) for row in cursor.fetchall()]

    def _instance(self, row: list[Any], connection: BaseDatabaseWrapper) -> Model:
        for place, converters, expression in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        instance = self.model.from_db(self.alias, self.names, row[self.columns])
        for related in self.related:
            related.populate(row, instance)
        for name, place in self.annotations:
            setattr(instance, name, row[place])
        return instance


def _compile(queryset: QuerySet[Any, Any], alias: str) -> _Statement:
    compiler: Any = queryset.query.get_compiler(using=alias)
    related_by: Any = get_related_populators
    text, values = compiler.as_sql()
    select, found = compiler.select, compiler.klass_info
    first, last = found["select_fields"][0], found["select_fields"][-1] + 1
    if text.startswith("("):
        text = _UNION % text
    converters = compiler.get_converters([column for column, *_ in select])
    return _Statement(
        text=text.replace("%%", "%%%%") % tuple(map(_written, values)),
        model=found["model"],
        alias=alias,
        columns=slice(first, last),
        names=[column.target.attname for column, *_ in select[first:last]],
        annotations=list(compiler.annotation_col_map.items()),
        related=related_by(found, select, alias),
        converters=[(place, convert, expression) for place, (convert, expression) in converters.items()],
    )


def _of_one_size(value: Any) -> Any:
    """psycopg sends a small number as another type than a large one, and to the server that is another statement."""
    if isinstance(value, list):
        return [_of_one_size(one) for one in value]
    return Int8(value) if isinstance(value, int) else value


def _written(value: Any) -> str:
    """A value as it stands in the text: room for one that is given, and else a literal, which plans go by."""
    if isinstance(value, Given):
        return f"%({value.name})s"
    return sql.Literal(value).as_string().replace("%", "%%")
