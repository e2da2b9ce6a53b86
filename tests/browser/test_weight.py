"""What a first visit to a comparison costs, by the browser's own figures."""

from typing import Any
from urllib.parse import urlsplit

from tests.browser.reader import Reader
from tests.pages import COMPARISON

MOST_BYTES = 60_000
MOST_REQUESTS = 8


def test_first_visit(reader: Reader):
    page = reader.new_page()
    network = page.context.new_cdp_session(page)
    asked: dict[str, str] = {}
    moved: dict[str, float] = {}

    def ask(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def finish(event: dict[str, Any]) -> None:
        moved[event["requestId"]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", ask)
    network.on("Network.loadingFinished", finish)
    network.send("Network.enable")
    page.goto(COMPARISON, wait_until="networkidle")

    weights = {url: moved[request] for request, url in asked.items()}
    assert COMPARISON in {urlsplit(url).path for url in weights}
    assert {urlsplit(url).netloc for url in weights} == {urlsplit(reader.site_url).netloc}
    assert len(weights) <= MOST_REQUESTS, weights
    assert 10_000 < sum(weights.values()) <= MOST_BYTES, weights
