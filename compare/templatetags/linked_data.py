"""The data blocks of pages, of which `compare.linked_data` says what stands in them."""

from collections.abc import Iterable

from django import template

from compare.following import linked_data
from compare.listings import ListedTool
from compare.panels import ComparisonPage
from compare.tool_page import ToolPage

register = template.Library()
BLOCK = "compare/_linked_data.html"


@register.inclusion_tag(BLOCK)
def linked_site() -> dict[str, str]:
    """For the front page."""
    return _block(linked_data.of_site())


@register.inclusion_tag(BLOCK)
def linked_tool(page: ToolPage) -> dict[str, str]:
    """For the page of a tool."""
    return _block(linked_data.of_tool(page))


@register.inclusion_tag(BLOCK)
def linked_comparison(page: ComparisonPage) -> dict[str, str]:
    """For a comparison."""
    return _block(linked_data.of_comparison(page))


@register.inclusion_tag(BLOCK)
def linked_list(tools: Iterable[ListedTool], *crumbs: str) -> dict[str, str]:
    """For a list of tools, with the way to it: a name, a path, a name, a path; of the list itself the last."""
    way = [_way(crumbs)] if crumbs else []
    return _block([*way, linked_data.of_list([listed.tool for listed in tools])])


@register.inclusion_tag(BLOCK)
def linked_crumbs(*crumbs: str) -> dict[str, str]:
    """For any other page with breadcrumbs: a name, a path, a name, a path; of the page itself the last."""
    return _block([_way(crumbs)])


def _way(crumbs: tuple[str, ...]) -> linked_data.Node:
    return linked_data.breadcrumbs(*zip(crumbs[::2], crumbs[1::2], strict=True))


def _block(nodes: list[linked_data.Node]) -> dict[str, str]:
    return {"json": linked_data.as_json(nodes)}
