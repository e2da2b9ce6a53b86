"""“A vs B” where somebody types what they look for: which tools are named, and whether it is clear which are meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from compare.search.tools import Candidate, Match, find_tools
from core.missing import Suggestion
from tools.addresses import comparison_path
from tools.models import Tool
from tools.querysets import SLOTS

# Spelt with a full stop or in full only: a “v” alone is as often part of a name, and an “or” of a question.
BETWEEN = re.compile(r"\s+(?:vs\.?|v\.|versus)\s+|-vs-", re.IGNORECASE)
# How much nearer than the second-nearest name the nearest one has to be.
CLEARLY_NEARER = 0.15
MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Named:
    """One name in “A vs B”, the tool that it clearly stands for, and else those that it may, with where each leads."""

    text: str
    meant: Tool | None
    choices: list[Suggestion]


def pair_of(text: str) -> list[str]:
    """The names in “A vs B”, “A vs. B”, “A v. B”, “A versus B” or “a-vs-b”, two or more; none in any other text."""
    names = [name.strip() for name in BETWEEN.split(text)]
    return names if len(names) > 1 and all(names) else []


def read_pair(names: Sequence[str]) -> list[Named]:
    """What these names, four at most, stand for. Two queries."""
    found = [names_among(some) for some in find_tools(names, limit=MOST_CHOICES)]
    tools = Tool.objects.published().titled().in_bulk([one.tool_id for some in found for one in some])
    meant = [tools.get(clear.tool_id) if clear else None for clear in map(clearly_meant, found)]
    return [
        Named(
            name,
            meant[place],
            [_choice(names, meant, place, tools[one.tool_id]) for one in some if one.tool_id in tools],
        )
        for place, (name, some) in enumerate(zip(names, found, strict=True))
    ]


def names_among(candidates: list[Candidate]) -> list[Candidate]:
    """Those that are called like this, or, where none is, all: what mentions a tool is not what its name stands for."""
    return [one for one in candidates if one.match < Match.TEXT] or candidates


def clearly_meant(candidates: Sequence[Candidate]) -> Candidate | None:
    """The tool that a name stands for without doubt, if there is one among what `find_tools` found for it.

    That is the only one of this name, else the only one whose name begins or is made of words that begin like this,
    else the one whose name is clearly nearer than all others. What is only in a description is no name.
    """
    if not candidates:
        return None
    first, others = candidates[0], candidates[1:]
    if first.match == Match.NEAR:
        return None if others and first.rank - others[0].rank < CLEARLY_NEARER else first
    is_name = first.match < Match.TEXT and all(one.match > first.match for one in others)
    return first if is_name else None


def _choice(names: Sequence[str], meant: Sequence[Tool | None], place: int, tool: Tool) -> Suggestion:
    """To the comparison, where the other names are clear, and else to the picker, which goes on asking."""
    chosen = [*meant[:place], tool, *meant[place + 1 :]]
    if all(chosen):
        return Suggestion(tool.title, comparison_path(one.slug for one in chosen if one))
    typed = [one.title if one else name for one, name in zip(chosen, names, strict=True)]
    return Suggestion(tool.title, reverse("picker", query=dict(zip(SLOTS, typed, strict=False))))
