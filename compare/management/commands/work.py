"""A worker: does what the site does not do while a reader waits. Any number of them, on any number of machines."""

import asyncio
import contextlib
import logging
import os
import select
import signal
import sys
import time
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException
from psycopg_pool import AsyncConnectionPool

from compare.watching.jobs import name_in_log
from compare.watching.port import tell_alone
from digest.tasks import look_around

SECONDS_BETWEEN_STARTS = 1
SECONDS_FOR_A_CONNECTION = 3.0
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the digest and do what else is to be done beside the site, until stopped."
    requires_system_checks = ()  # they take longer than all the rest, and one that was killed is to be back soon

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--beside", action="store_true", help="End with whoever holds the other end of the standard input."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(beside=options["beside"])
        if settings.METRICS_PORT and not worker.beside:  # beside a site, that tells for all
            tell_alone()
        while not worker.is_stopped:
            try:
                close_old_connections()
                with contextlib.suppress(AlreadyEnqueued):  # what workers before have left need not wait for a minute
                    look_around.configure().defer(timestamp=int(time.time()))
                worker.run()
            except (DatabaseError, psycopg.Error, ProcrastinateException) as error:
                logger.warning("The worker lost its database: %s", " ".join(str(error).split())[:300])
            if not worker.is_stopped:
                worker.pause()


class Pool(AsyncConnectionPool[Any]):
    """A pool that gives up soon, so that all is begun anew: by itself it waits longer after each failure."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told, timeout=SECONDS_FOR_A_CONNECTION)

    async def open(self, wait: bool = False, timeout: float = SECONDS_FOR_A_CONNECTION) -> None:
        """Raises PoolTimeout where there are no connections in good time."""
        await super().open(wait, timeout)


class Worker:
    """Runs until it is told to stop or the database is gone, and can be run again after that."""

    def __init__(self, *, beside: bool) -> None:
        self.beside = beside
        self.is_stopped = False
        self.work: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Do jobs. Ends when told to stop; also, or with an error, when the connection to the database is lost."""
        with app.replace_connector(PsycopgConnector(kwargs=connector_params(), pool_factory=Pool)):
            asyncio.run(self._run())

    def pause(self) -> None:
        """Wait a moment, or stop if there is nobody any more beside whom to run."""
        if not self.beside:
            time.sleep(SECONDS_BETWEEN_STARTS)
        elif select.select([sys.stdin], [], [], SECONDS_BETWEEN_STARTS)[0]:  # for nobody writes to it
            self.stop()

    def stop(self) -> None:
        """Have it end after the mail in its hands."""
        # Only once: a second cancellation would end what the first has begun to put in order.
        if not self.is_stopped and self.work:
            self.work.cancel()
        self.is_stopped = True

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        if self.beside:
            loop.add_reader(sys.stdin.fileno(), self._notice_end, loop)
        # Not to be cancelled while it opens: the pool of connections would never end.
        async with app.open_async():
            if self.is_stopped:
                return
            self.work = asyncio.create_task(self._work())
            try:
                await self.work
            except asyncio.CancelledError:
                if not self.is_stopped:
                    raise

    def _notice_end(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.remove_reader(sys.stdin.fileno())
        self.stop()

    async def _work(self) -> None:
        await app.run_worker_async(
            name=f"{os.uname().nodename} {os.getpid()}",
            worker_middleware=[name_in_log],
            delete_jobs="always",  # what has failed stands in the log, and what is to be done in the tables
            install_signal_handlers=False,
            shutdown_graceful_timeout=0,  # a job that is told to stop does so after the mail in its hands
        )
