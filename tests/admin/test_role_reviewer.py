"""A Reviewer writes the drafts of their own reviewer, and can neither reach, guess nor send anything beyond them."""

import json
import logging
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.history import events_of
from core.models import State
from reviews.models import Review, Reviewer
from tests.admin.roles import (
    FRONT,
    SECRET,
    SECRETS,
    STAGES,
    addresses,
    everything,
    furnish,
    make_member,
    make_tools,
    page,
    refuses,
    signed_in,
    whole,
)
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory
from tests.voting import page_of
from tools.models import Comparison, Fact, Tool

pytestmark = pytest.mark.django_db
LIST, ADD = f"{FRONT}reviews/review/", f"{FRONT}reviews/review/add/"
NAMES = f"{FRONT}autocomplete/?app_label=reviews&model_name=review&field_name=tool"
# All that opens besides the pages of their own reviews. Whatever comes to the desk and opens too has to be put here.
OPEN = {
    FRONT,
    f"{FRONT}reviews/",
    LIST,
    ADD,
    NAMES,
    # Their own reviews by name, in whatever refers to a review.
    *(
        f"{FRONT}autocomplete/?app_label=reviews&model_name={model}&field_name={field}"
        for model, field in (("givenverdict", "review"), ("givenverdictevent", "review"), ("reviewevent", "pgh_obj"))
    ),
    f"{FRONT}deleted/",  # with nothing on it
    f"{FRONT}jsi18n/",
    f"{FRONT}login/",
    f"{FRONT}password_change/",
    f"{FRONT}password_change/done/",
    f"{FRONT}second-factor/",
}
WRITTEN = {"verdict": "skip", "score": "17", "body": "Better not."}  # what they may send


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, "django")  # writing down hundreds of refusals takes longer than refusing


@pytest.fixture
def builder(db):
    return ReviewerFactory.create(name="Builder", slug="builder")


@pytest.fixture
def own(builder) -> dict[str, Review]:
    """Builder's reviews by their stage, on a desk with everything else."""
    tools = make_tools()
    reviews = {
        stage: ReviewFactory.create(tool=tools[stage], reviewer=builder, body="Mine.", **how)
        for stage, how in STAGES.items()
    }
    furnish(tools)
    return reviews


@pytest.fixture
def member(builder) -> User:
    return make_member("writer", "Reviewer", writes_as=(builder,))


@pytest.fixture
def reviewer(member) -> Client:
    return signed_in(member)


def listed(client: Client, query: str = "") -> set[Review]:
    return set(client.get(LIST + query).context["cl"].result_list)


def test_nothing_of_the_desk_opens_but_what_is_theirs(reviewer, own):
    theirs = {page(review, what) for review in own.values() for what in ("change", "history")}
    sent = {
        "post": "yes",
        "action": "delete_selected",
        "_selected_action": [review.pk for review in Review.objects.all()],
        "select_across": "1",
        "index": "0",
        "version": f"reviews.review:{events_of(Review).latest('pk').pk}",
        "checked": Fact.objects.first().pk,
        "keep": Tool.objects.first().pk,
        "drop": Tool.objects.last().pk,
        "summary": SECRET[::-1],
    }
    before, opened = everything(), set()

    for name, path in addresses():
        if name != "logout":  # which ends the walk
            answers = [reviewer.get(path), reviewer.post(path, sent)]
            opened |= {path for answer in answers if not refuses(answer, path)}
            assert not any(SECRET in whole(answer) for answer in answers), path

    assert opened == OPEN | theirs
    assert everything() == before


