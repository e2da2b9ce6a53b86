"""The same answers among 100,000 tools, along indexes."""

import json
from collections.abc import Iterator
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
    with CaptureQueriesContext(connection) as asked:
        search(question)
    with CaptureQueriesContext(connection) as typed:
        suggest(question)

    assert len(typed) <= MOST_QUERIES_OF_SUGGESTIONS
    assert len(asked) >= 1
    for query in [*asked.captured_queries, *typed.captured_queries]:
        read = read_from_end_to_end(query["sql"])
        assert not read & BIG, query["sql"]


def test_a_question_without_an_index_would_be_noticed(tools: None, db):
    assert read_from_end_to_end("SELECT count(*) FROM reviews_review WHERE body LIKE '%billing%'") == {"reviews_review"}


def read_from_end_to_end(sql: str) -> set[str]:
    """The tables that this statement reads without an index."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0]
    return set(whole_tables((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def whole_tables(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for part in node.get("Plans", []):
        yield from whole_tables(part)
