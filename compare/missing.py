"""What to offer instead of a page that is not there."""

from core.missing import readable
from tools.models import Tool

SUGGESTIONS = 5


def nearest_tools(text: str) -> list[Tool]:
    """The published tools whose names come nearest to `text`, nearest first, with their titles. One query."""
    question = readable(text)
    return list(Tool.objects.published().nearest(question).titled()[:SUGGESTIONS]) if question else []
