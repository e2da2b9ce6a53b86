"""Pages that are not there."""

from dataclasses import dataclass

from django.http import Http404

LONGEST_QUESTION = 80


@dataclass(frozen=True, slots=True)
class Suggestion:
    title: str
    path: str


class Missing(Http404):
    """A 404 that says what was not found and offers what comes near."""

    def __init__(self, message: str, suggestions: list[Suggestion] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestions = suggestions or []


def readable(text: str) -> str:
    """`text` as it may be asked of the database and shown: without control characters, of bearable length."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:LONGEST_QUESTION]