ASKED = [
    FRONT,
    ADD,
    f"{FRONT}deleted/",
    *(
        f"{LIST}?{query}"
        for query in (
            "",
            "_facets=True",
            "all=",
            "p=1",
            "o=1.2.3.4.5.6",
            "o=-2",
            "stage=draft&_facets=True",
            "stage=scheduled",
            "verdict__exact=ship&_facets=True",
            f"q={SECRET}",
            f"q={SECRET}&_facets=True",
            "q=Tool",
            "reviewer=skeptic",
            "reviewer__slug=skeptic",
            "reviewer__slug__exact=skeptic",
            "reviewer__name__startswith=Skep",
            "reviewer__writers__username__startswith=chief",
            f"reviewer__reviews__body__contains={SECRET}",
            f"tool__description__contains={SECRET}",
            f"tool__maker={SECRET}",
            "tool__state=draft",
            f"tool__reviews__body__contains={SECRET}",
            f"tool__facts__value__contains={SECRET}",
            f"verdicts__reason__contains={SECRET}",
            f"events__body__contains={SECRET}",
            f"body__contains={SECRET}",
            "_popup=1&_to_field=id",
            "_popup=1&_to_field=body",
        )
    ),
    *(f"{NAMES}&term={term}" for term in ("", "Tool", "draft", SECRET, SECRET.lower(), "skeptic", "%00")),
    *(f"{ADD}?{name}={SECRET}" for name in ("tool", "reviewer", "body")),
]


def said(client: Client, path: str) -> list[Any]:
    """What somebody is told at `path` and where that leads, without the tokens, which are others every time."""
    answer = client.get(path, follow=True)
    return [answer.status_code, answer.redirect_chain, *re.sub(r"\w{64}", "", answer.content.decode()).splitlines()]


def test_every_page_is_to_the_letter_what_it_were_if_nobody_else_had_written_anything(reviewer, own, builder):
    skeptic, first = Reviewer.objects.get(slug="skeptic"), own["draft"]
    asked = [
        *ASKED,
        f"{LIST}?reviewer__id__exact={skeptic.pk}",
        f"{LIST}?reviewer__id__exact={skeptic.pk}&_facets=True",
        f"{ADD}?reviewer={skeptic.pk}",
        *(page(review, what) for review in own.values() for what in ("change", "history")),
        f"{page(first)}?_changelist_filters=reviewer__name__startswith%3DSkep",
        *(page(review) for review in Review.objects.exclude(reviewer=builder)),
    ]

    with_others = {path: said(reviewer, path) for path in asked}
    Review.objects.exclude(reviewer=builder).delete()
    Fact.objects.all().delete()
    Comparison.objects.all().delete()
    Tool.objects.update(**dict.fromkeys(SECRETS, "Something else"))

    for path in asked:
        assert said(reviewer, path) == with_others[path], path


def test_of_tools_they_find_the_names_and_nothing_more(reviewer, own):
    drafts = [tool for tool in Tool.objects.exclude(state=State.PUBLISHED) if tool.name.startswith("Tool")]

    found = json.loads(reviewer.get(f"{NAMES}&term=tool").content)["results"]
    by_maker = json.loads(reviewer.get(f"{NAMES}&term={SECRET}").content)["results"]

    assert drafts
    assert {(str(tool.pk), tool.name) for tool in drafts} <= {(row["id"], row["text"]) for row in found}
    assert {frozenset(row) for row in found} == {frozenset({"id", "text"})}
    assert by_maker == []


def beyond(own: dict[str, Review]) -> dict[str, dict[str, Any]]:
    """What may be sent along from outside the form, by what it is after."""
    other = Review.objects.exclude(reviewer__slug="builder").filter(state=State.DRAFT).get()
    given = own["published"].verdicts.get()
    return {
        "state": {"state": State.PUBLISHED},
        "publish time": {"published_at": "2020-01-01 09:00", "published_at_0": "2020-01-01", "published_at_1": "09:00"},
        "both": {"state": State.PUBLISHED, "published_at_0": "2020-01-01", "published_at_1": "09:00"},
        "reviewer": {"reviewer": other.reviewer.pk},
        "tool": {"tool": other.tool.pk},
        "key": {"id": other.pk, "pk": other.pk, "_to_field": "id"},
        "times": {"created_at": "2020-01-01", "created_at_0": "2020-01-01", "updated_at": "2020-01-01"},
        "reason": {"reason": "No reason.", "change_reason": "No reason."},
        "what readers were told": {
            "verdicts-TOTAL_FORMS": "1",
            "verdicts-INITIAL_FORMS": "1",
            "verdicts-0-id": given.pk,
            "verdicts-0-review": own["draft"].pk,
            "verdicts-0-reason": "No reason.",
        },
        "a small window": {"_popup": "1"},
        "the preview": {"_preview": "1"},
        "another page": {"_continue": "1", "next": "https://example.org"},
        "the list": {"form-TOTAL_FORMS": "1", "form-0-id": other.pk, "form-0-state": State.PUBLISHED, "_save": "1"},
    }


