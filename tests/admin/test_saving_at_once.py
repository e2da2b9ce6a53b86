"""Two people who save the same thing at the same moment: one is first, and the other is told."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User

from core.models import State
from tests.admin.pages import columns, open_form, page
from tests.admin.test_saving_what_somebody_else_saved import MEANWHILE, refused, saved, staff
from tests.at_once import at_once
from tests.factories import ReviewFactory, ToolFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


def test_of_two_who_save_at_the_same_moment_exactly_one_is_told():
    for _ in range(ROUNDS):
        User.objects.all().delete()
        tool = ToolFactory(tagline="As it was.")
        browsers = {name: staff(name) for name in ("ada", "ben")}
        forms = {name: open_form(client, tool) | {"tagline": name} for name, client in browsers.items()}

        jobs: list[partial[Any]] = [partial(browsers[name].post, page(tool), forms[name]) for name in browsers]
        answers = dict(zip(browsers, at_once(jobs), strict=True))

        (winner,) = [name for name, answer in answers.items() if saved(answer)]
        (loser,) = set(browsers) - {winner}
        assert f"{winner} {MEANWHILE}" in refused(answers[loser])
        assert columns(tool)["tagline"] == winner


def test_so_it_is_when_one_saves_the_tool_and_the_other_one_of_its_reviews():
    for _ in range(ROUNDS):
        User.objects.all().delete()
        review = ReviewFactory(state=State.DRAFT, published_at=None, body="As it was.")
        ada, ben = staff("ada"), staff("ben")
        whole = open_form(ada, review.tool) | {"reviews-0-body": "ada"}
        alone = open_form(ben, review) | {"body": "ben"}

        answers = at_once([partial(ada.post, page(review.tool), whole), partial(ben.post, page(review), alone)])

        assert sorted(answer.status_code for answer in answers) == [200, 302]
        assert columns(review)["body"] == ("ada" if saved(answers[0]) else "ben")
