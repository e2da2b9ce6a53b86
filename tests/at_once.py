"""Doing several things at the same moment, each on a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
SECONDS_TO_WAIT = 30.0


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """What each of `jobs` returns, in their order. Raises what the first of them to fail has raised, once all are done.

    For tests whose data is committed, that is those marked `django_db(transaction=True)`.
    """
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            start.wait(SECONDS_TO_WAIT)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        running = [pool.submit(run, job) for job in jobs]
    return [each.result() for each in running]
