"""What a reader meets when the site itself is broken."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory
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


def test_a_form_from_elsewhere_is_refused_in_the_same_words():
    response = Client(enforce_csrf_checks=True).post("/about")

    assert response.status_code == 403
    assert "did not accept the request" in response.content.decode()
