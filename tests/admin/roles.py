"""A desk with rows of every kind on it, every address that it has, and what may not be seen or changed there."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote as for_address
from urllib.parse import urlencode

import pghistory
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver

from core.models import State
from digest.models import Fate, Stage
from reviews.models import Review, Reviewer
from tests.admin.staff import make_staff
from tests.factories import (
    AttributeFactory,
    ComparisonFactory,
    DeliveryFactory,
    EditionFactory,
    FactFactory,
    ItemFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tools.models import Record, Tool
from votes.models import Ruling, VoteState

FRONT = "/admin/"
SECRET = "Xyzzy"  # in whatever is not published, but for what everybody on the desk may know: the names of tools
LATER = datetime(2999, 1, 1, tzinfo=UTC)
STAGES: dict[str, dict[str, Any]] = {
    "draft": {"state": State.DRAFT, "published_at": None},
    "scheduled": {"published_at": LATER},
    "published": {},
    "withdrawn": {"state": State.WITHDRAWN},
}
UNSEEN = [stage for stage in STAGES if stage != "published"]
SECRETS = dict.fromkeys(["tagline", "description", "maker", "licence", "pricing", "best_for"], SECRET)


def make_member(name: str, *roles: str, writes_as: tuple[Reviewer, ...] = (), **more: Any) -> User:
    """Somebody of the staff with these roles, who writes as these reviewers."""
    member = make_staff(name, is_superuser=False, **more)
    member.groups.set(Group.objects.filter(name__in=roles))
    assert member.groups.count() == len(roles)
    member.writes_as.set(writes_as)
    return member


def make_tools() -> dict[str, Tool]:
    """A tool at every stage, with SECRET in what readers don't see."""
    return {
        stage: ToolFactory.create(name=f"Tool {stage}", **how, **dict.fromkeys(SECRETS, words_at(stage)))
        for stage, how in STAGES.items()
    }


def words_at(stage: str) -> str:
    return "Known." if stage == "published" else SECRET


def furnish(tools: dict[str, Tool]) -> None:
    """Put rows of every kind on the desk, of these tools and of others, at every stage, and deleted ones too.

    All is done by somebody whose name has SECRET in it, and nothing that is done later in the same transaction.
    """
    skeptic, chief = ReviewerFactory(name="Skeptic", slug="skeptic"), make_staff("chief", last_name=SECRET)
    with pghistory.context(user=chief.pk):
        for stage, how in STAGES.items():
            FactFactory(tool=tools[stage], attribute=AttributeFactory(name="Size", slug="size"), value=words_at(stage))
            review = ReviewFactory(tool=tools[stage], reviewer=skeptic, body=words_at(stage), **how)
            review.verdicts.update(reason=words_at(stage))
            ComparisonFactory(first=tools[stage], second=ToolFactory(), summary=words_at(stage), **how)
        doomed = ToolFactory(name="Deleted", **SECRETS)
        ReviewFactory(tool=doomed, reviewer=skeptic, body=SECRET)
        ComparisonFactory(first=doomed, second=tools["published"], summary=SECRET)
        doomed.delete()
        VoteFactory.create_batch(2, tool=tools["published"], network="one")
        Ruling.objects.create(state=VoteState.WITHHELD, by=chief, vote_count=1)
        Record.objects.create(key="2026-11-20-0a1b", path="/compare/a-vs-b", content={})
        ItemFactory(edition=EditionFactory(subject=SECRET, introduction=SECRET), title=SECRET)
        make_sent_edition()


def make_sent_edition() -> None:
    """An edition that is being sent, with a delivery of unknown fate."""
    edition = ItemFactory(edition__subject="Sent").edition
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    edition.stage, edition.send_at, edition.begun_at = Stage.SENDING, moment, moment
    edition.save()
    DeliveryFactory(edition=edition, fate=Fate.UNKNOWN)


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of the desk, by the name of its pattern: each page of each row, and each field's autocompletion.

    Raises KeyError for a pattern with a part that nobody has said here how to fill.
    """
    for name, route, model in _patterns(admin.site.get_urls()):
        part = re.search(r"<(?:\w+:)?(\w+)>", route)
        if part is None:
            yield from ((name, FRONT + route + query) for query in _queries(name))
        else:
            filled = {"object_id": _keys, "id": _keys, "app_label": _labels, "url": _nowhere}[part[1]](model)
            # Of a regular expression, such as `^(?P<app_label>reviews|tools)/$`, the address is what is left.
            left = re.sub(r"\(\?P<.*?\)|<.*?>", "{}", route).strip("^$")
            yield from ((name, FRONT + left.format(for_address(key))) for key in filled)


def few_addresses() -> list[tuple[str, str]]:
    """Every list of lists and autocompletion, and two of every other page: enough to see who may open it."""
    kept: dict[str, list[str]] = {}
    for name, path in addresses():
        paths = kept.setdefault(name, [])
        if name in ("autocomplete", "app_list") or len(paths) < 2:
            paths.append(path)
    return [(name, path) for name, paths in kept.items() for path in paths if name != "logout"]


def opened(client: Client, asked: list[tuple[str, str]]) -> set[str]:
    """The names of the pages that open for somebody: those of which at least one does."""
    names: set[str] = set()
    for name, path in asked:
        if name not in names and not refuses(client.get(path), path):
            names.add(name)
    return names


def _patterns(patterns: list[Any], before: str = "") -> Iterator[tuple[str, str, Any]]:
    models = {f"{model._meta.app_label}/{model._meta.model_name}/": model for model in admin.site._registry}
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, route)
        else:
            yield one.name or "unnamed", route, models.get(before)


def _queries(name: str) -> Iterator[str]:
    if name != "autocomplete":
        yield ""
        return
    for model in apps.get_models(include_auto_created=True):
        for field in filter(lambda field: field.is_relation, model._meta.get_fields()):
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name}
            yield f"?{urlencode(asked)}"


def _keys(model: Any) -> list[str]:
    """The keys of all rows of a model, deleted ones too, and one that there never was."""
    keys = set(model._default_manager.values_list("pk", flat=True))
    if hasattr(model, "pgh_event_model"):
        keys |= set(model.pgh_event_model.objects.values_list("pgh_obj", flat=True))
    return [quote(str(key)) for key in [*sorted(keys), 10**9]]


def _labels(model: Any) -> list[str]:
    return sorted({one._meta.app_label for one in admin.site._registry})


def _nowhere(model: Any) -> list[str]:
    return ["nowhere/", "tools/tool", "r/1/1/"]


def everything() -> dict[str, list[Any]]:
    """Every row of every table but for those of sessions."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.app_label != "sessions"]
    return {one._meta.label: list(one._default_manager.order_by("pk").values()) for one in models}


def page(row: Tool | Review | Any, what: str = "change") -> str:
    """The address of one of the desk's pages on a row."""
    return f"{FRONT}{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{what}/"


def refuses(answer: HttpResponse, path: str) -> bool:
    """Whether an answer lets nobody in: it says so, sends to the front page, or on to an address that is asked too."""
    if answer.status_code == 302:
        return str(answer.headers["Location"]) in (FRONT, f"{path}change/")
    if answer.status_code == 301:
        return str(answer.headers["Location"]) == f"{path}/"
    return int(answer.status_code) in (403, 404, 405)


def whole(answer: Any) -> str:
    """All that an answer says, headers and cookies too."""
    return f"{answer.status_code} {dict(answer.headers)} {answer.cookies} {answer.content.decode()}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
