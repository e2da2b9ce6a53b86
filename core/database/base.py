"""Django's backend for PostgreSQL, with patience (see `core.database.patience`): named by ENGINE in the settings."""

import contextlib
import select
import time
from collections import defaultdict
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg.abc import PQGen

from core.database.patience import Silence, patience, waiting_at_most

SECONDS_TO_SHOW_LIFE = 1.0
# How soon a machine that has gone counts as gone, for whoever connects and for whoever has sent something.
REACHING = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# What the server itself sees to for whoever has patience. A statement ends in good time, also one whose client has
# given up; nobody waits long for a lock; and whoever is frozen or cut off within a transaction lets go of its locks.
ON_THE_SERVER = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "client_connection_check_interval": "1s",
}
# Statements that are prepared are planned once for each connection: to plan one takes longer than to run it.
PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan"}
Answer = TypeVar("Answer")

# By the alias of the database.
_silences: defaultdict[str, Silence] = defaultdict(Silence)


class Unanswered(psycopg.OperationalError):
    """The database did not answer in good time, or was not asked since it had just been silent."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection on which nobody waits beyond their patience."""

    silence: Silence

    def wait(self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None) -> Answer:
        """What the server answers. Raises Unanswered, and closes the connection, once patience has run out."""
        mine = patience()
        if mine is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        begun, limit = time.monotonic(), mine.left
        if limit <= 0 or not self.silence.may_ask(limit):
            self.close()
            raise Unanswered("The database was not asked: it has been silent until just now.")
        try:
            with mine.spent():
                answer = super().wait(gen, interval, limit)
        except psycopg.Error:
            waited = time.monotonic() - begun
            if waited < limit:
                self.silence.heard()  # a refusal is an answer
                raise
            self.silence.not_heard_since(begun)
            self.close()
            raise Unanswered(f"The database did not answer in {waited:.1f} seconds.") from None
        self.silence.heard()
        return answer


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own but for how long it waits, and for how it finds out whether a connection still lives."""

    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's. Whoever has patience tells the server too, but not through a pooler, which refuses options."""
        params: dict[str, Any] = REACHING | super().get_connection_params()
        if patience() is not None and not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            limits = " ".join(f"-c {name}={value}" for name, value in (ON_THE_SERVER | PLANNED_ONCE).items())
            params["options"] = f"{limits} {params.get('options', '')}".strip()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> PatientConnection:
        """As Django's, without its pool: a thread of the site keeps its connection, and there are few of them."""
        self.isolation_level = IsolationLevel.READ_COMMITTED
        silence, mine = _silences[self.alias], patience()
        if mine is not None and not silence.may_ask(mine.left):
            raise Unanswered("The database was not asked: it has been silent until just now.")
        begun = time.monotonic()
        try:
            with mine.spent() if mine else contextlib.nullcontext():
                connection = PatientConnection.connect(**conn_params)
        except psycopg.errors.ConnectionTimeout:
            silence.not_heard_since(begun)
            raise
        except psycopg.OperationalError:
            silence.heard()
            raise
        connection.silence = silence
        silence.heard()
        return connection

    def close_if_health_check_failed(self) -> None:
        """As Django's, but a round trip goes only to a connection that has something to say.

        A server that has ended, or has ended the session, has said so; the kernel knows it without asking.
        """
        if self.connection is not None and not self.health_check_done and not _has_news(self.connection):
            self.health_check_done = True
            return
        super().close_if_health_check_failed()

    def is_usable(self) -> bool:
        """As Django's, within a second."""
        with waiting_at_most(SECONDS_TO_SHOW_LIFE):
            return bool(super().is_usable())


def _has_news(connection: psycopg.Connection[Any]) -> bool:
    """Whether something has come on an idle connection: as a rule its end."""
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
