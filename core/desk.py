"""What the pages of the staff's desk share: their history, and that nobody overwrites what they have not seen."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone

from core.grammar import listed
from core.history import LONGEST, Events, after_mark, events_of, in_words, is_key, mark_of, restore, versions
from core.models import Publishable, State

LONGEST_REASON = 300


class NamedFields:
    """Names for the fields that Django's desk leaves without: in the rows of a table, and the halves of a time."""

    in_rows = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = cast(Any, super()).formfield_for_dbfield(db_field, request, **kwargs)
        name = str(db_field.verbose_name).capitalize()
        if isinstance(field, forms.SplitDateTimeField):
            for half, widget in zip(("day", "time"), field.widget.widgets, strict=True):
                widget.attrs["aria-label"] = f"{name}, {half}"
        elif field and self.in_rows:
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = name
        return field


class PlainLinesForm(forms.ModelForm):
    """A form that keeps the ends of lines as they were: browsers send two characters for each, which is no change."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n").replace("\r", "\n")
        return cleaned


class SeenForm(PlainLinesForm):
    """The form of one row. `seen` is its mark when somebody opened the form: how far its history went."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    histories: Any = None  # the admin's own, which needs the key of the row

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: list[Any] = []
        if self.instance.pk:
            self.initial["seen"] = self.mark()

    def mark(self) -> str:
        """What the row is now: another text after every change."""
        return mark_of(self.histories(self.instance.pk))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen, now = cleaned.get("seen"), self.initial.get("seen")
        if seen and now and seen != now:
            self.add_error(None, self.unseen(cleaned))
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("seen")] = now
            self.data = data
        return cleaned

    def unseen(self, typed: dict[str, Any]) -> str:
        """What to tell somebody who has `typed` on a row that has changed since; what changed goes to `meanwhile`."""
        self.meanwhile = after_mark(self.histories(self.instance.pk), typed["seen"])
        names = list(dict.fromkeys(version.who for version in self.meanwhile)) or ["somebody"]
        return (
            f"Nothing is saved yet: {listed(names)} changed this after you had opened it. What changed stands above, "
            "and what you typed still stands in the form. Saving again keeps what you typed."
        )


def hand_back(
    desk: admin.ModelAdmin, request: HttpRequest, row: Any, *, stage: str, typed: dict[str, str]
) -> HttpResponse:
    """The answer to whoever typed on a row that is at `stage` meanwhile and out of their hands: what they typed.

    To copy it, each text under the name of its field.
    """
    context = {
        **desk.admin_site.each_context(request),
        "title": "Nothing is saved",
        "opts": desk.opts,
        "row": row,
        "stage": stage,
        "typed": typed,
    }
    return TemplateResponse(request, "desk/handed_back.html", context, status=403)


class KeysOnly(AutocompleteSelect):
    """A field that is completed while one types. Django's own fails at what is no key, as from a link cut short."""

    def optgroups(self, name: str, value: Sequence[Any], attr: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [key for key in value if is_key(str(key))], attr)


