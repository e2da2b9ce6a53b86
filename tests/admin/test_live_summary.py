"""While a tool is entered, the page tells what the scorecard comes to so far, and what seems at odds in it."""

from typing import Any

import pytest
from django.http import QueryDict

from compare.desk.summary import Summary, summary_of, words_in
from reviews.models import Review
from tests.admin.desk import tool_form
from tests.admin.pages import signed_in_as, told
from tests.factories import ReviewerFactory
from tests.pages import texts
from tests.voting import page_of
from tools.models import Category, Tool

pytestmark = pytest.mark.django_db
SUMMARY = "/admin/tools/tool/summary/"


def form(*reviews: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The form of a tool with a review of a further reviewer for each of `reviews`."""
    rows = [{"reviewer": ReviewerFactory(name=f"Reviewer {n}", position=n).pk} | row for n, row in enumerate(reviews)]
    sent: dict[str, Any] = tool_form(reviews=tuple(rows), **more)
    return sent


def summary(sent: dict[str, Any]) -> Summary:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in sent.items()})
    return summary_of(query)


def fragment(client: Any, sent: dict[str, Any]) -> Any:
    answer = client.post(SUMMARY, sent)
    assert answer.status_code == 200
    return page_of(answer)


def test_it_says_verdict_percent_score_and_words(admin_client):
    sent = form(
        {"verdict": "ship", "score": "80", "body": "It *ships* today, says [the maker](https://example.org/a b)."},
        {"verdict": "ship", "score": "", "body": "Fine."},
        {"verdict": "skip", "score": "41", "body": ""},
        {"verdict": "", "score": "", "body": ""},
        description="A small model that reads pictures.",
    )

    page = fragment(admin_client, sent)

    assert texts(page.select(".panel")) == [
        "Ship · 2 ship / 1 skip, 67% ship, panel score 61. The description has 6 words."
    ]
    assert [texts(row.select("th, td")) for row in page.select("tbody tr")] == [
        ["Reviewer 0", "Ship", "80", "6"],
        ["Reviewer 1", "Ship", "–", "1"],
        ["Reviewer 2", "Skip", "41", "0"],
        ["Reviewer 3", "–", "–", "0"],
    ]
    assert texts(page.select(".gentle li")) == []


@pytest.mark.parametrize(("description", "words"), [("", "0 words"), ("One.", "1 word"), ("One two.", "2 words")])
def test_singular_and_plural_are_right_and_nothing_is_claimed_of_nothing(admin_client, description, words):
    (said,) = texts(fragment(admin_client, form(description=description)).select(".panel"))

    assert said == f"Not reviewed yet. The description has {words}."


@pytest.mark.parametrize(
    ("verdict", "score", "warnings"),
    [
        ("skip", "90", ["Reviewer 0 says skip with a score of 90. It may be meant."]),
        ("ship", "12", ["Reviewer 0 says ship with a score of 12. It may be meant."]),
        ("ship", "0", ["Reviewer 0 says ship with a score of 0. It may be meant."]),
        ("ship", "60", []),
        ("skip", "55", []),
        ("skip", "0", []),
        ("ship", "100", []),
        ("ship", "", []),
        ("", "5", []),
    ],
)
def test_what_seems_at_odds_is_named_and_what_is_usual_is_not(verdict, score, warnings):
    assert summary(form({"verdict": verdict, "score": score})).warnings == warnings


def test_the_warnings_come_after_saving_too_and_keep_nothing_from_being_saved(admin_client):
    answer = admin_client.post("/admin/tools/tool/add/", form({"verdict": "skip", "score": "90"}), follow=True)

    assert "Reviewer 0 says skip with a score of 90. It may be meant." in told(answer)
    assert Review.objects.get().score == 90


@pytest.mark.parametrize("score", ["101", "-1", "good", "1e2", "٤٢", "9" * 5000, "4.5", "\0"])
def test_what_is_no_score_is_left_out(score):
    assert summary(form({"verdict": "ship", "score": score})).score is None


@pytest.mark.parametrize("total", ["", "x", "-1", str(10**9), str(10**5), "9" * 5000, "²"])
def test_a_wrong_number_of_forms_is_an_empty_scorecard(admin_client, total):
    sent = form({"verdict": "ship"}) | {"reviews-TOTAL_FORMS": total}

    assert not fragment(admin_client, sent).select("tbody tr")


@pytest.mark.parametrize(
    "row", [{"reviewer": "0"}, {"reviewer": "x"}, {"reviewer": "²"}, {"DELETE": "on"}, {"state": "withdrawn"}]
)
def test_who_is_unknown_deleted_or_withdrawn_is_not_counted(row):
    found = summary(form({"verdict": "ship"} | row, {"verdict": "skip"}))

    assert found.panel.label == "Skip · 0 ship / 1 skip"


def test_a_verdict_that_is_none_is_not_counted():
    assert summary(form({"verdict": "<b>"})).panel.total == 0


def test_an_empty_form_is_answered(admin_client):
    assert texts(fragment(admin_client, {}).select(".panel")) == ["Not reviewed yet. The description has 0 words."]


def test_it_saves_nothing(admin_client):
    fragment(admin_client, form({"verdict": "ship"}))

    assert not Tool.objects.exists()
    assert not Review.objects.exists()
    assert Category.objects.count() == 1  # the form's own


def test_only_who_may_change_tools_is_told():
    sent = form({"verdict": "ship"})

    assert signed_in_as("Editor").post(SUMMARY, sent).status_code == 200
    assert signed_in_as("Reviewer").post(SUMMARY, sent).status_code == 403
    assert signed_in_as("Moderator").post(SUMMARY, sent).status_code == 403


def test_it_is_asked_with_a_form_and_by_staff(admin_client, client):
    assert admin_client.get(SUMMARY).status_code == 405
    assert client.post(SUMMARY, {}).status_code == 302


def test_a_text_of_nothing_but_brackets_comes_to_an_end():
    assert words_in("](" * 200_000) == 1
