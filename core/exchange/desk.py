"""Files in and out of the staff's desk: an import is looked at first and then confirmed, an export is one click."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from core.exchange.resource import SHOWN, ExchangeResource, Outcome, import_file
from core.exchange.sheets import FORMATS, MOST_BYTES, MOST_ROWS, TOO_LARGE, Fault
from core.grammar import listed
from core.small_forms import View, sized

ROOM = 100_000  # for what a form sends around its file
KEPT = timedelta(days=1)
GONE = "This file waits no longer: it was imported already, or it was looked at more than a day ago. Choose it again."


class ExchangeAdmin(admin.ModelAdmin):
    """A list with an import and an export, for those who may publish what stands in it."""

    resource_class: ClassVar[type[ExchangeResource]]
    exchange_permission: ClassVar[str]
    change_list_template = "desk/change_list.html"

    def may_exchange(self, request: HttpRequest) -> bool:
        """Whether whoever asks may import and export what stands in this list."""
        return bool(request.user.has_perm(self.exchange_permission))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_exchange": self.may_exchange(request)} | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        export = self.admin_site.admin_view(self.export_view)
        return [
            path("import/", self._sized(self.import_view), name=f"{name}_import"),
            path("import/confirm/", self._sized(self.confirm_view), name=f"{name}_confirm_import"),
            *(path(f"export.{form}", export, {"form": form}, name=f"{name}_export_{form}") for form in FORMATS),
            *super().get_urls(),
        ]

    def _sized(self, view: View) -> View:
        return sized(self.admin_site.admin_view(view), most=MOST_BYTES + ROOM, refuse=self._too_large)

    def _too_large(self, request: HttpRequest) -> HttpResponse:
        if not self.admin_site.has_permission(request) or not self.may_exchange(request):
            raise PermissionDenied
        return self._page(request, 413, faults=[Fault(0, "", TOO_LARGE)])

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """`.../export.csv`: what the list shows with its search and its filters, as a file."""
        if not self.may_exchange(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self._address('changelist')}?{ERROR_FLAG}=1")
        name = f"{self.opts.verbose_name_plural}-{timezone.localdate():%Y-%m-%d}.{form}"
        kind = {"csv": "text/csv; charset=utf-8", "json": "application/json"}[form]
        disposition = f'attachment; filename="{name}"'
        content = self.resource_class().file(rows, form)
        return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """`.../import/`: the form for a file, and what the file that is sent would change or has wrong in it."""
        if not self.may_exchange(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, 200)
        upload = request.FILES.get("file")
        if upload is None or upload.name is None:
            return self._page(request, 422, faults=[Fault(0, "", "Choose a file first.")])
        name, data = upload.name, upload.read(MOST_BYTES + 1)
        outcome = import_file(self.resource_class(), data, name, keep=lambda _: False)
        if outcome.faults:
            return self._page(request, 422, name=name, faults=outcome.faults)
        token = self._token(request, keep_file(data), name, outcome) if outcome.changes else ""
        return self._page(request, 200, name=name, outcome=outcome, token=token)

    def confirm_view(self, request: HttpRequest) -> HttpResponse:
        """`.../import/confirm/`: import the file that was looked at, if it still does what was shown then."""
        if not self.may_exchange(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self._address("import"))
        try:
            kept = signing.loads(request.POST.get("token", ""), salt=self._salt(request), max_age=KEPT)
            data = kept_file(kept["file"])
        except (signing.BadSignature, FileNotFoundError):
            return self._page(request, 410, faults=[Fault(0, "", GONE)])
        file, name, mark = kept["file"], kept["name"], kept["mark"]
        outcome = import_file(self.resource_class(), data, name, keep=lambda found: found.mark == mark)
        if outcome.mark != mark and not outcome.faults and outcome.changes:
            token = self._token(request, file, name, outcome)
            return self._page(request, 409, name=name, outcome=outcome, token=token, changed=True)
        drop_file(file)
        if outcome.faults or outcome.mark != mark:
            return self._page(request, 409, name=name, outcome=outcome, faults=outcome.faults, changed=True)
        messages.success(request, f"Imported {name}: {outcome}.")
        return HttpResponseRedirect(self._address("changelist"))

    def _page(self, request: HttpRequest, status: int, **found: Any) -> HttpResponse:
        faults, outcome = found.get("faults", []), found.get("outcome")
        changes = outcome.changes if outcome else []
        resource = self.resource_class()
        context = {
            **self.admin_site.each_context(request),
            **found,
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "columns": list(resource.columns),
            "key": listed(resource.key),
            "most_megabytes": MOST_BYTES // 1_000_000,
            "most_rows": MOST_ROWS,
            "faults": faults[:SHOWN],
            "more_faults": len(faults[SHOWN:]),
            "changes": changes[:SHOWN],
            "more_changes": len(changes[SHOWN:]),
        }
        return TemplateResponse(request, "desk/import.html", context, status=status)

    def _address(self, page: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}")

    def _salt(self, request: HttpRequest) -> str:
        """So that nobody confirms what somebody else has looked at, or what was looked at on another list."""
        return f"import {self.opts.label} {request.user.pk}"

    def _token(self, request: HttpRequest, file: str, name: str, outcome: Outcome) -> str:
        return signing.dumps({"file": file, "name": name, "mark": outcome.mark}, salt=self._salt(request))


def keep_file(data: bytes) -> str:
    """Keep a file between looking and confirming, and drop those that nobody has confirmed in time; its name."""
    forget_imports()
    return storages["imports"].save(uuid4().hex, ContentFile(data))


def kept_file(name: str) -> bytes:
    """Its content. Raises FileNotFoundError once it is dropped."""
    with storages["imports"].open(name) as file:
        content: bytes = file.read()
        return content


def drop_file(name: str) -> None:
    """It is no longer needed."""
    storages["imports"].delete(name)


def forget_imports() -> None:
    """Drop the files that were looked at and not confirmed within a day."""
    storage = storages["imports"]
    with suppress(FileNotFoundError):  # no file was ever kept, or another worker drops them just now
        for name in storage.listdir("")[1]:
            if storage.get_modified_time(name) < timezone.now() - KEPT:
                storage.delete(name)
