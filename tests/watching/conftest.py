"""What the tests of watching share."""

import io
import logging
from collections.abc import Iterator

import pytest

from compare.logs import Json, Line


@pytest.fixture(params=[Line, Json])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that is logged during a test, as it would be written: in either format."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
