"""Tools that may be one and the same: finding them, and the pages on which staff merge two."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from compare.desk.merging import CannotMerge, Merge, merge_tools
from core.grammar import counted
from core.models import State
from core.verdicts import DASH
from reviews.selectors import panel_of, with_panel
from tools.models import Tool
from votes.cast import ToolGone
from votes.selectors import community_tallies

PERMISSIONS = ["tools.change_tool", "tools.delete_tool", "reviews.publish_review"]
ALIKE = 0.6  # the share of their three-letter pieces in common from which two names are nearly equal
PER_WALK = 250
MOST_PER_TOOL = 5
MOST = 100

# Each with the one of its name that is published, or else was there first. Qualifiers that differ are staff's own word
# that the tools do.
_SAME = """
    WITH named AS (
        SELECT *, regexp_replace(lower(name), '[^[:alnum:]]', '', 'g') AS letters
        FROM tools_tool WHERE state <> %(withdrawn)s
    ), paired AS (
        SELECT id AS other, letters, qualifier,
            first_value(id) OVER same AS one, first_value(qualifier) OVER same AS first_qualifier
        FROM named WINDOW same AS (PARTITION BY letters ORDER BY state = %(published)s DESC, id)
    )
    SELECT one, other, 100 FROM paired WHERE one <> other AND letters <> ''
    ORDER BY lower(qualifier) <> lower(first_qualifier), letters, other LIMIT %(most)s
"""

# For each tool of the walk those after it in the alphabet with the nearest names. The index on names finds them, so
# what this costs grows with the walk and hardly with the catalogue.
_NEAR = r"""
    SELECT one.id, near.id, floor(100 * near.alike) FROM tools_tool AS one CROSS JOIN LATERAL (
        SELECT id, similarity(one.name, other.name) AS alike FROM tools_tool AS other
        WHERE other.name %% one.name AND other.state <> %(withdrawn)s
            AND (lower(other.name), other.slug) > (lower(one.name), one.slug)
            AND regexp_replace(lower(other.name), '[^[:alnum:]]', '', 'g')
                <> regexp_replace(lower(one.name), '[^[:alnum:]]', '', 'g')
            AND btrim(regexp_replace(other.name, '\D+', ' ', 'g')) = btrim(regexp_replace(one.name, '\D+', ' ', 'g'))
        ORDER BY alike DESC, id LIMIT %(per_tool)s
    ) AS near
    WHERE one.id = ANY(%(walk)s) ORDER BY near.alike DESC, one.id, near.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tools that may be one; how much of their names they have in common, in percent."""

    one: Tool
    other: Tool
    alike: int

    @property
    def tools(self) -> tuple[Tool, Tool]:
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Direction:
    """One way round to merge two tools, rehearsed, or the reason why it cannot be."""

    keep: Tool
    drop: Tool
    merge: Merge | None
    refusal: str = ""

    @property
    def words(self) -> str:
        """What its button says. With the slugs, since the names of duplicates are often the same."""
        return f"Keep {self.keep} ({self.keep.slug}) and drop {self.drop} ({self.drop.slug})"


_TOOLS = with_panel(Tool.objects.select_related("category"))


class PairForm(forms.Form):
    """The two tools that an address or a button names."""

    keep = forms.ModelChoiceField(_TOOLS)
    drop = forms.ModelChoiceField(_TOOLS)


def same_names() -> list[Pair]:
    """Pairs of tools whose names are the same but for letter case, spaces and punctuation. Two queries.

    The first hundred; those that their qualifiers tell apart come last.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SAME, {"withdrawn": State.WITHDRAWN, "published": State.PUBLISHED, "most": MOST})
        return _pairs(cursor.fetchall())


def near_names(walk: Sequence[int]) -> list[Pair]:
    """Pairs of tools with nearly equal names, one in `walk` (primary keys) and one after it in the alphabet.

    Most alike first, the first hundred. Names with different numbers are no pair: a 7B is not an 8B misspelt. Three
    queries, in one transaction.
    """
    values: dict[str, Any] = {"withdrawn": State.WITHDRAWN, "walk": list(walk), "per_tool": MOST_PER_TOOL, "most": MOST}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(_NEAR, values)
        rows = cursor.fetchall()
    return _pairs(rows)


def _pairs(rows: Iterable[tuple[int, int, int]]) -> list[Pair]:
    found = list(rows)
    keys = {key for one, other, _ in found for key in (one, other)}
    tools = Tool.objects.select_related("category").in_bulk(keys)
    return [Pair(tools[one], tools[other], int(alike)) for one, other, alike in found if {one, other} <= tools.keys()]


