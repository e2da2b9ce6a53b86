"""The staff's desk for editions: the list, and the page on which one is edited."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from core.desk import NamedFields, hand_back
from core.history import is_key
from core.verdicts import DASH
from digest.building import CannotBuild, NothingNew, build_edition, items_to_send, summary
from digest.desk.forms import EditionForm, ItemRows
from digest.desk.sending import SendingAdmin
from digest.editions import progress_of
from digest.models import Edition, Item, Kind, Stage
from digest.weeks import NoWeek, Week
from tools.models import Category

IN_ORDER = Case(*[When(kind=kind, then=place) for place, kind in enumerate(Kind)])
LONGEST_NAME = 20  # of a week, and rather too long


class ItemInline(NamedFields, admin.TabularInline):
    """What an edition tells. Staff see to the order and leave out what they don't want; the news itself is as built."""

    model = Item
    formset = ItemRows
    fields = ["kind", "what", "position", "dropped"]
    readonly_fields = ["kind", "what"]
    verbose_name_plural = "What it tells, in this order"
    in_rows = True
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        items: QuerySet[Item] = super().get_queryset(request)
        return items.order_by(IN_ORDER, "position", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="News")
    def what(self, item: Item) -> SafeString:
        """A column: the title, which leads to its page, and what there is to say."""
        return format_html('<a href="{}">{}</a> <span class="line">{}</span>', item.path, item.title, item.line)


class EditionList(ChangeList):
    """The list of editions, in which each knows how far it is."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        known = progress_of(self.result_list)
        for edition in self.result_list:
            cast(Any, edition).progress = known[edition.pk]


class EditionAdmin(NamedFields, SendingAdmin):
    form = EditionForm
    change_form_template = "desk/digest/edition.html"
    change_list_template = "desk/digest/editions.html"
    list_display = ["week", "subject", "stage", "send_at", "how_far"]
    list_filter = ["stage"]
    list_per_page = 20  # each with thousands of deliveries to count
    empty_value_display = DASH
    actions = None  # the database would refuse all the chosen ones for one that is sent
    fieldsets = [(None, {"fields": ["subject", "introduction"]})]
    inlines = [ItemInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (not obj.is_frozen and (obj.stage == Stage.DRAFT or self.may_send(request)))

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen)

    def get_urls(self) -> list[URLPattern]:
        build = self.admin_site.admin_view(require_POST(self.build_view))
        return [path("build/", build, name="digest_edition_build"), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EditionList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        about = {"last_week": Week.last().name, "may_build": self.has_change_permission(request)}
        return super().changelist_view(request, about | (extra_context or {}))

    @admin.display(description="How far")
    def how_far(self, edition: Any) -> str:
        """A column: what has become of the deliveries, or a dash before there are any."""
        return edition.progress.sentence if edition.is_frozen else DASH

    def view_on_site(self, edition: Edition) -> str | None:
        """Its page in the archive, once it is there."""
        return edition.get_absolute_url() if edition.is_frozen else None

    def build_view(self, request: HttpRequest) -> HttpResponse:
        """`.../build/`: build the edition of the week that is sent, or bring its draft up to date."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        name = request.POST.get("week", "").strip()[:LONGEST_NAME]
        try:
            edition = build_edition(Week.named(name))
        except NothingNew as nothing:
            messages.warning(request, f"{nothing} No edition was built.")
        except (NoWeek, CannotBuild) as refusal:
            messages.error(request, f"Nothing was built. {refusal}")
        else:
            words = f"The edition {edition.week} is built. {summary(items_to_send(edition))}."
            self.log_change(request, edition, "Built.")
            messages.success(request, words)
            return self.to_page(edition)
        return redirect("admin:digest_edition_changelist")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except PermissionDenied:
            if request.method != "POST" or object_id is None or not self.has_change_permission(request):
                raise
            edition = Edition.objects.filter(pk=object_id).first() if is_key(object_id) else None
            if edition is None:
                raise
            typed = {name.capitalize(): request.POST.get(name, "") for name in ("subject", "introduction")}
            return hand_back(self, request, edition, stage=edition.get_stage_display(), typed=typed)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        edition: Edition = kwargs["obj"]
        keys = {key for item in items_to_send(edition) for key in item.categories}
        context |= self.sending_of(request, edition) | {"categories": Category.objects.filter(pk__in=keys)}
        return super().render_change_form(request, context, *args, **kwargs)
