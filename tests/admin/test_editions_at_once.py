"""Two people at one edition at the same moment, or one while its sending begins: nothing is lost unseen."""

from functools import partial
from typing import Any

import pytest
from django.test import Client

from digest import editions
from digest.models import Edition
from tests.admin.pages import open_form, page
from tests.admin.staff import make_staff
from tests.at_once import at_once
from tests.digest.mailing import approved

pytestmark = pytest.mark.django_db(transaction=True)


def staff(name: str) -> Client:
    client = Client()
    client.force_login(make_staff(name))
    return client


def test_of_two_who_save_exactly_one_is_told():
    edition, browsers = approved(), {name: staff(name) for name in ("ada", "ben")}
    forms = {name: open_form(client, edition) | {"subject": name} for name, client in browsers.items()}

    jobs: list[partial[Any]] = [partial(browsers[name].post, page(edition), forms[name]) for name in browsers]
    answers = dict(zip(browsers, at_once(jobs), strict=True))

    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    (winner,) = [name for name, answer in answers.items() if answer.status_code == 302]
    assert Edition.objects.get().subject == winner


def test_who_saves_while_the_sending_begins_is_before_it_or_gets_the_words_back():
    edition, ada = approved(), staff("ada")
    form = open_form(ada, edition) | {"subject": "ada"}

    jobs: list[partial[Any]] = [partial(ada.post, page(edition), form), partial(editions.begin, edition)]
    answer, has_begun = at_once(jobs)

    assert has_begun
    assert answer.status_code in (302, 403)
    assert Edition.objects.get().subject == ("ada" if answer.status_code == 302 else edition.subject)


def test_who_deletes_while_the_sending_begins_is_before_it_or_refused():
    edition, ada = approved(), staff("ada")

    def begin() -> bool:
        try:
            return editions.begin(edition)
        except Edition.DoesNotExist:
            return False

    jobs: list[partial[Any]] = [partial(ada.post, page(edition, "delete"), {"post": "yes"}), partial(begin)]
    answer, has_begun = at_once(jobs)

    assert answer.status_code == (403 if has_begun else 302)
    assert Edition.objects.exists() == has_begun
