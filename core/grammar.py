"""Counts and lists in sentences."""

from collections.abc import Sequence

NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}


def counted(number: int, singular: str, plural: str = "") -> str:
    """`1 vote`, `2 votes`; `plural` is needed only where it is not the singular with an s."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def listed(items: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
