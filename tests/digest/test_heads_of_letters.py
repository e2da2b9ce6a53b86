"""What stands in the head of the digest's mail: whom it is for, what it is, and how to leave with one click."""

import re
import uuid
from email.utils import parseaddr

import pytest

from digest.letters import Letter, addressed, confirmation
from digest.models import Edition
from digest.tokens import key_in, reader_path
from tests.digest.mailbox import opened
from tests.factories import EditionFactory, SubscriberFactory

LETTER = Letter("Subject", '<html lang="en"><title>T</title><h1>H</h1></html>', "Text\n")
KEY = uuid.UUID(int=7)


def head(edition: Edition | None = None, *, letter: Letter = LETTER, address: str = "ann@example.org", key=KEY):
    return opened(addressed(letter, edition or Edition(week="2026-W47"), address=address, key=key)).parsed


def test_it_can_be_left_with_one_click_as_rfc_8058_has_it():
    parsed = head()

    leave = re.fullmatch(r"<(http://testserver/digest/leave/(\S+))>", parsed["List-Unsubscribe"])
    assert leave[1] == f"http://testserver{reader_path('leave', KEY)}"
    assert key_in(leave[2]) == KEY
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["List-Id"] == "<digest.testserver>"


def test_it_asks_machines_for_no_answer():
    parsed = head()

    assert (parsed["Precedence"], parsed["Auto-Submitted"]) == ("bulk", "auto-generated")


def test_its_name_is_the_same_at_every_try_and_another_for_every_reader_and_edition():
    names = [
        head(Edition(week=week), key=key)["Message-ID"]
        for week in ("2026-W46", "2026-W47")
        for key in (KEY, uuid.uuid4())
    ]

    assert head(Edition(week="2026-W46"))["Message-ID"] == names[0]
    assert len(set(names)) == 4
    assert re.fullmatch(r"<[0-9a-f]{40}@testserver>", names[0])
    assert KEY.hex not in names[0]


@pytest.mark.parametrize(
    ("url", "host", "in_ascii"),
    [
        ("https://bücher.example:8443", "bücher.example", "xn--bcher-kva.example"),
        ("http://127.0.0.1:8000", "127.0.0.1", "127.0.0.1"),
        ("http://[::1]:8000", "[::1]", "[::1]"),
        (f"https://{'a' * 60}.{'b' * 60}.example", f"{'a' * 60}.{'b' * 60}.example", f"{'a' * 60}.{'b' * 60}.example"),
    ],
)
def test_it_is_sound_on_every_host(settings, url, host, in_ascii):
    settings.SITE_URL, settings.SITE_HOST = url, host

    parsed = head()

    assert parsed["Message-ID"].endswith(f"@{in_ascii}>")
    assert re.fullmatch(r"<digest\.[a-z0-9.-]+>", parsed["List-Id"])
    assert parsed["List-Unsubscribe"].startswith(f"<{url.replace(host, in_ascii)}/digest/leave/")
    assert " " not in parsed["List-Unsubscribe"]


@pytest.mark.parametrize("subject", ["ü" * 120, "漢" * 120, "x" * 120, 'a, b: <c> "d"', "🧑‍🚀 " * 30])
def test_any_subject_arrives_as_it_was(subject):
    letter = Letter(subject.strip(), LETTER.html, LETTER.text)

    assert head(letter=letter)["Subject"] == subject.strip()


@pytest.mark.parametrize(
    ("address", "in_ascii"),
    [
        ("ann+news@example.org", "ann+news@example.org"),
        ("o'hara@example.org", "o'hara@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_an_address_arrives_as_it_is(address, in_ascii):
    assert parseaddr(head(address=address)["To"])[1] == in_ascii


def test_an_address_in_another_script_is_handed_on_as_it_is(db):
    address = "δοκιμή@παράδειγμα.ελ"
    reader = SubscriberFactory.build(address=address, confirmation="ab" * 16)

    for message in (addressed(LETTER, EditionFactory.build(), address=address, key=KEY), confirmation(reader)):
        assert message.to == [address]
        assert message.message()
    assert address in message.body
    assert address in message.alternatives[0].content
