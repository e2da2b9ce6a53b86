"""Whoever keeps the same comparison at the same moment gets one record."""

import pytest
from django.test import Client

from tests.at_once import at_once
from tests.factories import ToolFactory
from tools.models import Record


@pytest.mark.django_db(transaction=True)
def test_a_double_click_keeps_one_record():
    ToolFactory(name="A", slug="a")
    ToolFactory(name="B", slug="b")

    answers = at_once([lambda: Client().post("/compare/a-vs-b/record")] * 6)

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (303, Record.objects.get().get_absolute_url())
    }
