"""Voting as a browser does it: open the ballot, take its token along, press a button."""

import urllib.error
import urllib.request
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.test import Client

from tests.site import Site

IN_PLACE = {"HX-Request": "true"}  # what htmx sends along; a browser without scripts does not


class Voter:
    """A reader with a browser of their own: it keeps its cookies, and no form goes through without its token.

    `defaults` are what their requests bring along to the test client, such as REMOTE_ADDR.
    """

    def __init__(self, client: Any = None, **defaults: Any) -> None:
        self.client = client or Client(enforce_csrf_checks=True, **defaults)

    def ballots(self, slugs: str) -> Any:
        """The answer with the ballots of `slugs`, such as `a-vs-b`."""
        return self.client.get(f"/ballots/{slugs}", headers=IN_PLACE)

    def token(self, slug: str) -> str:
        """The token in the form of that tool."""
        return token_in(self.ballots(slug))

    def vote(self, slug: str, choice: str, *, in_place: bool = True, **form: str) -> Any:
        """The answer to a press of a button, on the ballot as it is now."""
        return self.send(slug, {"csrfmiddlewaretoken": self.token(slug), "choice": choice} | form, in_place=in_place)

    def send(self, slug: str, form: dict[str, str], *, in_place: bool = True, **headers: str) -> Any:
        """The answer to a form just as it is given."""
        return self.client.post(f"/tools/{slug}/vote", form, headers=(IN_PLACE if in_place else {}) | headers)


def page_of(answer: Any) -> BeautifulSoup:
    """The page or fragment in an answer."""
    return BeautifulSoup(answer.content, "html.parser")


def token_in(answer: Any) -> str:
    return str(page_of(answer).select_one("[name=csrfmiddlewaretoken]")["value"])


def own_vote(answer: Any, slug: str) -> str | None:
    """`ship` or `skip`, whichever button of that tool is pressed, or None. Fails where there are no two buttons."""
    buttons = {choice: page_of(answer).select_one(f"#{choice}-{slug}") for choice in ("ship", "skip")}
    pressed = [choice for choice, button in buttons.items() if button["aria-pressed"] == "true"]
    assert len(pressed) <= 1
    return pressed[0] if pressed else None


def community(answer: Any) -> str | list[str]:
    """What the community says: the words, or a list of them where there are several tools."""
    words = [" ".join(line.text.split()) for line in page_of(answer).select(".community")]
    return words[0] if len(words) == 1 else words


def said(answer: Any) -> str:
    """The message to the voter, which htmx puts into its place and which a whole page shows. Fails without one."""
    message = page_of(answer).select_one('[hx-swap-oob="innerHTML:#said"], .said[role=alert]')
    return " ".join(message.text.split())


def is_kept_by_nobody(answer: Any) -> bool:
    """Whether no browser and no proxy may keep the answer."""
    return {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))


class RealAnswer:
    """An answer of the real site, to be read as one of the test client's."""

    def __init__(self, status_code: int, headers: Message, content: bytes) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content


class RealClient(urllib.request.HTTPRedirectHandler):
    """A browser for the real site, to be used as the test client is. Follows no redirects."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), self)

    def redirect_request(self, *args: Any) -> None:
        return None

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> RealAnswer:
        return self._ask(path, None, headers)

    def post(self, path: str, form: dict[str, str], *, headers: dict[str, str] | None = None) -> RealAnswer:
        return self._ask(path, urlencode(form).encode(), headers)

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str] | None) -> RealAnswer:
        asking = urllib.request.Request(self.site.url + path, body, headers or {})
        try:
            answer = self.browser.open(asking, timeout=10)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return RealAnswer(answer.status, answer.headers, answer.read())
