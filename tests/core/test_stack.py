"""A call that is given room on Python's stack is otherwise the same call."""

import pytest

from core.stack import ROOM, with_room


def test_it_hands_on_what_it_is_given_and_what_comes_back():
    assert with_room(divmod)(7, 2) == (3, 1)
    assert with_room(sorted)([1, 3, 2], reverse=True) == [3, 2, 1]


def test_it_hands_on_what_is_raised():
    with pytest.raises(ZeroDivisionError):
        with_room(divmod)(7, 0)


def test_it_asks_for_the_room():
    assert with_room(divmod).__code__.co_stacksize == ROOM
    assert with_room.__code__.co_stacksize < ROOM
