"""What the tests of the API share."""

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def _as_often_as_tests_like(settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