WHAT = ["state", "publish time", "both", "reviewer", "tool", "key", "times", "reason", "what readers were told"]
WHAT += ["a small window", "the preview", "another page", "the list"]


def unwritten(rows: dict[str, list[Any]], review: Review) -> dict[str, Any]:
    """Everything but what the form of a review writes."""
    kept = {
        name: row for name, row in rows.items() if not name.startswith(("reviews.ReviewEvent", "pghistory", "admin"))
    }
    kept["reviews.Review"] = [
        {name: value for name, value in row.items() if row["id"] != review.pk or name not in (*WRITTEN, "updated_at")}
        for row in kept["reviews.Review"]
    ]
    return kept


@pytest.mark.parametrize("what", WHAT)
def test_what_is_sent_beyond_the_fields_of_their_draft_changes_nothing(reviewer, own, what):
    draft, more = own["draft"], beyond(own)
    assert list(more) == WHAT
    before = unwritten(everything(), draft)

    reviewer.post(page(draft), WRITTEN | more[what])

    draft.refresh_from_db()
    assert (draft.verdict, draft.score, draft.body) == ("skip", 17, "Better not.")
    assert unwritten(everything(), draft) == before


@pytest.mark.parametrize("what", [one for one in WHAT if one not in ("reviewer", "tool")])
def test_what_is_sent_beyond_the_fields_of_a_new_draft_does_nothing(reviewer, own, builder, what):
    tool, others = ToolFactory(), list(Review.objects.order_by("pk").values())

    reviewer.post(ADD, WRITTEN | beyond(own)[what] | {"tool": tool.pk, "reviewer": builder.pk})

    *rest, new = Review.objects.order_by("pk").values()
    assert rest == others
    told = {name: new[name] for name in ("tool_id", "reviewer_id", "verdict", "score", "body", "state", "published_at")}
    assert told == {
        "tool_id": tool.pk,
        "reviewer_id": builder.pk,
        "verdict": "skip",
        "score": 17,
        "body": "Better not.",
        "state": State.DRAFT,
        "published_at": None,
    }
    assert new["created_at"].year > 2020


@pytest.mark.parametrize("given", ["skeptic", "nobody", "", "builder"])
def test_a_new_draft_is_of_their_own_reviewer_or_there_is_none(reviewer, own, given):
    keys = {one.slug: one.pk for one in Reviewer.objects.all()} | {"nobody": 10**9, "": ""}
    before = Review.objects.count()

    answer = reviewer.post(ADD, WRITTEN | {"tool": ToolFactory().pk, "reviewer": keys[given]})

    assert answer.status_code == (302 if given == "builder" else 200)
    assert Review.objects.count() == before + (given == "builder")
    choices = page_of(reviewer.get(ADD)).select("select[name=reviewer] option[value]:not([value=''])")
    assert [choice.get_text() for choice in choices] == ["Builder"]


def test_a_second_draft_on_one_tool_is_refused_only_over_their_own(reviewer, own, builder):
    of_skeptic = ReviewFactory(reviewer=Reviewer.objects.get(slug="skeptic"), **STAGES["draft"])

    taken = reviewer.post(ADD, WRITTEN | {"tool": own["draft"].tool.pk, "reviewer": builder.pk})
    free = reviewer.post(ADD, WRITTEN | {"tool": of_skeptic.tool.pk, "reviewer": builder.pk})

    assert "This reviewer has reviewed this tool already." in taken.content.decode()
    assert free.status_code == 302


