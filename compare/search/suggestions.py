"""What is suggested under a field while somebody types."""

from dataclasses import dataclass

from compare.search.pairs import names_among, pair_of
from compare.search.results import LONGEST, cleaned, says_something
from compare.search.tools import find_tools
from tools.addresses import MAX_TOOLS, comparison_path
from tools.models import Comparison, Tool
from tools.querysets import SLOTS, title_of

MOST, MOST_TOOLS = 8, 6
INVOLVED = 3  # of the nearest tools so many have their comparisons suggested


@dataclass(frozen=True, slots=True)
class Suggested:
    title: str
    path: str
    category: str = ""  # of a tool


def suggest(text: str, *, only_tools: bool = False) -> list[Suggested]:
    """What somebody who has typed this far may want: tools and comparisons, eight at most. Three queries at most."""
    asked = cleaned(text)
    if len(asked) > LONGEST or not says_something(asked):
        return []
    names = [] if only_tools else pair_of(asked)
    if len(names) > MAX_TOOLS:
        return []
    if names:
        return _suggest_pairs(names)
    (candidates,) = find_tools([asked], limit=MOST if only_tools else MOST_TOOLS)
    keys = [one.tool_id for one in candidates]
    tools = Tool.objects.published().titled().select_related("category").in_bulk(keys)
    suggested = [
        Suggested(tools[key].title, tools[key].get_absolute_url(), tools[key].category.name)
        for key in keys
        if key in tools
    ]
    if not only_tools:
        suggested += _suggest_comparisons(keys)
    return suggested[:MOST]


def _suggest_comparisons(keys: list[int]) -> list[Suggested]:
    rows = Comparison.objects.published().involving(*keys[:INVOLVED]).order_by("-published_at", "pk")
    titles = {f"{slot}_title": title_of(f"{slot}__") for slot in SLOTS}
    slugs = [f"{slot}__slug" for slot in SLOTS]
    return [
        _comparison([row[title] for title in titles if row[title]], [row[slug] for slug in slugs if row[slug]])
        for row in rows.values(*slugs, **titles)[:MOST]
    ]


def _suggest_pairs(names: list[str]) -> list[Suggested]:
    """The last name is still being typed, so that it is that of which there is a choice."""
    *settled, typed = map(names_among, find_tools(names, limit=MOST))
    firsts = [some[0].tool_id for some in settled if some]
    if len(firsts) < len(settled):
        return []
    keys = [one.tool_id for one in typed]
    tools = Tool.objects.published().titled().in_bulk([*firsts, *keys])
    sets = [[*firsts, key] for key in keys if key not in firsts]
    return [
        _comparison([tools[key].title for key in one], [tools[key].slug for key in one])
        for one in sets
        if all(key in tools for key in one)
    ]


def _comparison(titles: list[str], slugs: list[str]) -> Suggested:
    return Suggested(f"Compare {' vs '.join(titles)}", comparison_path(slugs))
