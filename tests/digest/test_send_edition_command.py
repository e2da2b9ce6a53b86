"""`manage.py send_edition` sends an edition by itself, says how far it came, and why where it does not."""

from datetime import timedelta
from io import StringIO

import pghistory
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from digest import editions
from digest.models import Fate, Stage
from tests.digest.mailing import approved, begun, fates, latest, readers
from tests.factories import EditionFactory, ItemFactory, ToolFactory
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    """What the command says, run as from the shell."""
    said = StringIO()
    with pghistory.context(command="send_edition", login="ann"):
        call_command("send_edition", *args, stdout=said)
    return said.getvalue().strip()


def test_an_approved_edition_is_sent_to_its_end(mail_server: MailServer):
    wanted = readers(60)
    edition = approved()

    assert run(edition.week.lower()) == f"{edition.week}: 60 of 60 deliveries sent."

    assert sorted(mail_server.recipients) == sorted(reader.address for reader in wanted)
    assert latest(edition).stage == Stage.SENT


def test_one_that_is_under_way_is_gone_on_with(mail_server: MailServer):
    readers(3)
    edition = begun()

    assert run(edition.week) == f"{edition.week}: 3 of 3 deliveries sent."
    assert fates(edition) == {Fate.SENT: 3}


def test_a_draft_is_sent_only_where_that_is_asked_for(mail_server: MailServer):
    readers(1)
    tool = ToolFactory()
    edition = ItemFactory(path=tool.get_absolute_url(), categories=[tool.category_id]).edition

    with pytest.raises(CommandError, match="nobody has approved it"):
        run(edition.week)
    assert mail_server.taken == []

    assert run(edition.week, "--approve") == f"{edition.week}: 1 of 1 delivery sent."


def test_what_cannot_be_sent_says_why():
    with pytest.raises(CommandError, match="There is no edition of '2026-W01'"):
        run("2026-W01")

    with pytest.raises(CommandError, match="There is nothing in it"):
        run(EditionFactory().week, "--approve")

    later = approved()
    editions.approve(later, send_at=timezone.now() + timedelta(days=1))
    with pytest.raises(CommandError, match="it is approved for"):
        run(later.week)

    paused = begun()
    editions.pause(paused)
    with pytest.raises(CommandError, match="it is paused"):
        run(paused.week)
