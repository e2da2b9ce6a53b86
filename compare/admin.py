"""The staff's page for one tool, with its facts and its whole scorecard."""

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.admin import ReviewInline
from reviews.selectors import panel_of, with_panel
from tools.admin import FactInline
from tools.models import Tool

admin.site.site_header = f"{settings.SITE_NAME}: staff desk"
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "What would you like to change?"


@admin.register(Tool)
class ToolAdmin(admin.ModelAdmin):
    list_display = ["name", "qualifier", "category", "panel", "entry", "state", "published_at"]
    list_filter = ["state", "category"]
    list_select_related = ["category"]
    search_fields = ["name", "qualifier", "slug", "maker"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["panel", "on_the_site"]
    inlines = [FactInline, ReviewInline]
    fieldsets = [
        (None, {"fields": [("name", "qualifier"), "slug", ("category", "maker"), "website", "logo"]}),
        ("What readers see first", {"fields": ["tagline", "description", "best_for"]}),
        ("Licence and price", {"fields": ["licence", ("entry_amount", "entry_currency", "entry_unit"), "pricing"]}),
        ("Publishing", {"fields": ["panel", ("state", "published_at"), "on_the_site"]}),
    ]

    def get_view_on_site_url(self, obj: Tool | None = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj and obj.is_published else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tool]:
        return with_panel(super().get_queryset(request))

    @admin.display(description="Panel verdict")
    def panel(self, tool: Tool) -> str:
        return panel_of(tool).label if tool.pk else "–"

    @admin.display(description="Entry")
    def entry(self, tool: Tool) -> str:
        return tool.entry_label or "–"

    @admin.display(description="On the site")
    def on_the_site(self, tool: Tool) -> SafeString | str:
        # As it is saved: what a form with mistakes says of it does not hold yet.
        seen = Tool.objects.published().filter(pk=tool.pk).first()
        if seen is None:
            return "Not yet: readers see it once it is published and its time has come."
        return format_html('<a href="{0}">{0}</a>', seen.get_absolute_url())
