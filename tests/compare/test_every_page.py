"""What every public page can be relied on for."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

# Path and query budget. A new page type is one more row.
PAGES = [
    ("/", 8),
    ("/compare/", 4),
    ("/compare/smolvlm-3b-vs-mistral-8x22b-v2", 5),
    ("/compare/smollm3-vs-mistral-small-3-1-vs-smolvlm-3b-vs-mistral-next-70b", 5),
    ("/tools/", 3),
    ("/tools/smolvlm-3b", 6),
    ("/categories/developer-tools", 3),
    ("/reviewers/", 2),
    ("/reviewers/builder", 4),
    ("/about", 0),
]


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
