"""Nobody has more answers made than the setting allows, and whoever asks for more is told when to come again."""

from ipaddress import ip_network

import pytest
from django.conf import LazySettings
from django.test import Client

from core.models import Bucket
from tests.factories import ToolFactory

ADDRESS, OTHER = "203.0.113.77", "198.51.100.9"


@pytest.fixture(autouse=True)
def limits(db, settings: LazySettings) -> LazySettings:
    ToolFactory(name="A")
    settings.API_REQUESTS_PER_MINUTE = 2
    return settings


def statuses(*paths: str, **environ: str) -> list[int]:
    return [Client(**environ).get(path).status_code for path in paths]


def test_whoever_asks_too_often_is_told_when_to_come_again(client):
    assert statuses("/api/tools", "/api/tools/a") == [200, 200]

    answer = client.get("/api/reviews")

    seconds = int(answer.headers["Retry-After"])
    assert answer.status_code == 429
    assert 1 <= seconds <= 60
    assert answer.json()["error"]["retry_after"] == seconds
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_not_there_counts_too_and_what_costs_nothing_does_not(client):
    assert {client.options("/api/tools").status_code, client.post("/api/tools").status_code} == {204, 405}
    assert statuses("/api/nothing", "/api/tools/nix", "/api/tools") == [404, 404, 429]


def test_each_network_has_its_own_limit_and_nobody_claims_another(limits):
    assert statuses(*["/api/tools"] * 3, REMOTE_ADDR=ADDRESS) == [200, 200, 429]
    assert statuses("/api/tools", REMOTE_ADDR=ADDRESS, HTTP_X_FORWARDED_FOR=OTHER) == [429]
    assert statuses("/api/tools", REMOTE_ADDR=OTHER) == [200]

    limits.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    assert statuses("/api/tools", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=ADDRESS) == [429]


def test_pages_and_votes_do_not_count(client):
    assert statuses(*["/api/tools"] * 3) == [200, 200, 429]

    assert client.get("/tools/a").status_code == client.get("/api/").status_code == 200
    assert [key for key in Bucket.objects.values_list("key", flat=True) if "127.0.0.1" in key] == []
