"""Over HTTPS every answer tells browsers to refuse what the site never does: all items of the Observatory hold."""

import logging
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client, override_settings

from compare.protection import protection
from core.policy import source_of
from tests.admin.staff import make_staff
from tests.factories import ItemFactory, ToolFactory
from tests.observatory import OVER_HTTP, OVER_HTTPS, Heard, judge
from tests.routes import addresses
from tests.voting import page_of

SITE = "https://testserver"
OTHERS = ["/nowhere", "/tools", "/cards/", "/favicon.ico", "/static/css/site.css", "/static/none.css", "/admin"]
DESK = [
    "", "login/", "nowhere/", "jsi18n/", "second-factor/", "duplicates/", "deleted/", "password_change/",
    "autocomplete/", "tools/tool/", "tools/tool/add/", "tools/tool/import/", "tools/tool/export.csv",
    "tools/fact/?due=yes", "tools/comparison/add/", "reviews/review/add/", "votes/vote/", "digest/edition/",
    "digest/subscriber/",
]  # fmt: skip
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests; "
    "script-src 'self'"
)
GOOD = {
    "content-security-policy": POLICY,
    "content-type": "text/html",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


@pytest.fixture
def over_https(db, caplog) -> Iterator[None]:
    caplog.set_level(logging.CRITICAL, "django")  # many of these are not there
    with override_settings(**protection(is_https=True)):
        yield


def heard(client: Client, path: str, *, method: str = "get", scheme: str = "https", **more: str) -> Heard:
    """What the site says to that request."""
    answer = getattr(client, method)(path, secure=scheme == "https", headers=more)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    cookies = tuple(cookie.OutputString() for cookie in answer.cookies.values())
    body = answer.getvalue().decode(errors="replace")
    return Heard(f"{scheme}://testserver{path}", answer.status_code, headers, cookies, body)


def assert_satisfied(answers: list[Heard]) -> None:
    wrong = [fault for faults in judge(answers).values() for fault in faults]
    assert not wrong, "\n".join(wrong)


def test_every_address_of_readers_satisfies_every_item(over_https, demo):
    client = Client()
    answers = [heard(client, path) for _, path in addresses()] + [heard(client, path) for path in OTHERS]

    assert_satisfied(answers)
    assert {200, 301, 302, 404, 422} <= {one.status for one in answers}
    assert any(one.cookies for one in answers)


def test_so_does_the_desk(over_https):
    stranger, staff = Client(), Client()
    staff.force_login(make_staff())
    ToolFactory()
    mail = f"digest/edition/{ItemFactory().edition.pk}/mail.html"
    answers = [heard(client, f"/admin/{path}") for path in [*DESK, mail] for client in (stranger, staff)]

    assert_satisfied(answers)
    assert [one.status for one in answers].count(200) > len(DESK) * 2 // 3


def test_so_does_what_is_refused_and_what_has_not_changed(over_https, demo):
    refused = Client(raise_request_exception=False, enforce_csrf_checks=True)
    etag = heard(refused, "/feeds/verdicts").headers["etag"]
    answers = [
        heard(refused, "/", host="elsewhere.example"),
        heard(refused, "/about", method="post"),
        heard(Client(), "/tools/", method="delete"),
        heard(refused, "/feeds/verdicts", **{"if-none-match": etag}),
    ]

    assert [one.status for one in answers] == [400, 403, 405, 304]
    assert_satisfied(answers)


def test_what_is_not_encrypted_is_sent_on(over_https):
    answers = [heard(Client(), path, scheme="http") for path in ("/", "/admin/login/", "/nowhere?q=1", "/static/x.css")]

    assert_satisfied(answers)
    assert answers[2].headers["location"] == f"{SITE}/nowhere?q=1"


def test_the_style_of_the_pages_for_a_broken_site_is_let_in(client: Client, db):
    answer = client.get("/", headers={"host": "elsewhere.example"})

    style = page_of(answer).select_one("style").string
    assert f"style-src 'self' {source_of(style)}" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("item", "changed"),
    [
        ("Content Security Policy (CSP)", {"content-security-policy": f"{POLICY} 'unsafe-inline'"}),
        ("Content Security Policy (CSP)", {"content-security-policy": "frame-ancestors 'none'"}),
        ("Cross Origin Resource Sharing (CORS)", {"access-control-allow-origin": "https://evil.example"}),
        ("Referrer Policy", {"referrer-policy": "unsafe-url"}),
        ("Strict Transport Security (HSTS)", {"strict-transport-security": "max-age=3600"}),
        ("X-Content-Type-Options", {"x-content-type-options": ""}),
        ("X-Frame-Options", {"x-frame-options": "SAMEORIGIN"}),
        ("Cross Origin Resource Policy", {"cross-origin-resource-policy": ""}),
        ("Cross Origin Opener Policy", {"cross-origin-opener-policy": "unsafe-none"}),
        ("Permissions Policy", {"permissions-policy": "camera=(), microphone=(), geolocation=*"}),
        ("No version of the server", {"server": "gunicorn/27.0"}),
    ],
)  # fmt: skip
def test_each_item_sees_its_fault(item, changed):
    assert not any(judge([Heard(f"{SITE}/", 200, GOOD)]).values())

    table = judge([Heard(f"{SITE}/", 200, GOOD | changed)])

    assert [name for name, faults in table.items() if faults] == [item]


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("Cookies", Heard(f"{SITE}/", 200, GOOD, ("__Host-sessionid=1; HttpOnly; Path=/; SameSite=Lax",))),
        ("Cookies", Heard(f"{SITE}/", 200, GOOD, ("sessionid=1; HttpOnly; Path=/; SameSite=Lax; Secure",))),
        ("Subresource Integrity", Heard(f"{SITE}/", 200, GOOD, body='<script src="https://cdn.example/x.js"></script>')),
        ("No scripts or styles inside pages", Heard(f"{SITE}/", 200, GOOD, body='<p onclick="go()">')),
        ("No scripts or styles inside pages", Heard(f"{SITE}/", 200, GOOD, body='<p style="color: red">')),
        ("No scripts or styles inside pages", Heard(f"{SITE}/", 200, GOOD, body="<script>go()</script>")),
        ("Redirection", Heard("http://testserver/", 200, GOOD)),
        ("Redirection", Heard("http://testserver/", 301, {"location": "https://elsewhere.example/"})),
    ],
)  # fmt: skip
def test_so_does_each_that_looks_further(item, answer):
    assert item in OVER_HTTP | OVER_HTTPS
    assert [name for name, faults in judge([answer]).items() if faults] == [item]
    assert urlsplit(answer.url).hostname == "testserver"
