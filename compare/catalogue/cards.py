"""Tools as cards in a list, when their keys are known."""

from collections.abc import Collection

from compare.listings import ListedTool, for_listing, list_tools
from core.compiled import Compiled, given_keys, one_of
from tools.models import Tool

_CARDS = Compiled(lambda: for_listing(Tool.objects.published().filter(one_of("pk", given_keys("tools")))).order_by())


def cards_of(tool_ids: Collection[int]) -> dict[int, ListedTool]:
    """The cards of these tools (primary keys) by key, as far as readers may see them. One query, for none no query."""
    return {listed.tool.pk: listed for listed in list_tools(_CARDS(tools=list(tool_ids)))} if tool_ids else {}
