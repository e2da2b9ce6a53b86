"""The named reads of what is compared."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat, Greatest, Lower

from core.compiled import Given, one_of
from core.models import is_public

if TYPE_CHECKING:
    from tools.models import Comparison, Fact, Tool

SLOTS = ("first", "second", "third", "fourth")


def title_of(tool: str = "") -> Case:
    """The expression for a tool's title: its name, with its qualifier where another published tool has that name.

    `tool` is the relation that leads to the tool, such as `tool__`, or nothing on tools themselves.
    """
    from tools.models import Tool

    namesakes = (
        Tool.objects.filter(is_public())
        .alias(lower_name=Lower("name"))
        .filter(lower_name=Lower(OuterRef(f"{tool}name")))
        .exclude(pk=OuterRef(f"{tool}pk"))
    )
    return Case(
        When(
            ~Q(**{f"{tool}qualifier": ""}) & Exists(namesakes),
            then=Concat(F(f"{tool}name"), Value(" ("), F(f"{tool}qualifier"), Value(")")),
        ),
        default=F(f"{tool}name"),
        output_field=models.TextField(),
    )


class ToolQuerySet(models.QuerySet["Tool"]):
    def get_by_natural_key(self, slug: str) -> "Tool":
        return self.get(slug=slug)

    def published(self) -> Self:
        """What readers may see."""
        return self.filter(is_public())

    def titled(self) -> Self:
        """With every tool's title, so that reading it costs no query of its own."""
        return self.annotate(title=title_of())

    def called(self, text: str) -> Self:
        """With their titles, those that `text` may name, in whatever letter case: by slug, by name, or by title.

        A title is a name and a qualifier in brackets, so of those called by the name in a title all are here.
        """
        lower = text.lower()
        names = [lower, lower.rpartition(" (")[0]]
        return self.titled().alias(lower_name=Lower("name")).filter(Q(slug=lower) | Q(lower_name__in=names))

    def hold(self, *keys: int) -> None:
        """Keep these tools (primary keys) from changing until the transaction ends, or wait for whoever does.

        What belongs to a tool is changed after its tool is held, since the tool's listing is made anew with it. Whoever
        began the other way round would wait for somebody who saves the whole of a tool, and they for him.
        """
        len(self.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))

    def newest(self) -> Self:
        """Latest publication first."""
        return self.order_by("-published_at", "slug")

    def nearest(self, text: str) -> Self:
        """The tools whose name or slug comes nearest to `text`, whole or in part, nearest first.

        Nearness is that of pg_trgm: the share of three-letter pieces in common, with the whole
        name (for typing errors) and with the part of it that fits best (for a name half typed).
        """
        near, nearness = Q(), []
        for field in ("name", "slug"):
            near |= Q((f"{field}__trigram_similar", text)) | Q((f"{field}__trigram_word_similar", text))
            nearness.append(TrigramSimilarity(field, text) + TrigramWordSimilarity(text, field))
        return self.filter(near).annotate(nearness=Greatest(*nearness)).order_by("-nearness", "slug")


class FactQuerySet(models.QuerySet["Fact"]):
    def get_by_natural_key(self, tool: str, attribute: str) -> "Fact":
        return self.get(tool__slug=tool, attribute__slug=attribute)


def takes_part(tool_ids: Collection[int] | Given) -> Q:
    """The condition for comparisons in which any of these tools (primary keys) takes part."""
    part = Q()
    for slot in SLOTS:
        part |= one_of(slot, tool_ids)
    return part


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def get_by_natural_key(self, *slugs: str) -> "Comparison":
        return self.get(**_all_of(slugs, "__slug"))

    def published(self) -> Self:
        """What readers may see: published itself, and so are all of its tools."""
        visible = is_public()
        for slot in SLOTS:
            visible &= Q(**{f"{slot}__isnull": True}) | is_public(f"{slot}__")
        return self.filter(visible)

    def featured(self) -> Self:
        """Latest publication first, only those that staff put forward."""
        return self.filter(featured=True).order_by("-published_at", "pk")

    def involving(self, *tool_ids: int) -> Self:
        """Those in which any of these tools (primary keys) takes part."""
        return self.filter(takes_part(tool_ids))

    def of_exactly(self, tool_ids: list[int]) -> Self:
        """The one of just these tools (primary keys, each once), in whatever order, if there is one."""
        return self.filter(**_all_of(tool_ids))


def _all_of(members: Sequence[int] | Sequence[str], by: str = "") -> dict[str, Any]:
    """The lookups for a comparison of just these tools, named by `by` (such as `__slug`) or else by primary key."""
    used, unused = SLOTS[: len(members)], SLOTS[len(members) :]
    return {f"{slot}{by}__in": members for slot in used} | {f"{slot}__isnull": True for slot in unused}
