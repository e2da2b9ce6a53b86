"""Whoever types on a draft that is taken out of their hands meanwhile gets back what they typed."""

import pytest
from django.test import Client

from core.models import State
from reviews.models import Review
from tests.admin.pages import open_form, page
from tests.admin.roles import STAGES, make_member, signed_in
from tests.factories import PUBLISHED_AT, ReviewFactory
from tests.voting import page_of

pytestmark = pytest.mark.django_db
PUBLISHED = {"state": State.PUBLISHED, "published_at": PUBLISHED_AT}
PROSE = "\nIt ships.\n\n</textarea><b>Not yet saved.</b>"


@pytest.fixture
def draft() -> Review:
    return ReviewFactory(tool__name="Smol", reviewer__name="Builder", body="At first.", **STAGES["draft"])


@pytest.fixture
def writer(draft: Review) -> Client:
    return signed_in(make_member("writer", "Reviewer", writes_as=(draft.reviewer,)))


@pytest.mark.parametrize("stage", ["scheduled", "published", "withdrawn"])
def test_the_prose_stands_on_the_page_that_refuses_it(writer, draft, stage):
    form = open_form(writer, draft)
    Review.objects.filter(pk=draft.pk).update(**PUBLISHED | STAGES[stage])

    answer = writer.post(page(draft), form | {"body": PROSE.replace("\n", "\r\n")})

    assert answer.status_code == 403
    shown = page_of(answer)
    (text,) = shown.select("textarea")
    assert text.has_attr("readonly")
    assert text.get_text().replace("\r\n", "\n") == "\n" + PROSE  # the first line end is no part of what it holds
    assert shown.select_one(f"label[for={text['id']}]")
    assert [heading.get_text() for heading in shown.select("#content h1")] == ["Nothing is saved"]
    assert f"Builder on Smol is {stage} now" in shown.get_text()
    assert shown.select_one(f'#content a[href="{page(draft)}"]')
    assert Review.objects.get(pk=draft.pk).body == "At first."


def test_whoever_may_not_even_read_it_is_only_refused(writer, draft):
    draft.reviewer.writers.clear()
    stranger = signed_in(make_member("stranger", "Moderator"))

    answers = [client.post(page(draft), {"body": PROSE}) for client in (writer, stranger)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert not any("Smol" in answer.content.decode() for answer in answers)
