"""The same answers among 100,000 tools, along indexes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from compare.search.results import search
from compare.search.suggestions import suggest
from tests.compare.questions import QUESTIONS, make_tools_of_other_scripts

MOST_QUERIES, MOST_QUERIES_OF_SUGGESTIONS = 6, 3
BIG = {"reviews_listing", "reviews_review", "tools_tool", "tools_fact"}


@pytest.fixture(scope="module")
def tools(many_tools: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        make_tools_of_other_scripts()
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_question(tools: None, db, client: Client, question, answer):
    with CaptureQueriesContext(connection) as queries:
        answer.check(client, question)

    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize(
    "question",
    [
        "smolm",
        "mistrl 8x",
        "studio",
        "s",
        "reads invoices",
        "billing latency",
        "copilot vs olama",
        "a b c d e f g",
        "模型",
    ],
)
def test_no_big_table_is_read_from_end_to_end(tools: None, db, question):
    with explained() as asked:
        search(question)
    with explained() as typed:
        suggest(question)

    assert len(typed) <= MOST_QUERIES_OF_SUGGESTIONS
    assert len(asked) >= 1
    for sql, read in [*asked, *typed]:
        assert not read & BIG, sql


def test_a_question_without_an_index_would_be_noticed(tools: None, db):
    with explained() as asked, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reviews_review WHERE body LIKE '%billing%'")

    assert asked[0][1] == {"reviews_review"}


@contextmanager
def explained() -> Iterator[list[tuple[str, set[str]]]]:
    """Collects the statements inside, each with the tables that it reads without an index."""
    found: list[tuple[str, set[str]]] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
        plan = context["cursor"].fetchone()[0]
        found.append((sql, set(whole_tables((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


def whole_tables(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for part in node.get("Plans", []):
        yield from whole_tables(part)