@pytest.mark.parametrize("stage", list(STAGES))
@pytest.mark.parametrize("what", ["history", "delete"])
def test_they_neither_bring_back_nor_delete_even_their_own(reviewer, own, stage, what):
    review = own[stage]
    first = events_of(Review, pgh_obj=review.pk).earliest("pk")
    Review.objects.filter(pk=review.pk).update(body="Mine again.")

    answer = reviewer.post(
        page(review, what), {"version": f"reviews.review:{first.pk}", "reason": "So.", "post": "yes"}
    )

    assert answer.status_code == 403
    assert Review.objects.get(pk=review.pk).body == "Mine again."
    assert not page_of(reviewer.get(page(review, "history"))).select("button[name=version]")
    assert not page_of(reviewer.get(page(review))).select("a.deletelink")


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "draft"])
def test_what_has_left_their_hands_they_only_read(reviewer, own, stage):
    review, before = own[stage], everything()
    form = page_of(reviewer.get(page(review)))

    answer = reviewer.post(page(review), WRITTEN | {"state": State.DRAFT, "tool": review.tool.pk, "_save": "1"})

    assert "Mine." in form.get_text()
    assert not form.select("[name=body], [name=verdict], [name=score], [name=_save]")
    assert answer.status_code == 403
    assert everything() == before


def test_a_draft_that_is_scheduled_while_they_write_is_no_longer_theirs_to_save(reviewer, own):
    draft = own["draft"]
    seen = page_of(reviewer.get(page(draft))).select_one("[name=seen]")["value"]
    Review.objects.filter(pk=draft.pk).update(**STAGES["scheduled"] | {"state": State.PUBLISHED})

    answer = reviewer.post(page(draft), WRITTEN | {"seen": seen})

    assert answer.status_code == 403
    assert Review.objects.get(pk=draft.pk).body == "Mine."


def test_who_writes_as_nobody_sees_an_empty_list_and_writes_nothing(own):
    client, before = signed_in(make_member("new", "Reviewer")), everything()

    sent = client.post(ADD, WRITTEN | {"tool": ToolFactory().pk, "reviewer": Reviewer.objects.get(slug="builder").pk})

    assert listed(client) == listed(client, "?_facets=True") == set()
    assert "Select a valid choice" in sent.content.decode()
    assert all(refuses(client.post(page(review), WRITTEN), page(review)) for review in Review.objects.all())
    assert everything()["reviews.Review"] == before["reviews.Review"]


def test_who_writes_as_two_sees_the_drafts_of_both_and_of_no_third(own, builder):
    skeptic = Reviewer.objects.get(slug="skeptic")
    third = ReviewFactory(reviewer=ReviewerFactory(name="Third"), body=SECRET, **STAGES["draft"])
    client = signed_in(make_member("both", "Reviewer", writes_as=(builder, skeptic)))

    assert listed(client) == set(Review.objects.filter(reviewer__in=(builder, skeptic)))
    assert refuses(client.get(page(third)), page(third))
    # From the one to the other it stays where it is: whose a review is, they don't decide.
    client.post(page(own["draft"]), WRITTEN | {"reviewer": skeptic.pk})
    assert Review.objects.get(pk=own["draft"].pk).reviewer == builder


def test_who_no_longer_writes_as_a_reviewer_has_lost_the_drafts_at_once(reviewer, own, builder):
    assert own["draft"] in listed(reviewer)
    builder.writers.clear()
    before = everything()

    assert listed(reviewer) == set()
    for what in ("change", "history", "delete"):
        path = page(own["draft"], what)
        assert refuses(reviewer.get(path), path)
        assert refuses(reviewer.post(path, WRITTEN | {"seen": "0"}), path)
    assert everything() == before


@pytest.mark.parametrize("seen", ["0", "0.0", "nonsense"])
def test_a_review_handed_on_to_their_reviewer_does_not_tell_what_the_other_had_drafted(reviewer, builder, seen):
    review = ReviewFactory(reviewer=ReviewerFactory(name="Skeptic"), body=f"{SECRET} at first.", **STAGES["draft"])
    Review.objects.filter(pk=review.pk).update(reviewer=builder, body="Handed on.")

    history = whole(reviewer.get(page(review, "history")))
    told = whole(reviewer.post(page(review), WRITTEN | {"seen": seen}))

    assert "Handed on." in history
    assert SECRET not in history + told


@pytest.mark.parametrize("term", ["\0", "%", "_", "\\", "'", "x" * 5000])
def test_odd_terms_find_nothing_and_break_nothing(reviewer, own, term):
    answer = reviewer.get(f"{NAMES}&term={quote(term)}")

    assert answer.status_code == 200
    assert SECRET not in whole(answer)
