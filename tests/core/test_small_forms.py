"""A form that anybody may send is short, and it carries a token unless its view tells the sender by itself."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from core.small_forms import MOST_BYTES, small_body, small_form


def take(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST["word"])


urlpatterns = [path("form", small_form(take)), path("body", small_body(take)), path("", include("compare.urls"))]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_small_form_needs_its_token(strict):
    assert strict.post("/form", {"word": "yes"}).status_code == 403


def test_a_small_body_needs_none(strict):
    assert strict.post("/body", {"word": "yes"}).content == b"yes"


@pytest.mark.parametrize("path", ["/form", "/body"])
def test_what_is_too_long_is_refused_before_it_is_read(strict, path):
    answer = strict.post(path, {"word": "y" * MOST_BYTES})

    assert answer.status_code == 413
    assert "nothing of it was read or recorded" in answer.content.decode()
