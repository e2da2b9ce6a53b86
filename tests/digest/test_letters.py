"""The mail of an edition, in every shape that it can have: whole, readable everywhere, and with links that lead on."""

import uuid
from typing import Any

import pytest
from django.test import Client

from digest.building import build_edition
from digest.letters import addressed, edition_letter
from digest.models import Edition, Kind
from tests.digest.mailbox import Mail, opened
from tests.digest.weekly import WEEK, during, old_tool, reviewed, sent, turned, voted
from tests.factories import (
    CategoryFactory,
    ComparisonFactory,
    EditionFactory,
    ItemFactory,
    ReviewerFactory,
    SubscriberFactory,
)
from tests.pages import texts
from tools.models import Tool

pytestmark = pytest.mark.django_db

EVIL = "<script>alert('x')</script> & \"quotes\" </td></table> {{ reader }} %s\x1b[31m\u202e gnp\u202c"
TRICKS = """Hello *there*, see [the **manual**](https://example.org/a?b=1&c="2") & <b>more</b>.

1. One
   - nested `code`
2. Two <img src="https://example.org/pixel.gif">

![pixel](https://example.org/pixel.gif) [bad](javascript:alert(1)) [ok](mailto:ann@example.org)
"""


@pytest.fixture
def agents() -> Any:
    return CategoryFactory(name="Agents", slug="agents")


@pytest.fixture
def everything(agents) -> Edition:
    """An edition with items of every kind, on two categories."""
    one, other = old_tool("One", category=agents), old_tool("Other")
    reviewed(one, ("ship", 85), ("skip", 40), at=during())
    (review,) = reviewed(other, ("ship", 85))
    turned(review, "skip", 40, reason="It broke.")
    ComparisonFactory(first=one, second=other, published_at=during(), summary="Which of the two?")
    voted(other, 6)
    edition: Edition = build_edition(WEEK)
    assert {item.kind for item in edition.items.all()} == set(Kind.values)
    return edition


def mail_of(edition: Edition, categories: frozenset[int] | None = None, address: str = "ann@example.org") -> Mail:
    letter = edition_letter(edition, categories)
    assert letter is not None
    return opened(addressed(letter, edition, address=address, key=uuid.uuid4()))


def test_it_tells_everything_in_order_in_both_parts(everything: Edition):
    mail = mail_of(everything)

    assert texts(mail.page.select("h2")) == list(Kind.labels)
    assert texts(mail.page.select("h3")) == ["One", "Other", "One vs Other", "Other", "Other"]
    assert [mail.text.index(label.upper()) for label in Kind.labels] == sorted(
        mail.text.index(label.upper()) for label in Kind.labels
    )
    assert mail.parsed["Subject"] == everything.subject == mail.page.h1.text
    for words in ("Mixed · 1 ship / 1 skip", "Reviewer 1: Ship 85, now Skip 40", "It broke.", "Which of the two?"):
        assert words in mail.page.text
        assert words in mail.text
    assert texts(mail.page.select(".stamp")) == ["MIXED", "SKIP"]


def test_every_link_leads_to_a_page(client: Client, everything: Edition):
    reader = SubscriberFactory()
    letter = edition_letter(everything)
    sent(everything)
    mail = opened(addressed(letter, everything, address=reader.address, key=reader.key))

    links = mail.links()

    assert len(links) >= 7
    assert {link: client.get(link.removeprefix("http://testserver")).status_code for link in links} == dict.fromkeys(
        links, 200
    )
    for part in (mail.html, mail.text):
        assert f"http://testserver/digest/{WEEK.name.lower()}" in part
        for page in ("you", "leave"):
            assert f"http://testserver/digest/{page}/{reader.key.hex}" in part


def test_dark_mode_is_kept_for_programs_that_know_it(everything: Edition):
    page = mail_of(everything).page

    assert "prefers-color-scheme: dark" in page.select_one("style").text
    assert page.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert "background-color" in page.body["style"]


def test_who_has_chosen_categories_gets_only_these(everything: Edition, agents):
    everything.items.filter(kind=Kind.FEATURED).update(dropped=True)
    other = frozenset(Tool.objects.exclude(category=agents).values_list("category", flat=True))

    mail = mail_of(everything, frozenset([agents.pk]))

    assert texts(mail.page.select("h3")) == ["One"]
    assert mail.parsed["Subject"] == "One splits the panel"
    assert texts(mail_of(everything, other).page.select("h2")) == [
        label for kind, label in Kind.choices if kind not in (Kind.NEW, Kind.FEATURED)
    ]
    assert edition_letter(everything, frozenset([0])) is None
    assert edition_letter(everything, frozenset()) is None


def test_a_subject_that_staff_wrote_is_everyones(everything: Edition, agents):
    everything.subject = "By hand"

    assert mail_of(everything, frozenset([agents.pk])).parsed["Subject"] == "By hand"


