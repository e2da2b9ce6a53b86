"""Whatever happens to the workers, nobody gets an edition twice, and what is not known is a handful."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from digest.editions import progress
from digest.models import Fate, Stage
from tests.digest.mailing import approved, fates, latest
from tests.running.processes import PRODUCTION
from tests.site import environment
from tests.smtp import mail_server_process
from tests.workers import (
    PERMANENT,
    TEMPORARY,
    WORKERS,
    broken_promises,
    send_through_kills,
    subscribe_all_sorts,
)

READERS, KILLS = 500, 3


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """The environment of workers on the database of these tests."""
    to = connection.settings_dict
    login = f"{quote(to['USER'])}:{quote(to['PASSWORD'])}"
    url = f"postgres://{login}@/{to['NAME']}?host={quote(to['HOST'], safe='')}&port={to['PORT']}"
    return environment(tmp_path, DATABASE_URL=url, DIGEST_RETRY_SECONDS="1", **PRODUCTION)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_are_killed_three_times_send_everything_once(told: dict[str, str], tmp_path: Path):
    subscribe_all_sorts(READERS)
    edition = approved()
    log = tmp_path / "workers.log"

    # Slow enough that both are at work whenever they are killed.
    with mail_server_process(tmp_path / "mails", temporary=TEMPORARY, permanent=PERMANENT, pace=0.01) as server:
        send_through_kills(edition, server, told | {"EMAIL_URL": server.url}, log, kills=KILLS)
        broken = broken_promises(server)

    assert broken == []
    assert latest(edition).stage == Stage.SENT
    assert progress(edition).open == 0
    assert fates(edition)[Fate.UNKNOWN] <= WORKERS * KILLS
    assert edition.deliveries.filter(fate=Fate.SENT, tries=2).exists()
    assert edition.deliveries.filter(fate=Fate.REFUSED).exists()
    assert "Traceback" not in log.read_text()
