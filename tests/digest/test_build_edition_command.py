"""`manage.py build_edition` builds the last week or another, and says in words what came of it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from digest.models import Edition
from digest.weeks import Week
from tests.digest.weekly import WEEK, during, old_tool, reviewed, sent, voted

pytestmark = pytest.mark.django_db


def run(*args: str) -> list[str]:
    said = StringIO()
    call_command("build_edition", *args, stdout=said)
    return said.getvalue().splitlines()


def test_it_builds_the_last_week_and_says_what_it_holds_and_where_it_is_edited():
    for number in range(12):
        reviewed(old_tool(f"Tool {number}"), ("ship", 85), at=during(1))
    tool = old_tool("A")
    reviewed(tool, ("ship", 85), ("ship", 90), at=during())
    voted(tool, 1)

    said = run()

    edition = Edition.objects.get(week=WEEK.name)
    assert said == [
        f"{WEEK.name}: “A ships, Tool 0 ships and more”",
        "New verdicts on 10 tools and votes on 1 tool.",
        "Left out: 3, which staff can put in.",
        f"Edit and approve it at http://testserver/admin/digest/edition/{edition.pk}/change/",
    ]


def test_a_week_can_be_named_and_one_that_runs_is_built_until_now():
    running = Week(WEEK.monday + timedelta(weeks=1))
    reviewed(old_tool("A"), ("ship", 85), at=running.begin)

    said = run("--week", running.name.lower())

    assert said[0] == f"{running.name}: “A ships”"
    assert said[2] == "The week is not over, so this is what it has brought until now."


def test_an_empty_week_builds_nothing_and_that_is_no_failure():
    assert run() == [
        f"The week {WEEK.name} has brought no verdicts and no comparisons to tell of. No edition was built."
    ]
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("week", "fault"),
    [
        ("2026-47", "“2026-47” is no week. Name one as in 2026-W47."),
        ("2025-W53", "The year 2025 has no week 53."),
        ("0000-W01", "The year 0000 has no week 01."),
        ("9000-W01", "The week 9000-W01 is still to come. Build it once it has begun."),
    ],
)
def test_a_wrong_week_is_named_in_the_refusal(week, fault):
    with pytest.raises(CommandError) as refusal:
        run("--week", week)

    assert str(refusal.value) == fault


def test_what_was_sent_is_not_built_again():
    reviewed(old_tool("A"), ("ship", 85), at=during())
    run()
    sent(Edition.objects.get())

    with pytest.raises(CommandError, match="it stays as it is"):
        run()
