"""What readers do is counted when it is acknowledged."""

from django.test import Client
from prometheus_client import REGISTRY

from tests.factories import ToolFactory
from tests.voting import Voter


def votes(choice: str) -> float:
    return REGISTRY.get_sample_value("tiebreak_votes_total", {"choice": choice}) or 0


def requests(**about: str) -> float:
    return REGISTRY.get_sample_value("tiebreak_requests_total", about) or 0


def test_votes_are_counted_once_they_are_recorded(db):
    ToolFactory(slug="a")
    voter, before = Voter(), votes("ship")

    voter.vote("a", "ship")
    voter.vote("a", "nonsense")

    assert votes("ship") == before + 1
    assert votes("nonsense") == 0


def test_what_somebody_makes_up_makes_no_metric(client: Client, db):
    before = requests(route="none", method="other", status="404")

    client.generic("BREW", "/a-path-of-my-own")

    assert requests(route="none", method="other", status="404") == before + 1
    assert "a-path-of-my-own" not in "".join(str(family.samples) for family in REGISTRY.collect())


def test_the_desk_is_one_route(admin_client: Client):
    before = requests(route="desk", method="GET", status="200")

    admin_client.get("/admin/")

    assert requests(route="desk", method="GET", status="200") == before + 1
