"""A big made-up catalogue: everything in it as if it had come by way of the site, always the same, all or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from compare.generating.catalogue import FIRST_KEY, generate
from compare.generating.refusing import OtherData
from digest.models import Subscriber
from reviews.models import GivenVerdict, Review
from tests.factories import EditionFactory, ReviewFactory, SubscriberFactory, ToolFactory, VoteFactory
from tests.site import manage
from tools.models import Tool
from votes.models import CommunityTally, Vote, VoteState
from votes.recount import drifts

TOOLS, VOTES, SUBSCRIBERS = 300, 3_000, 500
OF_DEMO = 8
LISTINGS = """
    SELECT tool_id, since, until, published_at, name, ships, total, share, score,
        (SELECT array_agg(tag ORDER BY tag) FROM unnest(tags) AS tag), words, document
    FROM reviews_listing ORDER BY tool_id, since
"""
# What runs when rows come and go, and what is looked up by: all of this is away while the tables are filled.
KEPT = """
    SELECT 'trigger', tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'index', indrelid::regclass::text, pg_get_indexdef(indexrelid), '' FROM pg_index
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    ORDER BY 1, 2, 3
"""


def make(tell: Callable[[str, int], object] = lambda what, count: None, **more: Any) -> None:
    generate(tools=TOOLS, votes=VOTES, subscribers=SUBSCRIBERS, tell=tell, **more)


def rows_of(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_it_is_as_much_as_was_asked_for_beside_the_demo_data(demo: None):
    before = rows_of(KEPT)
    told = dict.fromkeys(["tools", "votes", "subscribers", "listings", "indexes"], 0)

    make(lambda what, count: told.update({what: told[what] + count}))

    counts = [model.objects.count() for model in (Tool, Vote, Subscriber)]
    assert counts == [TOOLS + OF_DEMO, VOTES, SUBSCRIBERS]
    assert list(told.values()) == [TOOLS, VOTES, SUBSCRIBERS, TOOLS, 0]
    assert Tool.objects.published().count() == TOOLS * 97 // 100 + OF_DEMO
    assert Tool.objects.get(slug="smollm3").votes.exists()
    assert rows_of(KEPT) == before


def test_tallies_listings_verdicts_and_history_are_as_triggers_make_them(demo: None):
    make()
    as_made = rows_of(LISTINGS)
    rows_of("SELECT count(reviews_list_anew) FROM reviews_list_anew(ARRAY(SELECT id FROM tools_tool))")
    reviews = Review.objects.filter(pk__gte=FIRST_KEY)
    published = list(reviews.filter(state="published").values_list("pk", "verdict", "score", "published_at"))

    assert drifts() == []
    assert CommunityTally.objects.count() > TOOLS / 10
    assert Vote.objects.filter(state=VoteState.WITHHELD).exists()
    assert rows_of(LISTINGS) == as_made
    given = GivenVerdict.objects.filter(review__gte=FIRST_KEY)
    assert set(given.values_list("review", "verdict", "score", "since")) == set(published)
    for model in (Tool, Review):
        events = model.pgh_event_model.objects.filter(pgh_obj__gte=FIRST_KEY)
        assert events.filter(pgh_label="insert").count() == model.objects.filter(pk__gte=FIRST_KEY).count()


def test_the_same_seed_makes_the_same_data_and_another_makes_others(demo: None):
    def data(seed: int) -> list[Any]:
        with transaction.atomic():
            make(seed=seed)
            found = [list(model.objects.order_by("pk").values()) for model in (Tool, Review, Vote, Subscriber)]
            transaction.set_rollback(True)
        return found

    once, again, other = data(1), data(1), data(2)

    assert once == again
    assert all(one != another for one, another in zip(once, other, strict=True))


@pytest.mark.parametrize(
    ("use", "what"),
    [
        (lambda: VoteFactory(tool=Tool.objects.get(slug="smollm3")), "holds 1 vote."),
        (SubscriberFactory, "holds 1 subscriber."),
        (EditionFactory, "holds 1 edition."),
        (lambda: ToolFactory(slug="ours", category=Tool.objects.all()[0].category), "a tool that is none of the demo"),
        (lambda: ReviewFactory(tool=Tool.objects.get(slug="smollm3")), "a reviewer that is none of the demo data"),
        (lambda: Tool.objects.filter(slug="smollm3").update(tagline="Ours."), "Somebody has changed a tool"),
    ],
)
def test_a_database_that_somebody_uses_is_refused(demo: None, use: Callable[[], object], what: str):
    use()
    before = Tool.objects.count()

    with pytest.raises(OtherData, match=what) as refused:
        make()

    assert "Set DATA_DIR to a new folder or DATABASE_URL to an empty database" in str(refused.value)
    assert Tool.objects.count() == before


def test_nothing_is_left_of_what_was_not_finished(demo: None):
    before, tools = rows_of(KEPT), set(Tool.objects.values_list("pk"))

    def stop_at_the_listings(what: str, count: int) -> None:
        if what == "listings":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(stop_at_the_listings)

    assert [model.objects.exists() for model in (Vote, Subscriber, CommunityTally)] == [False] * 3
    assert set(Tool.objects.values_list("pk")) == tools
    assert rows_of(KEPT) == before


@pytest.mark.parametrize("number", ["-1", "1.5", "many", "100000000", "١"])
def test_what_is_no_number_of_rows_is_told(number: str):
    with pytest.raises(CommandError, match="is no whole number from 0 to 10,000,000"):
        call_command("generate_catalogue", f"--tools={number}")


def test_the_command_says_what_it_made_and_refuses_to_make_more(ready_dir: Path):
    numbers = ["--tools=30", "--votes=300", "--subscribers=10"]

    made, again = (manage(ready_dir, "generate_catalogue", *numbers) for _ in range(2))

    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == "Made 30 tools, 300 votes and 10 subscribers with seed 20241122.\n"
    assert again.returncode == 1
    assert again.stderr.startswith("CommandError: This database holds 300 votes.")
