"""What tests of subscribers have in common: one in every standing, their links, and what is kept in the tables."""

import time
from typing import Any

from bs4 import BeautifulSoup
from django.core import signing
from django.db import connection

from digest.models import Standing, Subscriber
from digest.tokens import CONFIRMATION, confirmation_token, reader_path
from tests.factories import SubscriberFactory

SECRET = "0123456789abcdef" * 2
DAY = 86_400


def reader_who_is(standing: Standing, **values: Any) -> Subscriber:
    """A subscriber of that standing; one who may still confirm has got a link for it."""
    waits = standing in (Standing.PENDING, Standing.LEFT)
    return SubscriberFactory(standing=standing, **{"confirmation": SECRET if waits else ""} | values)


def link_to_confirm(reader: Subscriber, *, confirmation: str = SECRET, days_old: int = 0) -> str:
    """The link in a message to `reader` that was sent so many days ago."""
    reader.confirmation = confirmation
    if not days_old:
        return f"/digest/confirm/{confirmation_token(reader)}"
    sent = signing.b62_encode(int(time.time()) - days_old * DAY)
    return f"/digest/confirm/{signing.Signer.sign(CONFIRMATION, f'{reader.key.hex}.{confirmation}:{sent}')}"


def links_of(reader: Subscriber) -> dict[str, str]:
    """Every personal link that `reader` may have in a mail, by the name of its page."""
    named = {name: reader_path(name, reader.key) for name in ("reader", "leave", "export")}
    return named | {"confirm": link_to_confirm(reader)}


def standing_of(reader: Subscriber) -> str:
    """How the reader stands now, as the database has it."""
    return Subscriber.objects.get(pk=reader.pk).standing


def kept() -> dict[str, list[str]]:
    """Every row of every table of the digest and of the queue, as text."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith(("digest", "procr"))]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT row::text FROM "{table}" AS row ORDER BY 1')
            rows[table] = [text for (text,) in cursor.fetchall()]
    return rows


def words_of(answer: Any) -> str:
    """What stands in the main part of a page, with its white space folded."""
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.text.split())
