"""Nothing that is not published reaches a reader, by whatever address."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.compare.test_every_page import PAGES
from tests.factories import AttributeFactory, ComparisonFactory, FactFactory, ReviewFactory, ToolFactory
from tools.models import Tool

MARKER = "Xyzzy"


@pytest.fixture
def secrets(demo: None) -> None:
    shown = Tool.objects.get(slug="smolvlm-3b")
    hidden = {"tagline": MARKER, "description": MARKER, "category": shown.category}
    draft = ToolFactory(name=f"{MARKER} draft", slug="xyzzy-draft", state="draft", **hidden)
    coming = ToolFactory(
        name=f"{MARKER} coming", slug="xyzzy-coming", published_at=datetime(2999, 1, 1, tzinfo=UTC), **hidden
    )
    for tool in (draft, coming):
        ReviewFactory(tool=tool, reviewer__slug="builder", body=MARKER)
        FactFactory(tool=tool, attribute=AttributeFactory(), value=MARKER)
        ComparisonFactory(first=shown, second=tool, summary=MARKER)
    ReviewFactory(tool=shown, reviewer__name="New", state="draft", body=MARKER)
    ComparisonFactory(first=shown, second=Tool.objects.get(slug="smollm3"), state="draft", summary=MARKER)


@pytest.mark.parametrize(
    "path",
    [
        *(path for path, _ in PAGES),
        "/compare/smollm3-vs-smolvlm-3b",
        "/compare/?first=xyzz&second=xyzzy-coming",
        "/nothing/zzy-dra",
    ],
)
def test_no_page_shows_a_draft(client: Client, secrets: None, path):
    assert MARKER not in client.get(path).content.decode()


@pytest.mark.parametrize(
    "path", ["/tools/xyzzy-draft", "/tools/xyzzy-coming", "/compare/smolvlm-3b-vs-xyzzy-draft", "/compare/xyzzy-coming"]
)
def test_its_own_address_is_not_there_yet(client: Client, secrets: None, path):
    response = client.get(path)

    assert response.status_code == 404
    assert MARKER not in response.content.decode()
