"""What there is to ask for: a site with rows of every kind, every address of it, its forms, and who asks."""

import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group
from django.core import signing
from django.test import Client

from compare.desk.preview import preview_link
from digest.models import Edition, Standing
from tests.admin import roles
from tests.admin.staff import make_staff
from tests.digest.readers import links_of, reader_who_is
from tests.pages import COMPARISON
from tests.routes import FILLED, routes
from tools.models import Record, Tool

SUGGESTIONS = {"/search/suggestions?q=mis", "/search?q=mistral", "/tools/?after=a&sort=newest", "/yours?of=1-2"}
ENDS_THE_SESSION = {"logout"}


@dataclass(frozen=True)
class World:
    """The addresses by the names of their patterns, the forms with their addresses, and cookies by whose they are."""

    addresses: dict[str, list[str]]
    forms: list[tuple[str, dict[str, list[str]]]]
    cookies: dict[str, dict[str, str]]


def make_world() -> World:
    """A site with rows of every kind beside the demo data, and whatever it can be asked for."""
    tools = roles.make_tools()
    roles.furnish(tools)
    Record.objects.all().delete()  # there is nothing in it, and one that the site makes is whole
    record = Client().post(f"{COMPARISON}/record").headers["Location"].rpartition("/")[2]
    reader = reader_who_is(Standing.CONFIRMED)
    personal = links_of(reader) | {"confirm": links_of(reader_who_is(Standing.PENDING))["confirm"]}
    personal |= {"preview": preview_link(tools["draft"]).removeprefix("http://testserver")}
    addresses = {name: [path] for name, path in personal.items()}
    for name, path in [*_of_readers(record), *roles.addresses(), *(("suggestion", path) for path in SUGGESTIONS)]:
        if name not in personal:
            addresses.setdefault(name, []).append(path)
    clients = {"stranger": Client(), "reader": _reader(), "chief": Client(), "reviewer": Client()}
    clients["chief"].force_login(make_staff("boss"))
    member = make_staff("member", is_superuser=False)
    member.groups.set(Group.objects.all())
    clients["reviewer"].force_login(member)
    forms = [form for path in _one_of_each(addresses) for form in _forms(clients["chief"], path)]
    cookies = {whose: {name: one.value for name, one in client.cookies.items()} for whose, client in clients.items()}
    return World(addresses, forms, cookies)


def _of_readers(record: str) -> list[tuple[str, str]]:
    found = []
    values = FILLED | {
        "key": [record],
        "week": [edition.week for edition in Edition.objects.all()[:2]],
        "section": ["tools", "comparisons", "pages"],
        "name": ["two-tools", "a-0123456789abcdef.png"],
        "token": ["1:2:3"],
        "rest": ["nothing/here"],
    }
    for name, route in routes():
        part = re.search(r"<(?:\w+:)?(\w+)>", route)
        filled = values[part[1]] if part else [""]
        found += [(name, f"/{re.sub(r'<[^>]+>', value, route)}") for value in filled]
    return found


def _reader() -> Client:
    """Somebody who has voted, and keeps a tool and a comparison."""
    client = Client()
    client.get("/ballots/smolvlm-3b")
    client.post("/tools/smolvlm-3b/vote", {"choice": "ship"})
    client.post("/tray", {"action": "add", "tool": "smolvlm-3b"})
    keys = Tool.objects.published().values_list("pk", flat=True)[:2]
    client.cookies["bookmarks"] = signing.get_cookie_signer(salt="bookmarkscompare.keeping.bookmarks").sign(
        "-".join(map(str, keys))
    )
    assert {"voter", "tray", "yours", "csrftoken"} <= client.cookies.keys()
    return client


def _one_of_each(addresses: dict[str, list[str]]) -> list[str]:
    return [COMPARISON, *(paths[0] for name, paths in addresses.items() if name not in ENDS_THE_SESSION)]


def _forms(client: Client, path: str) -> list[tuple[str, dict[str, list[str]]]]:
    answer = client.get(path)
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    found = BeautifulSoup(answer.getvalue(), "html.parser").select("form")
    return [(str(form.get("action") or path), _fields(form)) for form in found]


def _fields(form: Tag) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for field in form.select("[name]"):
        fields.setdefault(str(field["name"]), []).append(_value(field))
    return fields


def _value(field: Any) -> str:
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen.get("value", "")) if chosen else ""
    return str(field.get("value", "")) or field.text.removeprefix("\n")
