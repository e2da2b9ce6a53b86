"""The picker: names of tools in, the tools to put side by side out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from compare.missing import SUGGESTIONS, nearest_tools
from core.missing import Suggestion
from tools.models import Tool
from tools.querysets import SLOTS

CHANGE = "change"
OFFERED = 100
LONGEST_NAME = 200  # a name and a qualifier, with room for the brackets


class UnknownTool(forms.ValidationError):
    """A name that is no tool's, or more than one's; carries the tools it might mean."""

    def __init__(self, message: str, candidates: list[Tool]) -> None:
        super().__init__(message)
        self.candidates = candidates


class ToolNameField(forms.CharField):
    """A tool by its name, its title or its slug. Comes out as the Tool, or None where it was left empty."""

    default_error_messages = {"required": "Name a tool here."}

    def clean(self, value: Any) -> Tool | None:
        text = super().clean(value)
        if not text:
            return None
        lower = text.lower()
        called = list(Tool.objects.published().called(text))
        found = [tool for tool in called if tool.title.lower() == lower]
        found = found or [tool for tool in called if lower in (tool.slug, tool.name.lower())]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownTool("More than one tool has this name. Choose one:", found[:SUGGESTIONS])
        near = nearest_tools(text)
        if near:
            raise UnknownTool("No tool has this name. Did you mean one of these?", near)
        raise UnknownTool("No tool has a name like this.", [])


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of the picker, as the page shows it."""

    field: forms.BoundField
    errors: list[str]
    suggestions: list[Suggestion]
    has_moved: bool = False  # so the reader goes on here


def tool_titles() -> list[str]:
    """The titles that the fields offer while one types: the newest, for browsers cannot hold a whole catalogue."""
    return [tool.title for tool in Tool.objects.published().newest().titled()[:OFFERED]]


def picker_path(names: Iterable[str]) -> str:
    """The address of the picker with these in its fields, which goes on to no comparison by itself."""
    return reverse("picker", query=dict(zip(SLOTS, names, strict=False)) | {CHANGE: "1"})


class PickerForm(forms.Form):
    """Two to four different tools."""

    first = ToolNameField(label="First tool", max_length=LONGEST_NAME)
    second = ToolNameField(label="Second tool", max_length=LONGEST_NAME)
    third = ToolNameField(label="Third tool", max_length=LONGEST_NAME, required=False)
    fourth = ToolNameField(label="Fourth tool", max_length=LONGEST_NAME, required=False)
    moved = ""  # the field in which a name was swapped or removed

    @classmethod
    def from_query(cls, query: QueryDict) -> "PickerForm":
        """The form as a query fills it; a single name is a beginning, and nothing to complain about yet.

        Nor is what somebody is still changing: `change` shows the names as they are, `swap` has the named field and
        the one after it change places, and `remove` takes the named one out.
        """
        typed = [query.get(slot, "") for slot in SLOTS]
        if query.get("swap") in SLOTS[:-1]:
            place = SLOTS.index(query["swap"])
            typed[place : place + 2] = reversed(typed[place : place + 2])
        elif query.get("remove") in SLOTS:
            typed = [*typed[: SLOTS.index(query["remove"])], *typed[SLOTS.index(query["remove"]) + 1 :]]
        elif not (query.keys() & set(SLOTS) == {"first"} or CHANGE in query):
            return cls(query if query.keys() & set(SLOTS) else None)
        form = cls(initial=dict(zip(SLOTS, typed, strict=False)))
        form.moved = query.get("swap") or query.get("remove") or ""
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[int] = set()
        for slot in SLOTS:
            tool = cleaned.get(slot)
            if tool is not None and tool.pk in seen:
                self.add_error(slot, "This tool is named twice. Name another one.")
            elif tool is not None:
                seen.add(tool.pk)
        return cleaned

    @property
    def slots(self) -> list[Slot]:
        """The fields in order, each with what is wrong and the tools that were perhaps meant."""
        return [self._slot(self[name]) for name in SLOTS]

    def _slot(self, field: forms.BoundField) -> Slot:
        errors = field.errors.as_data()
        messages = [message for error in errors for message in error.messages]
        candidates = [tool for error in errors if isinstance(error, UnknownTool) for tool in error.candidates]
        suggestions = [Suggestion(tool.title, self._path_with(field.name, tool)) for tool in candidates]
        return Slot(field, messages, suggestions, has_moved=field.name == self.moved)

    def _path_with(self, name: str, tool: Tool) -> str:
        typed = {slot: self.data[slot] for slot in SLOTS if self.data.get(slot)}
        return reverse("picker", query=typed | {name: tool.title})

    @property
    def tools(self) -> list[Tool]:
        """The tools that were named, in order, once the form is valid."""
        return [tool for slot in SLOTS if (tool := self.cleaned_data.get(slot))]
