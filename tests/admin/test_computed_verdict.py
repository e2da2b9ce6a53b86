"""Staff see what the reviews come to, in the list and on the page, computed and not typed."""

import pytest

from core.models import Choice, State
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory

pytestmark = pytest.mark.django_db


def test_the_list_and_the_page_of_a_tool_show_the_panels_verdict(admin_client):
    tool = ToolFactory(entry_amount="20", entry_unit="month")
    ReviewFactory.create_batch(3, tool=tool, verdict=Choice.SHIP)
    ReviewFactory(tool=tool, verdict=Choice.SKIP)
    ReviewFactory(tool=tool, verdict=Choice.SKIP, state=State.DRAFT)

    rows = admin_client.get("/admin/tools/tool/").content.decode()
    page = admin_client.get(f"/admin/tools/tool/{tool.pk}/change/").content.decode()

    assert '<td class="field-panel">Ship · 3 ship / 1 skip</td>' in rows
    assert '<td class="field-entry">$20/mo</td>' in rows
    assert "Ship · 3 ship / 1 skip" in page


def test_a_tool_without_reviews_is_not_reviewed_yet(admin_client):
    tool = ToolFactory()

    assert "Not reviewed yet" in admin_client.get("/admin/tools/tool/").content.decode()
    assert "Not reviewed yet" in admin_client.get(f"/admin/tools/tool/{tool.pk}/change/").content.decode()
    assert "Not reviewed yet" not in admin_client.get("/admin/tools/tool/add/").content.decode()


def test_the_page_of_a_reviewer_shows_their_ship_rate(admin_client):
    reviewer = ReviewerFactory()
    ReviewFactory.create_batch(2, reviewer=reviewer, verdict=Choice.SHIP)
    ReviewFactory(reviewer=reviewer, verdict=Choice.SKIP)

    assert "67% (2 of 3)" in admin_client.get(f"/admin/reviews/reviewer/{reviewer.pk}/change/").content.decode()
    assert "– (0 of 0)" in admin_client.get("/admin/reviews/reviewer/add/").content.decode()


def test_the_list_of_categories_counts_their_tools(admin_client):
    ToolFactory.create_batch(3)

    assert '<td class="field-tool_count">3</td>' in admin_client.get("/admin/tools/category/").content.decode()
