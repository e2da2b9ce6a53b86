"""The staff's page for one tool, with its facts and its whole scorecard, and the one for a comparison."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from compare.desk.duplicates import may_merge, merge_chosen
from compare.desk.preview import preview_link, render_preview
from compare.desk.summary import summary_of
from core.desk import PublishableAdmin, StageFilter
from core.exchange.desk import ExchangeAdmin
from core.history import Events, events_of
from core.models import State
from reviews.admin import ReviewInline
from reviews.models import Review
from reviews.selectors import panel_of, with_panel
from tools.admin import FactInline
from tools.models import Comparison, Fact, Tool
from tools.querysets import SLOTS
from tools.resources import ToolResource

SEES_DRAFTS = "reviews.publish_review"


class PreviewedAdmin(PublishableAdmin):
    """The pages of what readers will see on a page of its own."""

    view_on_site = False  # `on_the_site` knows better whether there is a page

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "<path:object_id>/preview/",
            self.admin_site.admin_view(require_safe(self.preview_view)),
            name=f"{self.opts.app_label}_{self.opts.model_name}_preview",
        )
        return [preview, *super().get_urls()]

    # On these pages, in their previews and in their histories stand everybody's drafts.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.has_perm(SEES_DRAFTS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and request.user.has_perm(SEES_DRAFTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and request.user.has_perm(SEES_DRAFTS)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`.../preview/`: the page as it is saved, drafts and all."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        return render_preview(request, row, desk_path=back)

    def preview_path(self, row: Any) -> str:
        """The path of the preview of a saved row."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_preview", args=[row.pk])

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        context |= {"can_preview": True, "preview_path": self.preview_path(row) if row else ""}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if "_preview" in request.POST:
            return HttpResponseRedirect(self.preview_path(obj))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_preview" in request.POST:
            return HttpResponseRedirect(self.preview_path(obj))
        return super().response_change(request, obj)

    @admin.display(description="For a colleague without a login")
    def shared_preview(self, row: Any) -> SafeString | str:
        """A field of the page: the link to the preview that a colleague without a login can open."""
        if not row.pk:
            return "A link to the preview stands here once this is saved."
        link = preview_link(row)
        return format_html('<a href="{0}">{0}</a>', link)

    @admin.display(description="On the site")
    def on_the_site(self, row: Any) -> SafeString | str:
        """A field of the page: the link to what readers see, or why they see nothing."""
        # As it is saved: what a form with mistakes says of it does not hold yet.
        saved = self.model._default_manager.filter(pk=row.pk).first()
        if saved is None or saved.state == State.DRAFT:
            return "Not yet: readers see it once it is published and its time has come."
        if saved.state == State.WITHDRAWN:
            return "No longer: it is withdrawn."
        if not saved.is_published:
            return f"From {timezone.localtime(saved.published_at):%-d %B %Y, %H:%M %Z} on, by itself."
        if not self.model._default_manager.published().filter(pk=row.pk).exists():
            return "Not while a tool in it is not published."
        return format_html('<a href="{0}">{0}</a>', saved.get_absolute_url())


@admin.register(Tool)
class ToolAdmin(ExchangeAdmin, PreviewedAdmin):
    resource_class, exchange_permission = ToolResource, "tools.publish_tool"
    list_display = ["name", "qualifier", "category", "panel", "entry", "stage", "published_at"]
    list_filter = [StageFilter, "category"]
    list_select_related = ["category"]
    search_fields = ["name", "qualifier", "slug", "maker"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["panel", "on_the_site", "shared_preview"]
    show_full_result_count = False
    actions = [merge_chosen]
    inlines = [FactInline, ReviewInline]
    change_form_template = "desk/tool.html"
    fieldsets = [
        (None, {"fields": [("name", "qualifier"), "slug", ("category", "maker"), "website", "logo"]}),
        ("What readers see first", {"fields": ["tagline", "description", "best_for"]}),
        ("Licence and price", {"fields": ["licence", ("entry_amount", "entry_currency", "entry_unit"), "pricing"]}),
        ("Publishing", {"fields": ["panel", ("state", "published_at"), "on_the_site", "shared_preview"]}),
    ]

    def histories(self, key: Any) -> list[Events]:
        return [*super().histories(key), events_of(Fact, tool=key), events_of(Review, tool=key)]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_merge(request.user)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        # Whoever finds tools by name only, to write about them, must not learn the rest of a draft by guessing.
        return self.search_fields if self.has_view_permission(request) else ["name", "qualifier", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tool]:
        return with_panel(super().get_queryset(request))

    def get_urls(self) -> list[URLPattern]:
        summary = self.admin_site.admin_view(require_POST(self.summary_view))
        return [path("summary/", summary, name="tools_tool_summary"), *super().get_urls()]

    def summary_view(self, request: HttpRequest) -> HttpResponse:
        """`.../summary/`: the fragment about the scorecard as it stands in the form. It saves nothing."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return render(request, "desk/_summary.html", {"summary": summary_of(request.POST)})

    def save_related(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, *args, **kwargs)
        for warning in summary_of(request.POST).warnings:
            messages.warning(request, warning)

    @admin.display(description="Panel verdict")
    def panel(self, tool: Tool) -> str:
        """What the panel comes to with what is published, or a dash for a tool that is not saved yet."""
        return panel_of(tool).label if tool.pk else "–"

    @admin.display(description="Entry")
    def entry(self, tool: Tool) -> str:
        """The entry price, or a dash where it is not known."""
        return tool.entry_label or "–"


@admin.register(Comparison)
class ComparisonAdmin(PreviewedAdmin):
    list_display = ["__str__", "featured", "stage", "published_at"]
    list_filter = [StageFilter, "featured"]
    list_select_related = SLOTS
    search_fields = [f"{slot}__{name}" for slot in SLOTS for name in ("name", "qualifier", "slug")]
    autocomplete_fields = SLOTS
    readonly_fields = ["on_the_site", "shared_preview"]
    show_full_result_count = False
    fieldsets = [
        ("Tools, left to right", {"fields": SLOTS}),
        (None, {"fields": ["summary", "featured"]}),
        ("Publishing", {"fields": [("state", "published_at"), "on_the_site", "shared_preview"]}),
    ]
