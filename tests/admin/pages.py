"""The staff's pages as their browsers send them, and staff in their roles."""

from importlib import import_module
from typing import Any

from bs4 import Tag
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from core.history import events_of
from tests.admin.staff import make_staff
from tests.pages import texts
from tests.voting import page_of

make_roles = import_module("compare.migrations.0001_roles").make_roles


def signed_in_as(role: str) -> Client:
    """The browser of somebody who is signed in and has this role and no other rights."""
    if not Group.objects.filter(name=role).exists():
        make_roles(apps, None)  # an earlier test with committed data has emptied all tables
    user = make_staff(role.lower(), is_superuser=False)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def page(row: Any, name: str = "change") -> str:
    """The address of one of the pages about a row."""
    return f"/admin/{row._meta.label_lower.replace('.', '/')}/{row.pk}/{name}/"


def form_on(answer: Any) -> dict[str, Any]:
    """The form on a page just as it would be sent: every field with what stands in it."""
    form = page_of(answer).select_one("#content-main form")
    fields = form.select("input[name], select[name], textarea[name]")
    found = [(str(field["name"]), _value(field)) for field in fields if "__prefix__" not in field["name"]]
    return {name: value for name, value in found if value is not None}


def _value(field: Tag) -> Any:
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.name == "select":
        chosen = [str(option["value"]) for option in field.select("option[selected]")]
        return chosen if field.has_attr("multiple") else (chosen or [""])[0]
    if field["type"] in ("submit", "file") or (field["type"] == "checkbox" and not field.has_attr("checked")):
        return None
    return str(field.get("value", "on" if field["type"] == "checkbox" else ""))


def open_form(client: Client, row: Any) -> dict[str, Any]:
    """The form on the page of a row, as it is when somebody opens it."""
    return form_on(client.get(page(row)))


def told(answer: Any) -> list[str]:
    """The messages at the top of a page."""
    return texts(page_of(answer).select(".messagelist li"))


def version(row: Any, place: int = -1) -> Any:
    """One of the versions of a row, the latest unless another is asked for."""
    return list(events_of(type(row), pgh_obj=row.pk).order_by("pk"))[place]


def restore(client: Client, row: Any, event: Any, *, on: Any = None, reason: str = "") -> list[str]:
    """What is said after pressing the button of a version in the history of `row`, or of `on`."""
    key = f"{event.pgh_tracked_model._meta.label_lower}:{event.pk}"
    answer = client.post(page(on or row, "history"), {"version": key, "reason": reason}, follow=True)
    assert answer.status_code == 200
    return told(answer)


def columns(row: Any) -> dict[str, Any]:
    """A row as it stands in the database, but for when it was saved. Empty where there is none."""
    values = type(row)._default_manager.filter(pk=row.pk).values().first() or {}
    values.pop("updated_at", None)
    return values
