"""The staff's desk for votes: what came in, in what bursts, and what was decided. Nobody votes here."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.grammar import counted
from votes.models import Burst, Ruling, Vote, VoteState
from votes.rulings import rule


def link_to_votes(**which: Any) -> SafeString:
    """A link to the list of the votes with these values."""
    address = reverse("admin:votes_vote_changelist", query=which)
    return format_html('<a href="{}">See the votes</a>', address)


class JudgeAdmin(admin.ModelAdmin):
    """A list whose votes may be withheld and released by whoever may change votes."""

    actions = ["withhold", "release"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_rule_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("votes.change_vote"))

    @admin.action(description="Withhold the votes from the count", permissions=["rule"])
    def withhold(self, request: HttpRequest, chosen: QuerySet) -> None:
        self.judge(request, chosen, VoteState.WITHHELD, "withheld")

    @admin.action(description="Release the votes to the count", permissions=["rule"])
    def release(self, request: HttpRequest, chosen: QuerySet) -> None:
        self.judge(request, chosen, VoteState.COUNTED, "released")

    def judge(self, request: HttpRequest, chosen: QuerySet, state: VoteState, done: str) -> None:
        changed = rule(self.votes_in(chosen), state, by=cast(User, request.user))
        if changed:
            self.message_user(request, f"{counted(changed, 'vote')} {done}. It is kept that you did so.")
        else:
            self.message_user(
                request, f"Nothing to do: those that are not taken back are {done} already.", messages.WARNING
            )

    def votes_in(self, chosen: QuerySet) -> QuerySet[Vote]:
        return chosen


@admin.register(Vote)
class VoteAdmin(JudgeAdmin):
    list_display = ["tool", "choice", "state", "taken_back", "ruling", "created_at", "updated_at", "network"]
    list_filter = ["state", "choice", "created_at"]
    list_select_related = ["tool", "ruling__by"]
    search_fields = ["tool__name", "tool__slug", "=network"]
    ordering = ["-created_at"]
    fields = ["tool", "choice", "state", "taken_back", "ruling", "created_at", "updated_at", "network", "voter"]


@admin.register(Burst)
class BurstAdmin(JudgeAdmin):
    list_display = ["tool", "vote_count", "ship_count", "withheld_count", "first_at", "last_at", "votes"]
    list_display_links = None
    list_select_related = ["tool"]
    search_fields = ["tool__name", "tool__slug", "=network"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def votes_in(self, chosen: QuerySet[Burst]) -> QuerySet[Vote]:
        bursts = list(chosen.values_list("pk", "tool_id", "network"))
        if not bursts:  # votes that were taken back meanwhile may leave one that is none
            return Vote.objects.none()
        keys, tools, networks = (set(column) for column in zip(*bursts, strict=True))
        # By the index on tool and network first; both together say which burst it is.
        near = Vote.objects.filter(tool__in=tools, network__in=networks)
        return near.alias(burst=Concat(Cast("tool_id", CharField()), Value(" "), "network")).filter(burst__in=keys)

    @admin.display(description="which")
    def votes(self, burst: Burst) -> SafeString:
        return link_to_votes(tool=burst.tool_id, network=burst.network)


@admin.register(Ruling)
class RulingAdmin(admin.ModelAdmin):
    list_display = ["at", "by", "state", "vote_count", "votes"]
    list_filter = ["state", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="still ruled by it")
    def votes(self, ruling: Ruling) -> SafeString:
        return link_to_votes(ruling=ruling.pk)
