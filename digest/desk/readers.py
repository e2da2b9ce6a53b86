"""The staff's desk for who reads the digest, and for the ledger of what was sent to whom."""

from collections.abc import Callable, Iterable
from contextlib import suppress as ignore
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.grammar import counted
from digest.models import Delivery, Standing, Subscriber
from digest.subscribing import erase, leave, lift, suppress

MOST_AT_ONCE = 1_000
BY_STAFF = "Staff suppressed it at their desk."  # the reader reads this; who it was stands in the log


def beginning_with(text: str, readers: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
    """Those of `readers` whose address begins with `text`, found by the index of the addresses."""
    return readers.alias(lower=Lower("address")).filter(lower__startswith=text.strip().lower())


class ReadOnlyAdmin(admin.ModelAdmin):
    """A long list of what nobody adds or edits by hand."""

    ordering = ["-pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SubscriberAdmin(ReadOnlyAdmin):
    list_display = ["address", "standing", "news", "created_at", "confirmed_at"]
    list_filter = ["standing"]
    search_fields = ["address"]
    actions = ["unsubscribe", "suppress", "lift"]
    fields = ["address", "standing", "suppressed_because", "news", "paused_until"]
    fields += ["created_at", "asked_at", "confirmed_at", "left_at", "deliveries"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        return super().get_queryset(request).prefetch_related("categories")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Subscriber], search_term: str
    ) -> tuple[QuerySet[Subscriber], bool]:
        return (beginning_with(search_term, queryset) if search_term else queryset), False

    @admin.display(description="news")
    def news(self, reader: Subscriber) -> str:
        """What they want to read: all news, or the names of the chosen categories."""
        if reader.everything:
            return "All news"
        return ", ".join(category.name for category in reader.categories.all()) or "None"

    @admin.display(description="deliveries")
    def deliveries(self, reader: Subscriber) -> SafeString:
        """A field of the page: the way to what was sent to them."""
        address = reverse("admin:digest_delivery_changelist", query={"subscriber": reader.pk})
        return format_html('<a href="{}">See what was sent</a>', address)

    # What Moderators do

    def has_judge_permission(self, request: HttpRequest) -> bool:
        """Whether whoever asks may unsubscribe and suppress, and lift a suppression."""
        return bool(request.user.has_perm("digest.change_subscriber"))

    @admin.action(description="Unsubscribe", permissions=["judge"])
    def unsubscribe(self, request: HttpRequest, chosen: QuerySet[Subscriber]) -> None:
        """The action on the list: send nothing more to the chosen ones until they sign up anew."""
        subscribed = chosen.filter(standing__in=[Standing.PENDING, Standing.CONFIRMED])
        self._judge(request, subscribed, leave, "unsubscribed. Nothing more is sent until they sign up anew")

    @admin.action(description="Suppress", permissions=["judge"])
    def suppress(self, request: HttpRequest, chosen: QuerySet[Subscriber]) -> None:
        """The action on the list: send nothing to the chosen ones, whoever signs them up."""

        def suppress_one(reader: Subscriber) -> None:
            suppress(reader, because=BY_STAFF)

        not_yet = chosen.exclude(standing=Standing.SUPPRESSED)
        self._judge(request, not_yet, suppress_one, "suppressed. Nothing is sent to them, even if they sign up anew")

    @admin.action(description="Lift the suppression", permissions=["judge"])
    def lift(self, request: HttpRequest, chosen: QuerySet[Subscriber]) -> None:
        """The action on the list: let the chosen ones sign up anew. Until then they are unsubscribed."""
        words = "no longer suppressed. They get the digest once they have signed up and confirmed anew"
        self._judge(request, chosen.filter(standing=Standing.SUPPRESSED), lift, words)

    def _judge(
        self, request: HttpRequest, readers: QuerySet[Subscriber], do: Callable[[Subscriber], Any], done: str
    ) -> None:
        found = list(readers.order_by("pk")[: MOST_AT_ONCE + 1])
        if len(found) > MOST_AT_ONCE:
            words = f"Nothing was changed: these are more than {MOST_AT_ONCE:,} at once. Narrow the list down."
            self.message_user(request, words, messages.ERROR)
            return
        if not found:
            self.message_user(request, "Nothing to do: none of them is in a standing for that.", messages.WARNING)
            return
        for reader in found:
            with ignore(Subscriber.DoesNotExist):  # erased by the reader at this moment
                do(reader)
        self._log(request, found, CHANGE, done.partition(".")[0].capitalize())
        are = "is" if len(found) == 1 else "are"
        self.message_user(request, f"{counted(len(found), 'subscriber')} {are} {done}.")

    # Deleting erases

    def delete_model(self, request: HttpRequest, obj: Subscriber) -> None:
        with ignore(Subscriber.DoesNotExist):
            erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> None:
        for reader in queryset:
            self.delete_model(request, reader)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return self._log(request, queryset, DELETION, "Erased")

    def _log(self, request: HttpRequest, readers: Iterable[Subscriber], flag: int, words: str) -> Any:
        """Note who did it. Not the address: what is erased is to be gone from here as well."""
        kind = ContentType.objects.get_for_model(Subscriber)
        return LogEntry.objects.bulk_create(
            LogEntry(
                user=cast(User, request.user),
                content_type=kind,
                object_id=str(reader.pk),
                object_repr=f"Subscriber {reader.pk}",
                action_flag=flag,
                change_message=words,
            )
            for reader in readers
        )


class SentEditionFilter(admin.RelatedFieldListFilter):
    """The editions whose sending has begun, latest first. Drafts are none of those who only watch deliveries."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return field.get_choices(False, limit_choices_to=Q(begun_at__isnull=False), ordering=("-week",))


class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["week", "subscriber", "fate", "tries", "note", "ended_at"]
    list_filter = ["fate", ("edition", SentEditionFilter)]
    list_select_related = ["edition", "subscriber"]
    search_fields = ["subscriber__address"]
    fields = ["edition", "subscriber", "fate", "tries", "due_at", "ended_at", "note"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Delivery], search_term: str
    ) -> tuple[QuerySet[Delivery], bool]:
        readers = beginning_with(search_term, Subscriber.objects.all())
        return (queryset.filter(subscriber__in=readers) if search_term else queryset), False

    @admin.display(description="edition", ordering="edition__week")
    def week(self, delivery: Delivery) -> str:
        """A column: the week of the edition."""
        return delivery.edition.week
