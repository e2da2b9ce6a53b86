"""What is no key in a field that is completed while one types is answered on the page."""

import pytest

from tests.admin.desk import answer, tool_form
from tests.factories import ReviewerFactory, ToolFactory
from tools.models import Comparison, Tool

pytestmark = pytest.mark.django_db
NO_KEYS = ["nonsense", "-1", "1.5", "9" * 30, "²", "Tool 1"]
REFUSED = "Select a valid choice. That choice is not one of the available choices."


@pytest.mark.parametrize("key", NO_KEYS)
def test_it_is_refused_in_a_review(admin_client, key):
    form = {"tool": key, "reviewer": ReviewerFactory().pk, "verdict": "ship", "score": "", "body": "", "state": "draft"}
    form |= {"published_at_0": "", "published_at_1": "", "verdicts-TOTAL_FORMS": "0", "verdicts-INITIAL_FORMS": "0"}

    assert REFUSED in answer(admin_client, "/admin/reviews/review/add/", form)


@pytest.mark.parametrize("key", NO_KEYS)
def test_it_is_refused_in_a_comparison(admin_client, key):
    form = {"first": ToolFactory().pk, "second": key, "third": key, "summary": "", "state": "draft"}

    assert REFUSED in answer(admin_client, "/admin/tools/comparison/add/", form)
    assert not Comparison.objects.exists()


@pytest.mark.parametrize("key", NO_KEYS)
def test_it_is_refused_in_a_fact_of_a_tool(admin_client, key):
    assert REFUSED in answer(admin_client, "/admin/tools/tool/add/", tool_form(facts=({"attribute": key},)))
    assert not Tool.objects.exists()


@pytest.mark.parametrize("key", NO_KEYS)
def test_a_link_that_fills_it_in_opens_the_form_without_it(admin_client, key):
    assert admin_client.get("/admin/reviews/review/add/", {"tool": key}).status_code == 200
    assert admin_client.get("/admin/tools/fact/add/", {"tool": key, "attribute": key}).status_code == 200