@pytest.mark.parametrize("kind", Kind.values)
def test_an_edition_of_one_kind_is_whole(kind: str):
    item = ItemFactory(kind=kind, title="A", line="Ship · 1 ship / 0 skip", notes=[["Builder", "Words."]])

    assert texts(mail_of(item.edition).page.select("h2")) == [Kind(kind).label]


@pytest.mark.parametrize("words", [EVIL, "שלום \u2067עולם\u2069 مرحبا", "漢字" * 40, "🧑‍🚀" * 30, "x" * 120])
def test_whatever_reviewers_write_stays_words(words: str):
    tool = old_tool(words[:120], slug="a", qualifier=words[:60])
    reviewed(tool, ("ship", 85), at=during(), body=words * 20)
    reviewer = tool.reviews.get().reviewer
    type(reviewer).objects.update(name=words[:60])
    (review,) = reviewed(old_tool(words[:119] + "2", slug="b"), ("ship", 85))
    turned(review, "skip", 40, reason=words * 3)
    ComparisonFactory(first=tool, second=review.tool, published_at=during(), summary=words * 5)

    mail = mail_of(build_edition(WEEK))

    assert len(mail.page.select("h3")) == 3
    assert " ".join(words[:100].replace("\x1b", " ").split())[:80] in " ".join(mail.page.h3.text.split())


def test_an_introduction_is_markdown_in_html_and_readable_as_text():
    edition = ItemFactory(title="A").edition
    edition.introduction = TRICKS

    mail = mail_of(edition)

    assert texts(mail.page.select("li")) == [
        "One nested code",
        "nested code",
        'Two <img src="https://example.org/pixel.gif">',
    ]
    assert mail.page.select_one("a[href^='https://example.org/a']").text == "the manual"
    assert "\n1. One\n  - nested code\n2. Two <img" in mail.text
    assert "see the manual [1] & <b>more</b>." in mail.text
    assert "\n[1] https://example.org/a?b=1&c=%222%22\n" in mail.text
    assert "javascript:" not in str(mail.page.select("a"))


@pytest.mark.parametrize(
    ("filler", "introduction"), [("word ", "[a](b:c) "), ("漢", "漢"), ("🧑", "* a\n"), ("🧑", "漢"), ("<", "& ")]
)
def test_the_wordiest_edition_stays_under_100_kilobytes(filler: str, introduction: str):
    edition = EditionFactory(subject="S" * 120, introduction=(introduction * 2000)[:2000])
    for kind, number in ((Kind.NEW, 10), (Kind.CHANGED, 10), (Kind.FEATURED, 6), (Kind.DISAGREES, 5), (Kind.VOTED, 5)):
        longest = 600 if kind == Kind.FEATURED else 183
        notes = [[(filler * 90)[:90], (filler * 200)[:200]]] * 4
        ItemFactory.create_batch(
            number,
            edition=edition,
            kind=kind,
            title=(filler * 600)[:longest],
            line=(filler * 600)[:longest],
            notes=notes,
        )

    mail = mail_of(edition)

    assert len(mail.page.select("h2")) == 5
    assert len(mail.page.select("h3")) >= 5


def test_an_ordinary_full_edition_loses_nothing():
    edition = EditionFactory()
    notes = [["Builder: Ship 85", "word " * 39]] * 4
    for kind, number in ((Kind.NEW, 10), (Kind.CHANGED, 10), (Kind.FEATURED, 6), (Kind.DISAGREES, 5), (Kind.VOTED, 5)):
        with_notes = notes if kind in (Kind.NEW, Kind.CHANGED) else []
        ItemFactory.create_batch(
            number,
            edition=edition,
            kind=kind,
            title="A tool of some name",
            line="Ship · 3 ship / 1 skip",
            notes=with_notes,
        )

    mail = mail_of(edition)

    assert len(mail.page.select("h3")) == 36
    assert mail.text.count("word") == mail.page.text.count("word") == 20 * 4 * 39


def test_once_frozen_it_is_rendered_once_for_each_choice(everything: Edition, agents, django_assert_num_queries):
    frozen = sent(everything)
    letters = [edition_letter(frozen, chosen) for chosen in (None, frozenset([agents.pk]))]

    with django_assert_num_queries(0):
        again = [
            edition_letter(Edition(pk=frozen.pk, begun_at=frozen.begun_at), chosen)
            for chosen in (None, frozenset([agents.pk]))
        ]

    assert all(one is other for one, other in zip(letters, again, strict=True))
    assert letters[0] != letters[1]


def test_a_draft_is_rendered_as_it_is_now(everything: Edition):
    before = edition_letter(everything)
    everything.introduction = "Hello."

    assert "Hello." not in before.text
    assert "Hello." in edition_letter(everything).text


def test_a_reviewer_named_like_a_change_breaks_nothing():
    (review,) = reviewed(old_tool("A"), ("ship", 85))
    ReviewerFactory._meta.model.objects.filter(pk=review.reviewer.pk).update(name="X: Ship, now Skip")
    turned(review, "skip", 40)

    assert mail_of(build_edition(WEEK)).parsed["Subject"] == "X: Ship, now Skip turns to skip on A"
