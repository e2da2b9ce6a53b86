"""The jobs of a worker: what it logs during one carries its number."""

from typing import Any

from procrastinate import JobContext
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from compare.logs import under_way


async def name_in_log(do: AsyncCallNext, context: JobContext, worker: Worker) -> Any:
    """A middleware of procrastinate's: does the job and passes its result on."""
    before = under_way.set(("job", str(context.job.id)))
    try:
        return await do()
    finally:
        under_way.reset(before)
