"""The page about the API, and its description for programs, say what there is."""

import re

from bs4 import BeautifulSoup

from tests.api.asking import data
from tests.pages import get, texts


def test_the_page_names_every_operation_and_its_examples_work(client, demo, settings):
    page = get(client, "/api/")

    paths = data(client, "openapi.json")["paths"]
    assert texts(page.select("dt")) == list(paths)
    examples = [
        address
        for code in texts(page.select("pre"))
        for address in re.findall(r"http://testserver(\S+?)\"?(?= |$)", code)
    ]
    assert len(examples) == 4
    for example in examples:
        assert client.get(example).status_code == 200


def test_it_says_how_often_one_may_ask(client, db, settings):
    settings.API_REQUESTS_PER_MINUTE, settings.PAGE_CACHE_SECONDS = 7, 60

    text = " ".join(BeautifulSoup(client.get("/api/").content, "html.parser").text.split())

    assert "7 requests in a row" in text
    assert "An answer is kept for 60 seconds" in text


def test_the_description_says_of_every_field_what_it_is_and_of_every_operation_what_may_go_wrong(client, db):
    document = data(client, "openapi.json")

    for path, operations in document["paths"].items():
        assert set(operations) == {"get"}
        assert {"200", "404", "422", "429"} <= set(operations["get"]["responses"]), path
        assert operations["get"]["description"]
    assert {"Tool", "Comparison", "Review", "Problem"} <= set(document["components"]["schemas"])
