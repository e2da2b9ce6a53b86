"""Whatever may be asked of the API by its own description is answered as it says there, and by nothing else."""

from collections.abc import Callable, Iterable
from threading import current_thread, main_thread
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from schemathesis import engine

EXAMPLES = 3  # thrown at each operation, after every border case of its parameters has been tried
LEAST = 300
django_site = get_wsgi_application()


def site(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The site for requests from another thread, on a connection of their own, and as it is before compression."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    try:
        return django_site(environ, start)
    finally:
        if current_thread() is not main_thread():
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_no_failure(demo):
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", site)
    schema.config.generation.update(max_examples=EXAMPLES, deterministic=True)
    asked, faults, phases = 0, [], {}

    for event in engine.from_schema(schema).execute():
        match event:
            case engine.events.PhaseFinished():
                phases[event.phase.name.value] = event.status.value
            case engine.events.ScenarioFinished():
                asked += len(event.recorder.cases)
                checks = [check for checks in event.recorder.checks.values() for check in checks]
                faults += [str(check.failure_info) for check in checks if check.failure_info]
            case engine.events.NonFatalError() | engine.events.FatalError():
                faults.append(str(event))

    assert faults == []
    assert phases["coverage"] == phases["fuzzing"] == phases["stateful"] == "success"
    assert asked >= LEAST
