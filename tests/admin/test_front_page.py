"""The desk's front page leads to what waits for somebody, and every change is known by who made it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from compare.desk import site
from compare.desk.site import Worklist
from tests.admin.staff import make_staff, sign_in
from tests.factories import CategoryFactory
from tests.voting import page_of
from tools.models import Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def worklists(monkeypatch):
    lists = [
        Worklist("Facts to check", "admin:tools_tool_changelist", "tools.change_fact", {"due": "yes"}),
        Worklist("Votes to judge", "admin:votes_vote_changelist", "votes.change_vote"),
    ]
    monkeypatch.setattr(site, "WORKLISTS", lists)


def links(client: Client) -> list[tuple[str, str]]:
    return [(link.get_text(), str(link["href"])) for link in page_of(client.get("/admin/")).select(".worklists a")]


def test_the_front_page_shows_the_worklists(admin_client, worklists):
    assert links(admin_client) == [
        ("Facts to check", "/admin/tools/tool/?due=yes"),
        ("Votes to judge", "/admin/votes/vote/"),
    ]


def test_whoever_may_not_do_the_work_does_not_see_the_list(client, worklists):
    moderator = make_staff(is_superuser=False)
    moderator.user_permissions.add(Permission.objects.get(codename="change_vote"))
    sign_in(client)

    assert links(client) == [("Votes to judge", "/admin/votes/vote/")]


def test_a_change_made_at_the_desk_says_who_made_it(client):
    editor, category = make_staff(), CategoryFactory()
    sign_in(client)

    form = {"name": "Developer Things", "slug": category.slug, "position": "1", "description": ""}
    answer = client.post(f"/admin/tools/category/{category.pk}/change/", form)

    assert answer.status_code == 302
    change = Category.pgh_event_model.objects.latest("pgh_id")
    assert change.name == "Developer Things"
    assert change.pgh_context.metadata["user"] == editor.pk
