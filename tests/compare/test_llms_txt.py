"""The index of the site for language models, in the form that llmstxt.org proposes."""

import re

from django.test import Client

from tests.factories import CategoryFactory, ComparisonFactory, ToolFactory

LINK = re.compile(r"^- \[(?:[^\]\\]|\\.)+\]\((http://testserver/[^)]*)\)(: .+)?$")


def test_it_has_the_proposed_form_and_every_link_leads_somewhere(client: Client, demo: None):
    response = client.get("/llms.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "public" in response.headers["Cache-Control"]

    head, *sections = response.content.decode().split("\n## ")

    title, summary, *_ = head.split("\n\n")
    assert title == "# Tiebreak"
    assert re.fullmatch(r"> .{40,}", summary)
    assert [section.split("\n")[0] for section in sections] == ["Comparisons", "Categories", "Data", "Optional"]
    links = [line for section in sections for line in section.split("\n")[1:] if line]
    paths = [LINK.fullmatch(line)[1].removeprefix("http://testserver") for line in links]
    assert len(paths) > 12
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_it_stays_short_however_much_there_is(client: Client, db, django_assert_num_queries):
    category, tools = CategoryFactory(), ToolFactory.create_batch(8)
    for place, first in enumerate(tools):
        for second in tools[place + 1 :]:
            ComparisonFactory(first=first, second=second, summary="Which | of\n\n# these?")
    for place in range(60):
        CategoryFactory(name=f"Shelf {place}", slug=f"shelf-{place}")

    with django_assert_num_queries(3):
        text = client.get("/llms.txt").content.decode()

    assert text.count("/compare/tool-") == 20
    assert text.count("/categories/") == 50
    assert text.count(": Which \\| of \\# these?\n") == 20
    assert category.get_absolute_url() in text


def test_an_empty_site_has_one(client: Client, db):
    assert "## Data" in client.get("/llms.txt").content.decode()
    assert client.head("/llms.txt").status_code == 200
    assert client.post("/llms.txt").status_code == 405
