"""What a reader meets when the site itself is broken."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views import defaults


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (defaults.server_error, 500, "The fault is on this side"),
        (lambda request: defaults.bad_request(request, SuspiciousOperation()), 400, "cannot be read"),
        (lambda request: defaults.permission_denied(request, PermissionError()), 403, "did not accept the request"),
    ],
)
def test_the_page_stands_alone(rf: RequestFactory, view, status, says):
    """Without the database (this test has none), static files or anything else of the site."""
    response = view(rf.get("/"))

    html = response.content.decode()
    assert response.status_code == status
    assert says in html
    assert "<link" not in html
    assert "<script" not in html
    assert 'href="/"' in html


def test_a_reader_without_scripts_loses_nothing():
    """No page of the site has a script at all so far."""
    assert "<script" not in render_to_string("base.html")
