"""What staff send from the page of a tool."""

from typing import Any

from django.test import Client

from core.models import State
from tests.factories import CategoryFactory

TOOL = {
    "name": "SmolVLM-3B",
    "qualifier": "",
    "slug": "smolvlm-3b",
    "maker": "Hugging Face",
    "website": "",
    "tagline": "It sees what you see.",
    "description": "A small model that reads pictures.",
    "best_for": "",
    "licence": "Apache-2.0",
    "entry_amount": "20",
    "entry_currency": "USD",
    "entry_unit": "month",
    "pricing": "",
    "state": State.DRAFT,
    "published_at_0": "",
    "published_at_1": "",
}
FACT = {"value": "3B", "source_url": "https://example.org/card", "checked_on": ""}
REVIEW = {
    "verdict": "ship",
    "score": "85",
    "body": "It *ships*.",
    "state": State.PUBLISHED,
    "published_at_0": "",
    "published_at_1": "",
}


def tool_form(*, facts: tuple[dict[str, Any], ...] = (), reviews: tuple[dict[str, Any], ...] = (), **changes: Any):
    """A whole tool's page as its browser would send it, with `changes` to the tool's own fields."""
    form: dict[str, Any] = TOOL | {"category": CategoryFactory.create().pk} | changes
    for prefix, rows, whole in (("facts", facts, FACT), ("reviews", reviews, REVIEW)):
        saved = sum("id" in row for row in rows)
        form |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": saved}
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-{name}": value for name, value in (whole | row).items()}
    return form


def answer(client: Client, path: str, form: dict[str, Any]) -> str:
    """The page on which `form` is handed back as wrong. Fails if it was taken."""
    response = client.post(path, form)
    assert response.status_code == 200
    return response.content.decode()
