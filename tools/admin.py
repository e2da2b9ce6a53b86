"""The staff's desk for what is compared. The tool's own page stands in compare/admin.py, with its scorecard."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.desk import Completed, NamedFields, TracedAdmin
from core.exchange.desk import ExchangeAdmin
from core.grammar import counted
from core.history import is_key
from core.models import State
from core.rows import OwnedRows
from core.templatetags.tiebreak import hostname
from tools.checks import due_for_check, mark_checked
from tools.models import Attribute, Category, Fact, Record, Tool
from tools.resources import FactResource


@admin.register(Category)
class CategoryAdmin(TracedAdmin):
    list_display = ["name", "slug", "position", "tool_count"]
    ordering = ["position", "name"]  # the model's own does not hold for rows that are counted
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def view_on_site(self, category: Category) -> str:
        """The page of the shelf, which is there for readers even while nothing stands on it."""
        return category.get_absolute_url()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        categories: QuerySet[Category] = super().get_queryset(request)
        return categories.annotate(tool_count=Count("tools"))

    @admin.display(description="tools", ordering="tool_count")
    def tool_count(self, category: Any) -> int:
        """A column: how many tools stand on this shelf, drafts too."""
        return int(category.tool_count)


@admin.register(Attribute)
class AttributeAdmin(TracedAdmin):
    list_display = ["name", "slug", "position"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


class Facts(OwnedRows):
    each = "attribute"


class FactInline(NamedFields, Completed, admin.TabularInline):
    model = Fact
    formset = Facts
    fields = ["attribute", "value", "source_url", "checked_on"]
    autocomplete_fields = ["attribute"]
    in_rows = True
    extra = 1
    ordering = ["attribute__position", "attribute__name"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "attribute":
            # Four icons in every row, of which only "add" is ever wanted here.
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class DueFilter(admin.SimpleListFilter):
    """`?due=yes`: what is due for a check. The facts of a withdrawn tool are nobody's work."""

    title = "whether a check is due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", f"Due: not checked for {settings.FACT_STALE_AFTER_DAYS} days, or never")]

    def value(self) -> str | None:
        return "yes" if super().value() == "yes" else None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        return due_for_check(queryset).exclude(tool__state=State.WITHDRAWN) if self.value() else queryset


class Shrinking(Paginator):
    """The pages of a list that gets shorter as it is worked through: whatever is beyond its end is its last page."""

    def validate_number(self, number: Any) -> int:
        return super().validate_number(min(number, self.num_pages))


CHECKED_TODAY = """
    <button name="checked" value="{}" class="button" aria-label="Checked today: {} of {}">Checked today</button>
"""


@admin.register(Fact)
class FactAdmin(ExchangeAdmin, TracedAdmin):
    resource_class, exchange_permission = FactResource, "tools.publish_tool"
    list_display = ["tool", "attribute", "value", "source", "checked_today", "checked_on"]
    list_filter = [DueFilter]
    list_select_related = ["tool", "attribute"]
    ordering = [F("checked_on").asc(nulls_first=True), "pk"]
    paginator = Shrinking
    show_full_result_count = False
    search_fields = ["tool__name", "tool__slug", "attribute__name", "value"]
    autocomplete_fields = ["tool", "attribute"]
    fields = ["tool", *FactInline.fields]
    actions = ["mark_as_checked"]

    def hold_owner(self, row: Fact) -> None:
        Tool.objects.hold(row.tool_id)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> None:
        Tool.objects.hold(*queryset.values_list("tool_id", flat=True))
        super().delete_queryset(request, queryset)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        may = self.has_change_permission(request)
        return [column for column in self.list_display if may or column != "checked_today"]

    @admin.display(description="source")
    def source(self, fact: Fact) -> SafeString | None:
        """A column: the link to the source, by the name of its host, or None for a fact without one."""
        if not fact.source_url:
            return None
        link = '<a href="{}" rel="noopener noreferrer nofollow">{}</a>'
        return format_html(link, fact.source_url, hostname(fact.source_url))

    @admin.display(description="checked today?", empty_value="Yes")
    def checked_today(self, fact: Fact) -> SafeString | None:
        """A column: the button that marks the fact as checked today, or None where that is done."""
        if fact.checked_on == timezone.localdate():
            return None
        return format_html(CHECKED_TODAY, fact.pk, fact.attribute, fact.tool)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # The buttons of the rows stand in the form of the list, which is sent to its own address.
        if request.method == "POST" and "checked" in request.POST:
            self.check_one(request, request.POST["checked"])
            return HttpResponseRedirect(request.get_full_path())
        return super().changelist_view(request, extra_context)

    def check_one(self, request: HttpRequest, key: str) -> None:
        """Mark the fact with this primary key as checked today, and say so. Raises PermissionDenied."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        one = self.get_queryset(request).filter(pk=key if is_key(key) else None)
        fact = one.select_related(*self.list_select_related).first()
        if fact is None:
            messages.warning(request, "Nothing was marked: this fact is not here any more.")
            return
        mark_checked(one)
        messages.success(request, f"{fact.attribute} of {fact.tool} is marked as checked today.")

    @admin.action(description="Mark as checked today", permissions=["change"])
    def mark_as_checked(self, request: HttpRequest, chosen: QuerySet[Fact]) -> None:
        """The action on the list: mark the chosen facts as checked today, and say how many that changed."""
        changed = mark_checked(chosen)
        if changed:
            are = "is" if changed == 1 else "are"
            self.message_user(request, f"{counted(changed, 'fact')} {are} marked as checked today.")
        else:
            self.message_user(request, "Nothing to do: they are marked as checked today already.", messages.WARNING)


@admin.register(Record)
class RecordAdmin(admin.ModelAdmin):
    """Records are read, and deleted where the law asks for it. They say what was public, so nobody writes one here."""

    list_display = ["key", "path", "taken_at"]
    list_filter = ["taken_at"]
    search_fields = ["key", "path"]
    show_full_result_count = False
    fields = ["key", "path", "taken_at"]

    def view_on_site(self, record: Record) -> str:
        """The record as everybody reads it."""
        return record.get_absolute_url()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return False
