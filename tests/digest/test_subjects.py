"""The subject that an edition has until somebody writes one says what its items say, in a line."""

import pytest

from digest.building import default_subject
from digest.models import Item, Kind

LONG = "Interminable Instruction Following Mixture of Experts Preview " * 3


def new(title: str, line: str = "Ship · 3 ship / 1 skip") -> Item:
    return Item(kind=Kind.NEW, title=title, path=f"/tools/{title}", line=line)


def changed(title: str, *notes: str) -> Item:
    return Item(kind=Kind.CHANGED, title=title, path=f"/tools/{title}", notes=[[note, "Why."] for note in notes])


def item(kind: Kind, title: str) -> Item:
    return Item(kind=kind, title=title, path=f"/tools/{title}")


@pytest.mark.parametrize(
    ("items", "subject"),
    [
        ([new("GPT-5")], "GPT-5 ships"),
        ([new("A", "Skip · 1 ship / 3 skip")], "A is a skip"),
        ([new("A", "Mixed · 2 ship / 2 skip")], "A splits the panel"),
        ([new("A", "Not reviewed yet")], "A is reviewed"),
        ([changed("A", "Dr: Builder: Ship 85, now Skip 40")], "Dr: Builder turns to skip on A"),
        ([changed("A", "Builder: Skip, now Ship")], "Builder turns to ship on A"),
        ([changed("A", "Builder: Ship 85, now Ship")], "A is scored anew"),
        ([changed("A")], "A is scored anew"),
        ([item(Kind.FEATURED, "A vs B")], "A vs B"),
        ([item(Kind.DISAGREES, "A")], "A divides readers and panel"),
        ([item(Kind.VOTED, "A")], "A gathers votes"),
        ([new("A"), new("B", "Skip · 0 ship / 1 skip")], "A ships, B is a skip"),
        ([new("A"), new("B"), changed("C", "Builder: Ship, now Skip")], "A ships, Builder turns to skip on C and more"),
        ([new("A"), item(Kind.VOTED, "A")], "A ships and more"),
        ([new("A"), item(Kind.VOTED, "A"), item(Kind.VOTED, "B")], "A ships, B gathers votes and more"),
        ([], ""),
    ],
)
def test_it_names_the_first_two_things_of_two_kinds_where_it_can(items, subject):
    assert default_subject(items) == subject


@pytest.mark.parametrize("title", [LONG, "x" * 600, "漢" * 600])
def test_it_is_never_too_long(title):
    notes = f"{'R' * 60}: Ship 100, now Skip 100"
    for items in ([new(title), changed(f"{title}2", notes)], [changed(title, notes), item(Kind.FEATURED, title * 2)]):
        subject = default_subject(items)

        assert 0 < len(subject) <= 120
        assert subject.endswith(" and more") or len(items) == 2
