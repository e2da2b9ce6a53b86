"""Tools and comparisons as they stand in lists, with what the panel says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core.verdicts import Tally
from reviews.selectors import panel_of, with_panel
from tools.addresses import comparison_path
from tools.models import Comparison, Tool
from tools.querysets import ToolQuerySet


@dataclass(frozen=True, slots=True)
class ListedTool:
    tool: Tool
    panel: Tally
    sorted_by: str = ""  # what its list is sorted by, as readers see it


@dataclass(frozen=True, slots=True)
class ListedComparison:
    """A comparison that staff wrote, with its tools in order."""

    tools: list[ListedTool]
    summary: str

    @property
    def path(self) -> str:
        return comparison_path(listed.tool.slug for listed in self.tools)


def for_listing(tools: ToolQuerySet) -> QuerySet[Tool]:
    """`tools` with everything that `list_tools` reads, so that it costs no further query."""
    return with_panel(tools.titled().select_related("category"))


def list_tools(tools: Iterable[Tool]) -> list[ListedTool]:
    """The rows of a list, from a query made by `for_listing`."""
    return [ListedTool(tool, panel_of(tool)) for tool in tools]


def list_comparisons(comparisons: Iterable[Comparison]) -> list[ListedComparison]:
    """The rows of a list of published comparisons. One query for the tools of all of them."""
    comparisons = list(comparisons)
    tools = Tool.objects.published().filter(pk__in={key for one in comparisons for key in one.tool_ids})
    return join_tools(comparisons, list_tools(for_listing(tools)))


def join_tools(comparisons: Sequence[Comparison], tools: Sequence[ListedTool]) -> list[ListedComparison]:
    """The rows of a list of comparisons, with their tools taken from `tools`."""
    by_key = {listed.tool.pk: listed for listed in tools}
    return [
        ListedComparison([by_key[key] for key in comparison.tool_ids], comparison.summary)
        for comparison in comparisons
        # A tool unpublished between the two queries takes its comparison with it.
        if all(key in by_key for key in comparison.tool_ids)
    ]
