"""A personal link shows its page to whoever has it, changes nothing by being opened, and leads nobody else anywhere."""

import pytest
from django.core import signing
from django.test import Client

from digest.models import Standing
from tests.digest.readers import kept, links_of, reader_who_is, standing_of, words_of
from tests.factories import DeliveryFactory

pytestmark = pytest.mark.django_db
PAGES = ["confirm", "reader", "leave", "export"]


def without(link: str) -> tuple[str, str]:
    """The address of a link before its token, and the token."""
    path = link.removesuffix("/data")
    start, _, token = path.rpartition("/")
    return f"{start}/", token


def test_opening_any_link_in_any_standing_changes_nothing(client: Client):
    for standing in Standing:
        reader = DeliveryFactory(subscriber=reader_who_is(standing)).subscriber
        before = kept()
        for name, link in links_of(reader).items():
            for method in (client.get, client.head, client.options):
                for asked in (link, f"{link}?do=leave", f"{link}?do=erase", f"{link}?List-Unsubscribe=One-Click"):
                    assert method(asked).status_code in {200, 405, 409, 410}, (standing, name)
        for path in ("/digest/sign-up", "/digest/sign-up?address=ann@example.org"):
            assert client.get(path).status_code == 302
        assert kept() == before


@pytest.mark.parametrize("name", PAGES)
def test_a_link_is_told_to_nobody_and_kept_by_nobody(client: Client, name):
    for standing in Standing:
        answer = client.get(links_of(reader_who_is(standing))[name])

        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer.headers["Cache-Control"]
        assert not answer.cookies
        assert b'rel="canonical"' not in answer.content


@pytest.mark.parametrize("name", PAGES)
def test_a_link_that_was_changed_or_cut_short_is_none_of_ours(client: Client, name):
    reader, other = reader_who_is(Standing.PENDING), reader_who_is(Standing.CONFIRMED)
    link = links_of(reader)[name]
    start, token = without(link)
    end = "/data" if name == "export" else ""
    before = kept()

    for wrong in (
        token[:-1],
        f"{token}x",
        token.swapcase(),
        token.replace(reader.key.hex, other.key.hex),
        reader.key.hex,
        str(reader.key),
        str(reader.pk),
        "x",
        "%00",
        "%ED%A0%80:x",
        ":" * 9,
        "a" * 5000,
    ):
        for method in (client.get, client.post):
            answer = method(f"{start}{wrong}{end}")
            assert answer.status_code == (405 if (name, method) == ("export", client.post) else 404), wrong
            assert answer.status_code == 405 or "This link is not whole" in words_of(answer)
    assert kept() == before


def test_a_token_is_good_for_its_own_pages_only(client: Client):
    reader = reader_who_is(Standing.PENDING)
    _, for_reader = without(links_of(reader)["reader"])
    _, for_confirming = without(links_of(reader)["confirm"])
    foreign = signing.Signer(salt="digest.reader", key="another site's").sign(reader.key.hex)

    for path in (
        f"/digest/confirm/{for_reader}",
        f"/digest/you/{for_confirming}",
        f"/digest/leave/{for_confirming}",
        f"/digest/you/{foreign}",
        f"/digest/leave/{signing.Signer(salt='digest.reader').sign('no key at all')}",
        f"/digest/confirm/{signing.TimestampSigner(salt='digest.confirmation').sign('no key at all')}",
    ):
        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404), path
    assert standing_of(reader) == Standing.PENDING


@pytest.mark.parametrize("name", PAGES)
def test_a_link_of_somebody_who_was_erased_says_that_nothing_is_kept(client: Client, name):
    reader = reader_who_is(Standing.CONFIRMED)
    link = links_of(reader)[name]
    reader.delete()

    answer = client.get(link)

    assert answer.status_code == 410
    assert "Nothing is kept about you here" in words_of(answer)


@pytest.mark.parametrize("name", ["confirm", "reader", "leave"])
def test_a_huge_body_is_not_even_read(client: Client, name):
    reader = reader_who_is(Standing.CONFIRMED)
    before = kept()

    assert client.post(links_of(reader)[name], {"do": "leave", "more": "a" * 10_000}).status_code == 413
    assert kept() == before
