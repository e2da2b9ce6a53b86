"""Whatever address is asked for, the site answers in order and never breaks."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import ToolFactory

PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["a", "b", "A", "-vs-", "vs", "-", "/", "//evil.example", "..", "%00", "'", "; DROP TABLE", "\u202e", "İ"]
    ),
)
ADDRESSES = st.builds(
    lambda start, pieces: start + quote("".join(pieces), safe="/%"),
    st.sampled_from(["/", "/compare/", "/tools/", "/categories/", "/reviewers/", "/logos/", "/compare/a-vs-"]),
    st.lists(PIECES, max_size=5),
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=ADDRESSES)
def test_any_address_gets_a_page_a_redirect_or_a_404(client: Client, db, address):
    response = client.get(address)

    assert response.status_code in {200, 301, 302, 404}
    if response.status_code in {301, 302}:
        assert response.headers["Location"].startswith("/")
        assert not response.headers["Location"].startswith("//")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(["first", "second", "third", "fourth", "page"]), st.text(max_size=200)))
def test_any_query_of_the_picker_gets_an_answer(client: Client, db, query):
    assert client.get("/compare/", query).status_code in {200, 302, 404, 422}


@pytest.mark.parametrize(
    "address",
    [
        "/compare/A B-vs-C",
        "/tools/A B",
        "/compare/%C4%B0-vs-b",
        "/tools/%E2%80%AE",
        "/compare/-vs-",
        "/compare/-vs-vs-",
    ],
)
def test_no_redirect_leads_back_to_itself(client: Client, db, address):
    ToolFactory(name="a", slug="a")

    response = client.get(address, follow=True)

    assert response.status_code == 404
    assert len(response.redirect_chain) <= 2


def test_a_very_long_address_is_answered(client: Client, db):
    statuses = [
        client.get(address).status_code
        for address in (
            "/tools/" + "a" * 100_000,
            "/compare/" + "-vs-".join(f"a{number}" * 100 for number in range(100)),
        )
    ]
    assert statuses == [404, 404]
