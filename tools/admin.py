"""The staff's desk for what is compared. The tool's own page stands in compare/admin.py, with its scorecard."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from tools.models import Attribute, Category, Comparison, Fact
from tools.querysets import SLOTS


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position", "tool_count"]
    list_editable = ["position"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        categories: QuerySet[Category] = super().get_queryset(request)
        return categories.annotate(tool_count=Count("tools"))

    @admin.display(description="tools", ordering="tool_count")
    def tool_count(self, category: Any) -> int:
        return int(category.tool_count)


@admin.register(Attribute)
class AttributeAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


class FactInline(admin.TabularInline):
    model = Fact
    fields = ["attribute", "value", "source_url", "checked_on"]
    autocomplete_fields = ["attribute"]
    extra = 1


@admin.register(Comparison)
class ComparisonAdmin(admin.ModelAdmin):
    list_display = ["__str__", "featured", "state", "published_at"]
    list_filter = ["featured", "state"]
    list_select_related = SLOTS
    search_fields = [f"{slot}__{name}" for slot in SLOTS for name in ("name", "qualifier", "slug")]
    autocomplete_fields = SLOTS
    fieldsets = [
        ("Tools, left to right", {"fields": SLOTS}),
        (None, {"fields": ["summary", "featured"]}),
        ("Publishing", {"fields": ["state", "published_at"]}),
    ]
