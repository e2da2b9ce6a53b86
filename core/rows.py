"""The rows that staff edit on the page of what they belong to."""

from typing import Any, cast

from django.forms.models import BaseInlineFormSet
from django.http import QueryDict

from core.history import is_key


class OwnedRows(BaseInlineFormSet):
    """The rows of one owner, such as the reviews of a tool, of which each has another `each`, such as the reviewer.

    Since the page was opened, others may have added or deleted some of them.
    """

    each: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._take_deleted_for_new()

    def _take_deleted_for_new(self) -> None:
        """What was typed about rows that are gone becomes the forms of new ones: so it is neither lost nor stuck."""
        there = {str(row.pk) for row in self.get_queryset()}
        total = self.total_form_count()
        sent = range(min(self.initial_form_count(), total))
        gone = [place for place in sent if self.data.get(f"{self.prefix}-{place}-id") not in there]
        if not gone:
            return
        # Forms of rows that exist stand before those of new ones; what was to be deleted needs none any longer.
        kept = [place for place in sent if place not in gone]
        new = [place for place in gone if f"{self.prefix}-{place}-DELETE" not in self.data]
        order = [*kept, *new, *range(len(sent), total)]
        data, moved = cast(QueryDict, self.data).copy(), {}
        for name in self.data:
            place, _, field = name.removeprefix(f"{self.prefix}-").partition("-")
            if name.startswith(f"{self.prefix}-") and is_key(place):
                values = data.pop(name)
                if int(place) in order:
                    moved[f"{self.prefix}-{order.index(int(place))}-{field}"] = values
        for name, values in moved.items():
            data.setlist(name, values)
        for number in range(len(kept), len(kept) + len(new)):
            data[f"{self.prefix}-{number}-id"] = ""
        data[f"{self.prefix}-INITIAL_FORMS"], data[f"{self.prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(order))
        self.data = data
        del self.management_form  # it has read the form as it was sent

    def clean(self) -> None:
        super().clean()
        # Django does not ask a constraint that names the owner.
        (rule,) = (rule for rule in cast(Any, self.model)._meta.total_unique_constraints if self.each in rule.fields)
        kept = [form for form in self.forms if not cast(Any, self)._should_delete_form(form)]
        leaving = {form.instance.pk for form in self.forms if form not in kept}
        column = f"{self.each}_id"
        holders = {getattr(row, column): row.pk for row in self.get_queryset() if row.pk not in leaving}
        for form in kept:
            holder = holders.get(getattr(form.instance, column))
            if form.has_changed() and form.is_valid() and holder not in {None, form.instance.pk}:
                form.add_error(None, f"{rule.get_violation_error_message()} Open this page anew to see it.")
