"""What is found for what people type among the 36 tools of the demo data; `test_search_at_scale.py` has many more."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from compare.management.commands.prepare import CATALOGUE, SEED
from compare.search.pairs import clearly_meant, pair_of
from compare.search.results import search
from compare.search.tools import Candidate, Match
from tests.compare.questions import QUESTIONS, make_tools_of_other_scripts
from tests.factories import ToolFactory


@pytest.fixture(scope="module")
def tools(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for all questions, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *SEED, *CATALOGUE, verbosity=0)
        make_tools_of_other_scripts()
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_question(tools: None, db, client: Client, question, answer):
    answer.check(client, question)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a vs b", ["a", "b"]),
        ("a VS. b vs c", ["a", "b", "c"]),
        ("a v. b", ["a", "b"]),
        ("a versus b", ["a", "b"]),
        ("a-vs-b", ["a", "b"]),
        ("mistral v 2", []),
        ("fast or cheap", []),
        ("canvas", []),
        ("a vs", []),
        ("vs b", []),
    ],
)
def test_names_of_a_comparison(text, names):
    assert pair_of(text) == names


@pytest.mark.parametrize(
    ("found", "is_clear"),
    [
        ([], False),
        ([(Match.EXACT, 0)], True),
        ([(Match.EXACT, 0), (Match.BEGINNING, 0)], True),
        ([(Match.EXACT, 0), (Match.EXACT, 0)], False),
        ([(Match.NAME, 0.9), (Match.TEXT, 0.8)], True),
        ([(Match.NAME, 0.9), (Match.NAME, 0.1)], False),
        ([(Match.TEXT, 0.9)], False),
        ([(Match.NEAR, 1.1), (Match.NEAR, 0.9)], True),
        ([(Match.NEAR, 1.0), (Match.NEAR, 0.9)], False),
    ],
)
def test_which_tool_a_name_stands_for(found, is_clear):
    candidates = [Candidate(place, match, rank) for place, (match, rank) in enumerate(found)]

    assert clearly_meant(candidates) == (candidates[0] if is_clear else None)


def test_whole_names_come_before_beginnings_and_those_before_descriptions(db):
    for name in ("Harbour Kit", "Anchor", "Harbour"):
        ToolFactory(name=name, description="Nothing like it.")
    ToolFactory(name="Quay", description="Made for the harbour.")
    ToolFactory(name="Old Harbour")

    assert [listed.tool.name for listed in search("harbour").tools] == ["Harbour", "Harbour Kit", "Old Harbour", "Quay"]