def may_merge(user: Any) -> bool:
    """Whether this account may merge tools, and so see which might be merged."""
    return bool(user.has_perms(PERMISSIONS))


@admin.action(description="Merge two tools", permissions=["merge"])
def merge_chosen(model_admin: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Tool]) -> HttpResponse | None:
    """The action on the list of tools: on to the page that shows what a merge of the two would do."""
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    if len(keys) != 2:
        chose = counted(len(keys), "tool")
        words = f"Nothing was merged: a merge takes two tools, and you have chosen {chose}. Choose two."
        model_admin.message_user(request, words, messages.ERROR)
        return None
    return redirect(reverse("admin:merge", query={"keep": keys[0], "drop": keys[1]}))


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """`.../duplicates/`: what may be there twice. The same names all at once, nearly equal ones along the alphabet."""
    if not may_merge(request.user):
        raise PermissionDenied
    tools = Tool.objects.exclude(state=State.WITHDRAWN).values_list("pk", "name")
    page = Paginator(tools, PER_WALK).get_page(request.GET.get("page"))
    keys, names = [key for key, _ in page], [name for _, name in page]
    context = {
        **admin.site.each_context(request),
        "title": "Likely duplicates",
        "page": page,
        "same": same_names() if page.number == 1 else [],
        "near": near_names(keys),
        "first_name": names[0] if names else "",
        "last_name": names[-1] if names else "",
        "most": MOST,
    }
    return TemplateResponse(request, "desk/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """`.../merge/?keep=1&drop=2`: two tools side by side and what a merge would do, either way round. POST merges."""
    if not may_merge(request.user):
        raise PermissionDenied
    form = PairForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _too_few(request, form.cleaned_data)
    keep, drop = form.cleaned_data["keep"], form.cleaned_data["drop"]
    if keep == drop:
        messages.error(request, "Nothing was merged: a tool cannot be merged with itself. Choose two in the list.")
        return redirect("admin:tools_tool_changelist")
    try:
        if request.method == "POST":
            merge_tools(keep=keep, drop=drop)
            words = f"{drop} is merged into {keep}. What led to it leads to {keep.get_absolute_url()} now."
            messages.success(request, words)
            return redirect("admin:tools_tool_change", keep.pk)
        return _compare(request, keep, drop)
    except CannotMerge as refusal:
        messages.error(request, f"Nothing was merged. {refusal}")
    except ToolGone:  # since the form was read: the same once more says which
        pass
    return redirect(reverse("admin:merge", query={"keep": keep.pk, "drop": drop.pk}))


def _too_few(request: HttpRequest, found: dict[str, Tool]) -> HttpResponse:
    """The answer where the two tools are not both there: most often the second click on a button that has merged."""
    left = [tool for tool in found.values() if tool]
    if not left:
        messages.error(request, "There is nothing to merge: neither of the two tools is here. Choose two in the list.")
        return redirect("admin:tools_tool_changelist")
    (tool,) = left
    address = reverse("admin:tools_tool_change", args=[tool.pk])
    words = 'Of the two tools only <a href="{}">{}</a> is here. If you have just merged them, that is done.'
    messages.info(request, format_html(words, address, tool))
    return redirect("admin:tools_tool_changelist")


def _compare(request: HttpRequest, keep: Tool, drop: Tool) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": f"Merge {keep} and {drop}",
        "directions": [_rehearse(keep, drop), _rehearse(drop, keep)],
        "pair": [keep, drop],
        "rows": _side_by_side([keep, drop]),
    }
    return TemplateResponse(request, "desk/merge.html", context)


def _rehearse(keep: Tool, drop: Tool) -> Direction:
    try:
        return Direction(keep, drop, merge_tools(keep=keep, drop=drop, rehearse=True))
    except CannotMerge as refusal:
        return Direction(keep, drop, None, str(refusal))


def _side_by_side(pair: Sequence[Tool]) -> list[tuple[str, list[Any]]]:
    community = community_tallies([tool.pk for tool in pair])
    rows: dict[str, Callable[[Tool], Any]] = {
        "Stage": lambda tool: tool.stage,
        "Qualifier": lambda tool: tool.qualifier,
        "Address": lambda tool: tool.get_absolute_url(),
        "Category": lambda tool: tool.category,
        "Maker": lambda tool: tool.maker,
        "Website": lambda tool: tool.website,
        "Licence": lambda tool: tool.licence_label,
        "Entry": lambda tool: tool.entry_label,
        "Tagline": lambda tool: tool.tagline,
        "Description": lambda tool: tool.description,
        "Panel": lambda tool: panel_of(tool).label,
        "Community": lambda tool: community[tool.pk].counts,
    }
    return [(name, [said(tool) or DASH for tool in pair]) for name, said in rows.items()]