class Completed:
    """Mixin for pages and inlines: their `autocomplete_fields` take anything, and refuse what is no key."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        mine = cast(Any, self)
        if db_field.name in mine.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeysOnly(db_field, mine.admin_site))
        return cast(Any, super()).formfield_for_foreignkey(db_field, request, **kwargs)


class TracedAdmin(Completed, admin.ModelAdmin):
    """The pages of a tracked model."""

    form = SeenForm
    change_form_template = "desk/change_form.html"

    def histories(self, key: Any) -> list[Events]:
        """What has become of the row with this primary key, and of all that is edited on its page."""
        return [events_of(self.model, pgh_obj=key)]

    def histories_for(self, request: HttpRequest, key: Any) -> list[Events]:
        """What of `histories` whoever asks may read, that of the row itself first."""
        return self.histories(key)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # `seen` stands outside of all fieldsets.
        return [name for name in super().get_fields(request, obj) if name != "seen"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.histories = partial(self.histories_for, request)
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        # Whoever saves any of this at the same time waits here, and then sees what the other has saved.
        self.hold_owner(found)
        for events in self.histories(found.pk):
            rows = events.model.pgh_tracked_model._default_manager.filter(pk__in=events.values("pgh_obj"))
            list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def hold_owner(self, row: Any) -> None:
        """Keep what `row` belongs to from changing, where that has to be held before the row itself."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:  # somebody saved the same at this very moment, and now validation can say so
            return super().changeform_view(request, *args, **kwargs)

    def may_restore(self, request: HttpRequest) -> bool:
        """Whether whoever asks may bring earlier versions back."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    @transaction.atomic
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """`.../history/`: every version with what changed, each to be restored, also of what is deleted."""
        key = unquote(object_id)
        row = self.get_object(request, key)
        histories = self._histories_to_show(request, key, row)
        if request.method == "POST":
            self._restore(request, histories)
            return HttpResponseRedirect(request.path)
        shown, may_restore = versions(histories), self.may_restore(request)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {row}" if row else "History of what is deleted",
            "opts": self.opts,
            "row": row,
            "versions": shown,
            "longest": LONGEST,
            "restorable": {
                one.key for one in shown if may_restore and not one.is_current and self._is_edited(one.event)
            },
        }
        return TemplateResponse(request, "desk/history.html", context)

    def _histories_to_show(self, request: HttpRequest, key: str, row: Any) -> list[Events]:
        if row is not None:
            if not self.has_view_or_change_permission(request, row):
                raise PermissionDenied
            return self.histories_for(request, row.pk)
        # What exists and was not found is none of theirs.
        if not is_key(key) or not self.may_restore(request) or self.model._default_manager.filter(pk=key).exists():
            raise Http404
        histories = self.histories_for(request, key)
        if not histories[0].exists():
            raise Http404
        return histories

    def _is_edited(self, event: Any) -> bool:
        """Whether staff write such rows. What the database writes by itself only follows from those."""
        return self.admin_site.is_registered(event.pgh_tracked_model)

    def _restore(self, request: HttpRequest, histories: list[Events]) -> None:
        if not self.may_restore(request):
            raise PermissionDenied
        label, _, key = request.POST.get("version", "").partition(":")
        found = [
            event
            for events in histories
            if events.model.pgh_tracked_model._meta.label_lower == label and is_key(key)
            for event in events.filter(pk=key)
            if self._is_edited(event)
        ]
        if not found:
            messages.error(request, "Nothing is restored: there is no such version here. Choose one of the list.")
            return
        try:
            reason = forms.CharField(required=False, max_length=LONGEST_REASON).clean(request.POST.get("reason", ""))
            restored = restore(found[0], reason=" ".join(reason.split()))
        except ValidationError as error:
            messages.error(request, f"Nothing is restored. {in_words(error)}")
        else:
            when = timezone.localtime(found[0].pgh_created_at)
            messages.success(request, f"{restored.row} is again what it was on {when:%-d %B %Y at %H:%M:%S}.")
            for part in restored.left_out:
                messages.warning(request, f"This could not come back with it: {part}")


class StageFilter(admin.SimpleListFilter):
    """Draft, scheduled, published or withdrawn."""

    title = "stage"
    parameter_name = "stage"
    STAGES = {
        "draft": Q(state=State.DRAFT),
        "scheduled": Q(state=State.PUBLISHED, published_at__gt=Now()),
        "published": Q(state=State.PUBLISHED, published_at__lte=Now()),
        "withdrawn": Q(state=State.WITHDRAWN),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.capitalize()) for name in self.STAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.STAGES.get(self.value() or "", Q()))


class PublishableAdmin(NamedFields, TracedAdmin):
    """The pages of what is drafted, scheduled, published and withdrawn.

    Whoever may change but not publish changes drafts only, and does not see to their stage.
    """

    def may_publish(self, request: HttpRequest) -> bool:
        """Whether whoever asks may publish and withdraw, and so change what is no draft."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}"))

    def may_restore(self, request: HttpRequest) -> bool:
        return self.may_publish(request) and super().may_restore(request)

    def has_change_permission(self, request: HttpRequest, obj: Publishable | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.state == State.DRAFT or self.may_publish(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return fixed if self.may_publish(request) else [*fixed, "state", "published_at"]

    @admin.display(ordering="state")
    def stage(self, row: Publishable) -> str:
        """A list's column: Draft, Scheduled, Published or Withdrawn."""
        return row.stage
