"""Which tool the page leans to, and the words it gives for it."""

import pytest

from compare.answer import Contender, answer
from core.models import Choice
from core.verdicts import Tally
from reviews.models import Review
from votes.community import Community


def contender(title: str, reviews: str, votes: tuple[int, int] = (0, 0)) -> Contender:
    """Reviews are written by reviewer, in order: `s85 s k40 -` is ship 85, ship, skip 40 and no review."""
    said = {}
    for reviewer, word in enumerate(reviews.split()):
        if word != "-":
            verdict = Choice.SHIP if word[0] == "s" else Choice.SKIP
            said[reviewer] = Review(verdict=verdict, score=int(word[1:]) if word[1:] else None)
    return Contender(title, said, Community(Tally(*votes), 5))


@pytest.mark.parametrize(
    ("a", "b", "headline", "reason"),
    [
        pytest.param(
            "s s s k",
            "s s s s",
            "A lean to B.",
            "4 of 4 reviewers ship B and 3 of 4 ship A.",
            id="more ships",
        ),
        pytest.param(
            "s s s k -",
            "s k s - s",
            "A lean to A.",
            "Only the 3 reviewers who covered both count here: 3 of 3 ship A and 2 of 3 ship B.",
            id="only those who covered both",
        ),
        pytest.param(
            "s -",
            "k s",
            "A lean to A.",
            "Only the one reviewer who covered both counts here: 1 of 1 ships A and 0 of 1 ship B.",
            id="one reviewer covered both",
        ),
        pytest.param(
            "s85 s78 s82 k52",
            "s82 s75 s78 k55",
            "A narrow lean to A.",
            "3 of 4 reviewers ship each of them; their mean score is 74 for A and 73 for B.",
            id="mean scores 1 to 5 apart",
        ),
        pytest.param(
            "s80 s80",
            "s85 s85",
            "A lean to B.",
            "Both reviewers ship both; their mean score is 85 for B and 80 for A.",
            id="mean scores 5 apart",
        ),
        pytest.param(
            "s80 s99",
            "s79 s",
            "A narrow lean to A.",
            "Both reviewers ship both; the score of the one of them who scored both is 80 for A and 79 for B.",
            id="a score counts only beside another",
        ),
        pytest.param(
            "s s s s",
            "s s s s",
            "Too close to call.",
            "All 4 reviewers ship both; none of them has scored both; and no reader has voted yet.",
            id="level, no scores, no votes",
        ),
        pytest.param(
            "s80 s80 s80",
            "s80 s80 s81",
            "Too close to call.",
            "All 3 reviewers ship both; their mean scores are less than a point apart; and no reader has voted yet.",
            id="less than a point apart",
        ),
        pytest.param(
            "s80 s79 s80",
            "s80 s80 s80",
            "Too close to call.",
            "All 3 reviewers ship both; their mean scores are less than a point apart; and no reader has voted yet.",
            id="a third of a point apart",
        ),
        pytest.param(
            "s80",
            "s80",
            "Too close to call.",
            "The one reviewer ships both; their scores are equal; and no reader has voted yet.",
            id="one reviewer, equal scores",
        ),
        pytest.param(
            "k55 k55",
            "k40 k40",
            "A lean to A.",
            "Both reviewers skip both; their mean score is 55 for A and 40 for B.",
            id="skipped by all, and yet one leads",
        ),
        pytest.param(
            "s75 s75 s75 s74",
            "s70 s70 s70 s70",
            "A narrow lean to A.",
            "All 4 reviewers ship both; their mean score is 74.8 for A and 70.0 for B.",
            id="rounding does not belie the lean",
        ),
        pytest.param(
            "s -",
            "- s",
            "Too close to call.",
            "No reviewer has covered both; no reader has voted yet.",
            id="nobody covered both",
        ),
        pytest.param(
            "-",
            "-",
            "Too close to call.",
            "Neither has been reviewed yet; no reader has voted yet.",
            id="nobody reviewed either",
        ),
    ],
)
def test_the_answer_of_two(a, b, headline, reason):
    result = answer([contender("A", a), contender("B", b)])

    assert (result.headline, result.reason) == (headline, reason)


@pytest.mark.parametrize(
    ("a", "b", "headline", "reason"),
    [
        ((90, 100), (40, 100), "A lean to A.", "readers decide it, with 90% ship for A and 40% ship for B."),
        ((40, 100), (90, 100), "A lean to B.", "readers decide it, with 90% ship for B and 40% ship for A."),
        ((50, 100), (55, 100), "Too close to call.", "the readers’ votes do not settle it."),
        ((5, 5), (0, 4), "Too close to call.", "too few readers have voted on B."),
        ((0, 0), (9, 9), "Too close to call.", "too few readers have voted on A."),
        ((1, 1), (0, 1), "Too close to call.", "too few readers have voted on A and B."),
    ],
)
def test_the_community_settles_what_the_panel_leaves_level(a, b, headline, reason):
    result = answer([contender("A", "s s", a), contender("B", "s s", b)])

    assert result.headline == headline
    assert result.reason == f"Both reviewers ship both; none of them has scored both; and {reason}"


def test_the_community_never_overrules_the_panel():
    result = answer([contender("A", "s s", (0, 100)), contender("B", "s k", (100, 100))])

    assert result.headline == "A lean to A."


@pytest.mark.parametrize(
    ("contenders", "headline"),
    [
        (["s s", "s k", "k k"], "A is ahead."),
        (["s70 s70", "s72 s72", "k99 k99"], "B is narrowly ahead."),
        (["s s", "s s", "k k"], "Too close to call between A and B."),
        (["s s", "s s", "s s"], "Too close to call."),
        (["s80 s80", "s80 s80", "s70 s70"], "Too close to call between A and B."),
        (["s s", "s k", "k k", "s s"], "Too close to call between A and D."),
        (["s -", "s s", "- s"], "Too close to call."),
    ],
)
def test_of_three_or_four_it_names_the_one_ahead_or_those_level(contenders, headline):
    named = [contender(name, reviews) for name, reviews in zip("ABCD", contenders, strict=False)]

    result = answer(named)

    assert result.headline == headline


def test_of_three_the_reason_counts_each():
    result = answer([contender("A", "s s -"), contender("B", "s k s"), contender("C", "k k s")])

    assert result.reason == (
        "Only the 2 reviewers who covered all three count here: 2 of 2 ship A, 1 of 2 ships B and 0 of 2 ship C."
    )


def test_of_three_it_claims_nothing_of_reviewers_who_do_not_count():
    """The second reviewer scored both leaders but not the third tool."""
    result = answer([contender("A", "s s80"), contender("B", "s s60"), contender("C", "k -")])

    assert result.headline == "Too close to call between A and B."
    assert result.reason == (
        "Only the one reviewer who covered all three counts here: 1 of 1 ships A, 1 of 1 ships B and 0 of 1 ship C; "
        "that one has not scored both A and B; and no reader has voted yet."
    )


def test_the_order_of_the_tools_changes_nothing_but_the_order():
    one, other = contender("A", "s80 s70"), contender("B", "s70 s70")

    assert answer([one, other]) == answer([other, one])
