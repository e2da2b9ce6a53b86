"""What every public page can be relied on for."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.pages import PAGES


@pytest.mark.parametrize(("path", "budget"), PAGES)
def test_public_page(client: Client, demo: None, django_assert_max_num_queries: DjangoAssertNumQueries, path, budget):
    with django_assert_max_num_queries(budget):
        response = client.get(path)

    html = response.content.decode()
    assert response.status_code == 200
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>\s*\S.+ · Tiebreak</title>", html)
    assert re.search(r'<meta name="description" content="[^"]{30,}">', html)
    assert html.count('rel="canonical"') == 1


@pytest.mark.parametrize(("path", "budget"), PAGES)
def test_public_page_is_the_same_for_everyone(client: Client, demo: None, admin_client: Client, path, budget):
    response = client.get(path)

    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies
    assert "csrf" not in response.content.decode().lower()
    assert admin_client.get(path).content == response.content


@pytest.mark.parametrize(("path", "budget"), PAGES)
def test_public_page_only_reads(client: Client, demo: None, path, budget):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
