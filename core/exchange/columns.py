"""The columns of catalogue files: what a cell stands for, and how a value is written into one."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import from_current_timezone
from django.utils import timezone
from import_export.fields import Field

from core.slugs import is_slug

CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff"
IN_PROSE = re.compile(f"[{CONTROL}]")
IN_ONE_LINE = re.compile(f"[{CONTROL}\t\n\r]")


class Column(Field):
    """A column for a field of the model, or for an attribute that is no field, such as the reason of a change."""

    def __init__(self, model_field: Any = None, *, attribute: str = "", name: str = "") -> None:
        super().__init__(attribute=attribute or model_field.name, column_name=name or attribute or model_field.name)
        self.model_field = model_field

    @property
    def is_needed(self) -> bool:
        """Whether a new row cannot do without this column."""
        field = self.model_field
        return field is not None and not field.blank and not field.has_default()

    def clean(self, row: dict[str, str], **kwargs: Any) -> Any:
        """The value that the cell stands for. Raises ValidationError where it stands for none."""
        text, field = row[self.column_name], self.model_field
        if field is None or isinstance(field, models.CharField | models.TextField):
            if field is not None and field.choices and text and text not in dict(field.flatchoices):
                raise ValidationError(
                    f"“{text}” is not known here. Use one of these: {', '.join(dict(field.flatchoices))}."
                )
            return text
        if not text.strip() and field.null:
            return None
        value = field.to_python(text.strip())
        return _moment(value) if isinstance(value, datetime) else value

    def save(self, instance: models.Model, row: dict[str, str], is_m2m: bool = False, **kwargs: Any) -> None:
        """Set it on `instance`. Raises ValidationError for what neither the database nor a feed could carry."""
        value = self.clean(row)
        if isinstance(value, str) and value != self.get_value(instance):
            is_prose = isinstance(self.model_field, models.TextField)
            if odd := (IN_PROSE if is_prose else IN_ONE_LINE).search(value):
                if odd[0] in "\r\n":
                    raise ValidationError("It goes over several lines. Write it in one.")
                raise ValidationError(f"It holds the control character U+{ord(odd[0]):04X}. Take it out.")
        setattr(instance, self.attribute, value)

    def export(self, instance: models.Model, **kwargs: Any) -> str | int | None:
        """What a file says of it, exactly: an empty number or date as None, an empty text as an empty text."""
        value = self.get_value(instance)
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        exact: str | int | None = value
        return exact


class Reference(Column):
    """A column that names a row of another model by its slug."""

    def look_up(self, slugs: Iterable[str]) -> None:
        """Find the rows of these slugs in one query. They stay as they are until the transaction ends."""
        rows = self.model_field.related_model.objects.filter(slug__in={slug for slug in slugs if is_slug(slug)})
        self.known = {row.slug: row for row in rows.select_for_update(no_key=True).order_by("pk")}

    def clean(self, row: dict[str, str], **kwargs: Any) -> Any:
        slug, what = row[self.column_name], self.model_field.related_model._meta.verbose_name
        if not slug:
            raise ValidationError(f"Name the {what} by its slug.")
        if slug not in self.known:
            raise ValidationError(f"No {what} has the slug “{slug}”. Correct it, or add the {what} first.")
        return self.known[slug]

    def export(self, instance: models.Model, **kwargs: Any) -> str:
        return getattr(self.get_value(instance), "slug", "")


def _moment(value: datetime) -> datetime:
    """With its zone, which is the site's where none is written. Raises ValidationError for a time that never was."""
    if timezone.is_naive(value):
        value = from_current_timezone(value)
    try:
        timezone.localtime(value)
        value.astimezone(UTC)
    except OverflowError as error:
        raise ValidationError("This time is not in the calendar.") from error
    return value
