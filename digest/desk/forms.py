"""The forms of the digest's desk. None of them overwrites what somebody has not seen."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils import timezone

from core.desk import SeenForm
from digest.models import Edition
from digest.words import CONTROLS

CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=366)


def mark_of(edition: Edition) -> str:
    """What an edition and its items are at this moment, in a short text: another one after every change. One query."""
    items = edition.items.order_by("pk").values_list("pk", "position", "dropped", "title", "line", "notes")
    return sha256(repr((edition.updated_at, list(items))).encode()).hexdigest()[:32]


class EditionForm(SeenForm):
    """The words of an edition, which has no history but a mark."""

    def mark(self) -> str:
        return mark_of(self.instance)

    def clean_subject(self) -> str:
        return " ".join(_printable(self.cleaned_data["subject"]).split())

    def clean_introduction(self) -> str:
        return _printable(self.cleaned_data["introduction"])

    def unseen(self, typed: dict[str, Any]) -> str:
        self.meanwhile = [
            (str(self.fields[name].label), self.initial[name] or "Nothing")
            for name in ("subject", "introduction")
            if name in typed and typed[name] != self.initial[name]
        ]
        return (
            "Nothing is saved yet: this edition was changed after you had opened it. What you typed still stands in "
            "the form, and above it the words that were saved meanwhile, where they are others. The items are those "
            "of now. Saving again keeps what stands in the form."
        )


def _printable(text: str) -> str:
    """`text`, or a ValidationError where it has control characters in it, which no mail and no feed can carry."""
    if CONTROLS.search(text):
        raise ValidationError("There are control characters in it, which nobody can see. Type it anew by hand.")
    return text


class ItemRows(BaseInlineFormSet):
    """The items of an edition as they are now.

    To build it anew adds some and takes others away. So what was sent is put to those that are there, and the rest is
    as it was.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._take_those_there()

    def _take_those_there(self) -> None:
        data = cast(QueryDict, self.data).copy()
        sent = {data.get(f"{self.prefix}-{place}-id"): place for place in range(self.total_form_count())}
        for name in [name for name in data if name.startswith(f"{self.prefix}-")]:
            del data[name]
        items = list(self.get_queryset())
        for number, item in enumerate(items):
            row, place = f"{self.prefix}-{number}", sent.get(str(item.pk))
            position, dropped = str(item.position), "on" if item.dropped else ""
            if place is not None:
                position = self.data.get(f"{self.prefix}-{place}-position", position)
                dropped = self.data.get(f"{self.prefix}-{place}-dropped", "")
            data.update({f"{row}-id": str(item.pk), f"{row}-position": position, f"{row}-dropped": dropped})
        data[f"{self.prefix}-INITIAL_FORMS"] = data[f"{self.prefix}-TOTAL_FORMS"] = str(len(items))
        self.data = data
        del self.management_form  # it has read the form as it was sent


class ApprovalForm(forms.Form):
    """From when on to send an edition. `seen` is its mark when somebody opened the form."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    send_at = forms.SplitDateTimeField(
        required=False,
        label="Send time",
        error_messages={
            "invalid_date": "Give a day, such as 2026-11-27.",
            "invalid_time": "Give a time of that day, such as 08:00.",
        },
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": "Send time, day"},
            time_attrs={"type": "time", "aria-label": "Send time, time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
    )

    def clean_send_at(self) -> datetime | None:
        send_at: datetime | None = self.cleaned_data["send_at"]
        now = timezone.now()
        if send_at and send_at < now - CLOCKS_DIFFER:
            raise ValidationError("This time is over. Give one to come, or none to send it at once.")
        if send_at and send_at > now + LONGEST_WAIT:
            raise ValidationError("This is more than a year ahead. Check the year.")
        return send_at
