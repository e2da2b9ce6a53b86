"""An edition can be built as often as wanted while it is a draft, and keeps what staff have made of it."""

from datetime import timedelta

import pytest

from digest.building import MOST, CannotBuild, NothingNew, build_edition, drop_unpublished, items_to_send
from digest.models import Edition, Item, Kind, Stage
from digest.weeks import Week
from reviews.models import Review
from tests.digest.weekly import WEEK, during, old_tool, reviewed, sent, turned, voted
from tests.factories import ComparisonFactory
from tools.models import FormerSlug, Tool

pytestmark = pytest.mark.django_db


def titles(edition: Edition, **which) -> list[str]:
    return [item.title for item in edition.items.filter(kind=Kind.NEW, **which).order_by("position")]


def new_tools(*names: str, days: float = 3) -> None:
    for number, name in enumerate(names):
        reviewed(old_tool(name), ("ship", 85), at=during(days) - timedelta(minutes=number))


def test_an_empty_week_builds_nothing_and_says_so():
    reviewed(old_tool("A"), ("ship", 85))

    with pytest.raises(NothingNew, match=f"The week {WEEK.name} has brought no"):
        build_edition(WEEK)

    assert not Edition.objects.exists()


def test_the_week_that_is_running_can_be_built_and_the_next_cannot():
    reviewed(old_tool("A"), ("ship", 85), at=Week(WEEK.monday + timedelta(weeks=1)).begin)

    running = build_edition(Week(WEEK.monday + timedelta(weeks=1)))

    assert titles(running) == ["A"]
    with pytest.raises(CannotBuild, match="is still to come"):
        build_edition(Week(WEEK.monday + timedelta(weeks=2)))


def test_what_is_too_much_is_kept_for_staff_and_left_out():
    names = [f"Tool {number:02}" for number in range(12)]
    new_tools(*names)

    edition = build_edition(WEEK)

    assert titles(edition, dropped=False) == names[:10]
    assert titles(edition, dropped=True) == names[10:]


def test_items_stand_in_the_order_of_their_kinds():
    tool = old_tool("A")
    (review,) = reviewed(tool, ("ship", 85))
    turned(review, "skip", 40)
    voted(tool, 0, 5)
    ComparisonFactory(first=tool, second=old_tool("B"), published_at=during())
    new_tools("C")

    assert [item.kind for item in items_to_send(build_edition(WEEK))] == ["new", "changed", "featured", "voted"]


def test_building_again_renews_brings_in_and_takes_out():
    new_tools("Stays", "Goes")
    edition = build_edition(WEEK)
    Review.objects.filter(tool__name="Stays").update(verdict="skip")
    Tool.objects.filter(name="Goes").update(state="withdrawn")
    new_tools("Comes", days=5)

    again = build_edition(WEEK)

    assert again == edition
    assert titles(again) == ["Comes", "Stays"]
    assert again.items.get(title="Stays").line == "Skip · 0 ship / 1 skip"


def test_what_staff_left_out_and_reordered_stays_so():
    new_tools("A", "B", "C", "D")
    edition = build_edition(WEEK)
    for position, name in enumerate(["C", "A", "D", "B"]):
        edition.items.filter(title=name).update(position=position, dropped=name == "A")
    Review.objects.filter(tool__name="C").update(verdict="skip")
    Tool.objects.filter(name="D").update(state="withdrawn")
    new_tools("E", days=5)

    for _ in range(2):
        build_edition(WEEK)

        assert titles(edition) == ["C", "A", "B", "E"]
        assert titles(edition, dropped=True) == ["A"]
    assert edition.items.get(title="C").line == "Skip · 0 ship / 1 skip"


def test_what_staff_put_in_beyond_the_usual_number_stays_in():
    new_tools(*[f"Tool {number:02}" for number in range(11)])
    edition = build_edition(WEEK)
    edition.items.update(dropped=False)
    new_tools("New", days=5)

    build_edition(WEEK)

    assert len(titles(edition, dropped=False)) == MOST[Kind.NEW] + 1
    assert titles(edition, dropped=True) == ["New"]


def test_staffs_work_on_one_kind_does_not_hold_up_another():
    new_tools("A")
    voted(old_tool("X"), 2)
    voted(old_tool("Y"), 1)
    edition = build_edition(WEEK)
    edition.items.filter(title="A").update(dropped=True)
    voted(Tool.objects.get(name="Y"), 5)

    build_edition(WEEK)

    assert [item.title for item in items_to_send(edition)] == ["Y", "X"]


def test_the_subject_follows_until_somebody_writes_one():
    new_tools("A")
    edition = build_edition(WEEK)
    assert edition.subject == "A ships"
    new_tools("B", days=5)
    assert build_edition(WEEK).subject == "B ships, A ships"
    Edition.objects.update(subject="By hand", introduction="*Hello.*")
    new_tools("C", days=6)

    again = build_edition(WEEK)

    assert (again.subject, again.introduction) == ("By hand", "*Hello.*")


def test_a_draft_whose_news_are_all_gone_tells_nothing_and_keeps_its_words():
    new_tools("A")
    edition = build_edition(WEEK)
    Tool.objects.update(state="withdrawn")

    again = build_edition(WEEK)

    assert (again.pk, again.subject, titles(again)) == (edition.pk, "A ships", [])


def test_an_edition_that_is_approved_or_sent_is_not_built_again():
    new_tools("A")
    edition = build_edition(WEEK)
    Edition.objects.update(stage=Stage.APPROVED, send_at=during())
    new_tools("B")

    with pytest.raises(CannotBuild, match="take the approval back"):
        build_edition(WEEK)
    sent(Edition.objects.get())
    with pytest.raises(CannotBuild, match="it stays as it is"):
        build_edition(WEEK)

    assert titles(edition) == ["A"]


def test_before_it_is_sent_what_readers_cannot_see_any_more_is_left_out():
    new_tools("Gone", "Moved", "Here")
    ComparisonFactory(first=Tool.objects.get(name="Gone"), second=Tool.objects.get(name="Here"), published_at=during())
    edition = build_edition(WEEK)
    Tool.objects.filter(name="Gone").update(state="withdrawn")
    tool = Tool.objects.get(name="Moved")
    tool.slug = "elsewhere"
    tool.save()
    assert FormerSlug.objects.filter(slug="moved").exists()

    drop_unpublished(edition)

    assert [item.title for item in items_to_send(edition)] == ["Moved", "Here"]
    assert edition.subject == "Moved ships, Here ships"
    assert Item.objects.count() == 4
