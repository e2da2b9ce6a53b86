"""Catalogue files as staff make them, and what the desk says to them."""

import csv
import io
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.exchange.resource import ExchangeResource
from reviews.models import Review
from reviews.resources import ReviewResource
from tests.voting import page_of
from tools.models import Fact, Tool
from tools.resources import FactResource, ToolResource

TOOLS, FACTS, REVIEWS = "/admin/tools/tool/", "/admin/tools/fact/", "/admin/reviews/review/"
EXCHANGED: list[tuple[str, Any, type[ExchangeResource]]] = [
    (TOOLS, Tool, ToolResource),
    (FACTS, Fact, FactResource),
    (REVIEWS, Review, ReviewResource),
]


def csv_of(*rows: dict[str, Any]) -> bytes:
    """These rows under the columns that they name, where a missing cell is an empty one."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def json_of(*rows: dict[str, Any]) -> bytes:
    return json.dumps(rows).encode()


def look(client: Client, path: str, content: bytes, name: str = "file.csv") -> Any:
    """The desk's answer to a file that somebody wants to import into the list at `path`."""
    return client.post(f"{path}import/", {"file": SimpleUploadedFile(name, content)})


def confirm(client: Client, path: str, looked: Any) -> Any:
    """The answer once what `looked` shows is confirmed. Fails if there is nothing to confirm."""
    token = page_of(looked).select_one("[name=token]")["value"]
    return client.post(f"{path}import/confirm/", {"token": token})


def bring_in(client: Client, path: str, content: bytes, name: str = "file.csv") -> str:
    """Import a file by both pages; what the desk says of it then. Fails if anything is wrong with it."""
    looked = look(client, path, content, name)
    assert looked.status_code == 200, faults_in(looked)
    done = confirm(client, path, looked)
    assert done.headers["Location"] == path
    return page_of(client.get(path)).select_one(".messagelist").get_text(strip=True)


def faults_in(answer: Any) -> list[str]:
    """The faults of which a page tells."""
    return [item.get_text(strip=True) for item in page_of(answer).select(".errorlist li")]


def summary_in(looked: Any) -> str:
    """What a page says that the file would do."""
    return page_of(looked).select_one("#content-main h2").get_text(strip=True)


def everything() -> dict[str, list[Any]]:
    """Every column of every tool, fact and review, and how many versions of them were kept."""
    found: dict[str, list[Any]] = {}
    for model in (Tool, Fact, Review):
        found[model.__name__] = list(model.objects.order_by("pk").values())
        found[f"versions of {model.__name__}"] = [model.pgh_event_model.objects.count()]
    return found


def refused(client: Client, path: str, content: bytes, name: str = "file.csv") -> list[str]:
    """The faults for which a file is refused. Fails if anything in the catalogue changes."""
    before = everything()
    answer = look(client, path, content, name)
    assert answer.status_code == 422
    assert not page_of(answer).select("[name=token]")
    assert everything() == before
    return faults_in(answer)
