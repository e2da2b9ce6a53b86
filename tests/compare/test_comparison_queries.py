"""A comparison costs the same few queries whatever is compared and however much there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import AttributeFactory, FactFactory, ReviewerFactory, ReviewFactory, ToolFactory, VoteFactory

AT_MOST = 6


def fill(names: str) -> None:
    reviewers = [ReviewerFactory() for _ in range(5)]
    attributes = [AttributeFactory() for _ in range(6)]
    for name in names:
        tool = ToolFactory(name=name, slug=name.lower(), qualifier=name)
        for reviewer in reviewers:
            ReviewFactory(tool=tool, reviewer=reviewer, score=50)
        for attribute in attributes:
            FactFactory(tool=tool, attribute=attribute)
        VoteFactory.create_batch(6, tool=tool)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.django_db
def test_two_tools_and_four_cost_the_same_in_a_small_catalogue_and_in_a_large_one(client: Client):
    fill("ABCD")
    two, four = queries(client, "/compare/a-vs-b"), queries(client, "/compare/a-vs-b-vs-c-vs-d")

    fill("EFGHIJKLMNOPQRSTUVWXYZ")

    assert two == four <= AT_MOST
    assert queries(client, "/compare/a-vs-b") == two
    assert queries(client, "/compare/w-vs-x-vs-y-vs-z") == two


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "at_most"), [("/tools/a", 6), ("/", 8)])
def test_so_do_a_tools_page_and_the_front_page(client: Client, path, at_most):
    fill("AB")
    few = queries(client, path)

    fill("EFGHIJKLMNOPQRSTUVWXYZ")

    assert queries(client, path) <= at_most
    assert few <= at_most
