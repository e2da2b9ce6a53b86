"""The first texts that a process renders are rendered right, also when several readers ask for them at once."""

import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core import markdown

ROUNDS = 150
READERS = 6


@pytest.fixture
def hurry() -> Iterator[None]:
    """Threads that take turns as often as they can, as if many more of them ran."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_the_first_texts_are_rendered_right(hurry: None):
    for _ in range(ROUNDS):
        fresh = importlib.reload(markdown)
        start = Barrier(READERS)

        def render(number: int, fresh=fresh, start=start) -> str:
            start.wait()
            return str(fresh.render(f"*{number}* `x`"))

        with ThreadPoolExecutor(READERS) as readers:
            rendered = list(readers.map(render, range(READERS)))

        assert rendered == [f"<p><em>{number}</em> <code>x</code></p>\n" for number in range(READERS)]
