"""Staff sign in with name and password, and whoever is not signed in sees nothing of the desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver

from tests.admin.pages import page
from tests.admin.staff import FACTOR, LOGIN, PASSWORD, is_in, make_staff, sign_in, switch_on, words
from tests.factories import CategoryFactory, ComparisonFactory, ReviewerFactory, ToolFactory
from tests.voting import page_of

pytestmark = pytest.mark.django_db


def addresses(patterns: list[Any], before: str = "/admin/") -> Iterator[str]:
    """Every address of the desk, with something in the place of each number and name."""
    for one in patterns:
        route = str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + route)
        elif isinstance(one, URLPattern):
            yield before + {"^(?P<app_label>": "tools/", "(?P<url>.*)$": "nowhere"}.get(
                next((start for start in ("^(?P<app_label>", "(?P<url>.*)$") if route.startswith(start)), ""),
                route.replace("<path:object_id>", "1").replace("<path:content_type_id>", "1").replace("<int:pk>", "1"),
            )  # fmt: skip


@pytest.fixture
def every_address() -> list[str]:
    found = [one for one in addresses(admin.site.get_urls()) if one != LOGIN]
    assert len(found) > 40
    assert FACTOR in found
    return found


def test_name_and_password_lead_to_the_page_that_was_asked_for(client):
    make_staff()

    asked = client.get("/admin/tools/tool/?q=x")
    assert asked.headers["Location"] == f"{LOGIN}?next=/admin/tools/tool/%3Fq%3Dx"
    answer = sign_in(client, path=asked.headers["Location"], next="/admin/tools/tool/?q=x")

    assert answer.headers["Location"] == "/admin/tools/tool/?q=x"
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example", ""],
)
def test_signing_in_leads_to_no_other_site(client, elsewhere):
    make_staff()

    assert str(page_of(client.get(LOGIN, {"next": elsewhere})).select_one("[name=next]")["value"]) in ("", "/admin/")
    answer = sign_in(client, next=elsewhere)

    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]
    assert answer.headers["Location"].startswith("/")


def test_every_address_leads_a_stranger_to_the_form(client, every_address):
    for address in every_address:
        for method in (client.get, client.post):
            answer = method(address)
            expected = "/admin/" if address == "/admin/logout/" else LOGIN
            assert answer.status_code == 302, address
            assert answer.headers["Location"].partition("?")[0] == expected, address


def test_every_address_leads_whoever_owes_a_code_to_the_form(client, client_without_code, every_address):
    for address in every_address:
        for method in (client_without_code.get, client_without_code.post):
            answer = method(address)
            expected = "/admin/" if address == "/admin/logout/" else LOGIN
            assert answer.status_code == 302, address
            assert answer.headers["Location"].partition("?")[0] == expected, address
    assert "Sign in again" in words(client_without_code.get(LOGIN))


@pytest.fixture
def client_without_code(client):
    """Signed in since before the second factor was switched on, on another device."""
    make_staff()
    other = type(client)()
    sign_in(other)
    sign_in(client)
    assert is_in(other)
    assert switch_on(client)
    return other


def test_whatever_is_wrong_the_words_are_the_same(client):
    make_staff()
    make_staff("gone", is_active=False)
    User.objects.create_user("reader", password=PASSWORD)
    tries = [("editor", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("reader", PASSWORD), ("EDITOR", PASSWORD)]

    answers = [sign_in(client, *one) for one in tries]

    assert {answer.status_code for answer in answers} == {200}
    assert len({words(answer) for answer in answers}) == 1
    assert "did not fit together" in words(answers[0])
    assert not is_in(client)


class CountingHasher(MD5PasswordHasher):
    """Hashing is what takes the time of a sign-in: how often it was done."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)


def test_whatever_is_wrong_it_takes_as_long(client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_staff()
    make_staff("gone", is_active=False)
    User.objects.create_user("reader", password=PASSWORD)
    hashed = []
    for name, password in [("editor", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("reader", PASSWORD)]:
        CountingHasher.count = 0
        sign_in(client, name, password)
        hashed.append(CountingHasher.count)

    assert hashed == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"username": ""}, "This field is required."),
        ({"password": ""}, "This field is required."),
        ({"username": "a\0b"}, "Null characters are not allowed."),
        ({"password": "a\0b"}, "Null characters are not allowed."),
        ({"username": "a" * 151}, "at most 150 characters"),
        ({"username": "a" * 5000}, "at most 150 characters"),
        ({"username": "\ufdfa" * 150}, "at most 150 characters"),  # each is eighteen letters, written out
        ({"code": "1" * 41}, "at most 40 characters"),
        ({"code": "1\0"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_a_name_a_password_or_a_code_is_said_at_its_field(client, form, said):
    make_staff()

    answer = client.post(LOGIN, {"username": "editor", "password": PASSWORD} | form)

    assert answer.status_code == 200
    assert said in words(answer)
    assert not is_in(client)


def test_signing_out_takes_a_button_and_ends_the_session(admin_client):
    assert admin_client.get("/admin/logout/").status_code == 405
    assert is_in(admin_client)

    answer = admin_client.post("/admin/logout/")

    assert "Sign in again" in words(answer)
    assert not is_in(admin_client)


@pytest.mark.parametrize("path", ["", "login/", "tools/tool/", "nowhere/", "jsi18n/", "second-factor/", "tools/tool"])
def test_nothing_of_the_desk_is_kept_indexed_or_told_to_other_sites(client, admin_client, path):
    for browser in (client, admin_client):
        headers = browser.get(f"/admin/{path}").headers
        assert headers["Cache-Control"] == "no-store, private"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "same-origin"


def test_other_pages_stay_as_they_are(client):
    headers = client.get("/about").headers

    assert "no-store" not in headers.get("Cache-Control", "")
    assert "X-Robots-Tag" not in headers


def test_no_way_leads_from_a_number_to_the_address_of_a_draft(admin_client):
    tool = ToolFactory()

    assert admin_client.get(f"/admin/r/1/{tool.pk}/").status_code == 404
    assert admin_client.get("/admin/r/1/1").status_code == 404


def test_a_page_links_to_what_readers_see_of_it_if_they_do(admin_client):
    seen, draft = ComparisonFactory(), ComparisonFactory(state="draft")

    link = f'href="{seen.get_absolute_url()}"'
    assert link in admin_client.get(f"/admin/tools/comparison/{seen.pk}/change/").content.decode()
    html = admin_client.get(f"/admin/tools/comparison/{draft.pk}/change/").content.decode()
    assert f'href="{draft.get_absolute_url()}"' not in html


@pytest.mark.parametrize("factory", [CategoryFactory, ReviewerFactory])
def test_so_does_the_page_of_what_readers_always_see(admin_client, factory):
    row = factory()

    links = page_of(admin_client.get(page(row))).select(".viewsitelink")

    assert [link["href"] for link in links] == [row.get_absolute_url()]


def test_the_form_is_a_page_with_one_heading_and_a_label_for_each_field(client):
    page = page_of(client.get(LOGIN))

    assert [heading.get_text() for heading in page.select("h1")] == ["Sign in"]
    fields = page.select("#login-form input:not([type=hidden]):not([type=submit])")
    assert [field["name"] for field in fields] == ["username", "password", "code", "keep_signed_in"]
    for field in fields:
        assert page.select_one(f"label[for={field['id']}]").get_text(strip=True)
