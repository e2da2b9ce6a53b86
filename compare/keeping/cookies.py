"""What a reader keeps: the tools in the tray and the bookmarks, in two signed cookies of their browser.

Nothing of it is in the database. Tools are kept by their keys in base 36, so that fifty comparisons of four tools fit
into one cookie, and so that a tool with a new name stays where it was put.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.http import int_to_base36

from core.cookies import own_cookie
from core.grammar import counted
from core.keyset import HIGHEST_KEY
from tools.addresses import MAX_TOOLS

TRAY, BOOKMARKS = "tray", "bookmarks"
SALT = "compare.keeping."
MOST_BOOKMARKS = 50
MAX_AGE_SECONDS = 400 * 24 * 3600  # as long as browsers keep any cookie
# Says to the scripts of a page that there is something to ask for: the other two are out of their sight.
MARKER = "yours"

Mark = tuple[int, ...]
"""What one bookmark is of: the key of a tool, or of the two to four tools of a comparison, in order."""


@dataclass
class Unchanged(Exception):
    """All is as it was, since what was asked for cannot be done: what to tell the reader, and with which status."""

    message: str
    status: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The tools in the tray in order, by their keys, and the bookmarks, latest first."""

    tray: tuple[int, ...] = ()
    bookmarks: tuple[Mark, ...] = ()

    def with_tools(self, keys: Iterable[int]) -> Self:
        """With these tools at the end of the tray, but for those that are in it. Raises Unchanged."""
        tray = tuple(dict.fromkeys([*self.tray, *keys]))
        if len(tray) > MAX_TOOLS:
            raise Unchanged(
                f"The tray has room for {MAX_TOOLS} tools, and this would make {len(tray)}. "
                f"Nothing has changed: take {len(tray) - MAX_TOOLS} out, then press the button again.",
                422,
            )
        return replace(self, tray=tray)

    def without_tool(self, key: int) -> Self:
        """Without this tool in the tray."""
        return replace(self, tray=tuple(one for one in self.tray if one != key))

    def with_tool_moved_on(self, key: int) -> Self:
        """With this tool and the one after it in the tray having changed places, if both are there."""
        tray = list(self.tray)
        if key in tray[:-1]:
            place = tray.index(key)
            tray[place : place + 2] = reversed(tray[place : place + 2])
        return replace(self, tray=tuple(tray))

    def with_empty_tray(self) -> Self:
        """Without any tool in the tray."""
        return replace(self, tray=())

    def with_bookmark(self, mark: Mark) -> Self:
        """With this bookmark first, if it is a new one. Raises Unchanged."""
        if self.has_bookmark(mark):
            return self
        if len(self.bookmarks) >= MOST_BOOKMARKS:
            raise Unchanged(
                f"You have {counted(MOST_BOOKMARKS, 'bookmark')}, and there is room for no more. "
                "All of them are as they were: remove one, then bookmark this again.",
                422,
            )
        return replace(self, bookmarks=(mark, *self.bookmarks))

    def without_bookmark(self, mark: Mark) -> Self:
        """Without this bookmark, in whatever order its tools stand."""
        return replace(self, bookmarks=tuple(one for one in self.bookmarks if set(one) != set(mark)))

    def with_no_bookmarks(self) -> Self:
        """Without any bookmark."""
        return replace(self, bookmarks=())

    def has_bookmark(self, mark: Mark) -> bool:
        """Whether there is such a bookmark, in whatever order its tools stand."""
        return any(set(one) == set(mark) for one in self.bookmarks)


def kept_by(request: HttpRequest) -> Kept:
    """What this browser keeps. Of a cookie that this site has not signed, and of what cannot be read, nothing."""
    tray = _marks(_signed(request, TRAY))
    return Kept(
        tray=tuple(dict.fromkeys(key for mark in tray for key in mark))[:MAX_TOOLS],
        bookmarks=tuple(_marks(_signed(request, BOOKMARKS)))[:MOST_BOOKMARKS],
    )


def keep(request: HttpRequest, response: HttpResponse, kept: Kept) -> None:
    """Have the browser keep this from now on.

    Only what has changed is sent: another tab may have changed the other cookie meanwhile.
    """
    before = kept_by(request)
    if kept.tray != before.tray:
        _set(response, TRAY, [kept.tray] if kept.tray else [])
    if kept.bookmarks != before.bookmarks:
        _set(response, BOOKMARKS, kept.bookmarks)
    if kept == Kept():
        response.delete_cookie(own_cookie(MARKER), samesite="Lax")
    elif kept != before or own_cookie(MARKER) not in request.COOKIES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(own_cookie(MARKER), "1", max_age=MAX_AGE_SECONDS, secure=secure, samesite="Lax")


def _set(response: HttpResponse, name: str, marks: Sequence[Mark]) -> None:
    if not marks:
        response.delete_cookie(own_cookie(name), samesite="Lax")
        return
    response.set_signed_cookie(
        own_cookie(name),
        ".".join("-".join(map(int_to_base36, mark)) for mark in marks),
        salt=SALT + name,
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signed(request: HttpRequest, name: str) -> str:
    try:
        value = request.get_signed_cookie(own_cookie(name), "", salt=SALT + name, max_age=MAX_AGE_SECONDS)
    except BadSignature:
        return ""
    return value or ""


def _marks(text: str) -> list[Mark]:
    """What is written in a cookie, which an older version of this site may have signed: what is no mark is left out."""
    marks: dict[frozenset[int], Mark] = {}
    for part in text.split("."):
        mark = tuple(map(_key, part.split("-")))
        if all(mark) and len(set(mark)) == len(mark) <= MAX_TOOLS:
            marks.setdefault(frozenset(mark), mark)
    return list(marks.values())


def _key(text: str) -> int:
    """A key that is written in base 36; 0 for what is none."""
    if not (text.isascii() and text.isalnum() and len(text) <= 13):
        return 0
    key = int(text, 36)
    return key if key <= HIGHEST_KEY else 0
