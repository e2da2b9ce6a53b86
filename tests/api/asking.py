"""Asking the API as a program would."""

from typing import Any

from django.test import Client

SITE = "http://testserver"


def data(client: Client, address: str) -> Any:
    """The JSON at an address, whole or below `/api/`. Raises AssertionError where there is none."""
    answer = client.get(_path(address))
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return answer.json()


def problem(client: Client, address: str, status: int) -> dict[str, Any]:
    """The error that is answered there. Raises AssertionError where it has another status or shape."""
    answer = client.get(_path(address))
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    told = answer.json()
    assert set(told) == {"error"}
    assert told["error"]["status"] == status
    assert told["error"]["message"]
    return dict(told["error"])


def walk(client: Client, address: str, direction: str = "next") -> list[list[Any]]:
    """The items of all pages from this one on, page by page."""
    pages = []
    while address:
        page = data(client, address)
        pages.append(page["items"])
        address = page[direction] or ""
    return pages


def _path(address: str) -> str:
    return address.removeprefix(SITE) if address.startswith(SITE) else f"/api/{address}"
