"""The digest's mail: what it says, rendered once for many, and whom it is for, put in for each."""

import re
import secrets
from dataclasses import dataclass
from email.utils import make_msgid
from functools import lru_cache
from typing import Any
from uuid import UUID

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

from digest.building import days_of, default_subject, items_to_send, sections, summary
from digest.models import Edition, Item, Subscriber
from digest.tokens import CONFIRMATION_DAYS, confirmation_token, reader_path
from digest.words import folded, shortened

MOST_BYTES = 98_000  # of a whole message; some readers of mail cut off what is longer than 102,400
# How many letters stay of each note, or that no notes do, and how many items of each kind: tried until it fits.
ROOM = ((200, None), (80, None), (0, None), (0, 3), (None, 1))
REMEMBERED = 128  # letters of 100 KB at most
LONGEST_LINE = 998  # RFC 5322, section 2.1.1

# Where the links of one reader go. Nobody who writes a review can know them.
_READER, _LEAVE = (f"{name}-{secrets.token_hex(16)}" for name in ("reader", "leave"))
_NOBODY = UUID(int=0)
# Asks for no answer from machines: as RFC 3834 has it, and as one of them wants it said.
_BY_ITSELF = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, the same for many; `addressed` makes it one reader's own."""

    subject: str
    html: str
    text: str


class Message(EmailMultiAlternatives):
    """A message whose head is not folded: a long link in it would be torn, or begin with a space for some programs."""

    def message(self, **options: Any) -> Any:
        message = super().message(**options)
        message.policy = message.policy.clone(max_line_length=LONGEST_LINE)
        return message


def edition_letter(edition: Edition, categories: frozenset[int] | None = None) -> Letter | None:
    """An edition as a letter with all its news, or with those of some categories (primary keys).

    None where it has none of them. Once its sending has begun, it is rendered once for each choice in a process.
    """
    return _remembered(edition, categories) if edition.is_frozen else _written(edition, categories)


def addressed(letter: Letter, edition: Edition, *, address: str, key: UUID) -> EmailMultiAlternatives:
    """The message to the subscriber with this address and key, with their own links and everything in its head."""
    leave = site_url() + reader_path("leave", key)
    links = {_READER: site_url() + reader_path("reader", key), _LEAVE: leave}
    # Of the key and not of the row, so that a second try of a delivery is the same message.
    name = salted_hmac("digest.message", f"{edition.week} {key.hex}", algorithm="sha256").hexdigest()[:40]
    headers = {
        "Message-ID": f"<{name}@{_host()}>",
        "List-Id": f"<digest.{re.sub(r'[^a-z0-9.-]+', '-', _host().lower().strip('[]'))}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
        **_BY_ITSELF,
    }
    return _message(letter, address, headers, links)


def confirmation(subscriber: Subscriber) -> EmailMultiAlternatives:
    """The message that asks whoever has this address to confirm it."""
    link = site_url() + reverse("confirm", args=[confirmation_token(subscriber)])
    letter = _letter("confirm", address=subscriber.address, link=link, days=CONFIRMATION_DAYS)
    return _message(letter, subscriber.address, {"Message-ID": make_msgid(domain=_host()), **_BY_ITSELF})


def already(subscriber: Subscriber) -> EmailMultiAlternatives:
    """The message to somebody who is subscribed and gave their address once more."""
    links = {name: site_url() + reader_path(name, subscriber.key) for name in ("reader", "leave")}
    letter = _letter("already", address=subscriber.address, **links)
    return _message(letter, subscriber.address, {"Message-ID": make_msgid(domain=_host()), **_BY_ITSELF})


def site_url() -> str:
    """The site's address in ASCII, also where its name is not, as it has to be in the head of a message."""
    return settings.SITE_URL.replace(settings.SITE_HOST, _host(), 1)


@lru_cache(maxsize=REMEMBERED)
def _remembered(edition: Edition, categories: frozenset[int] | None) -> Letter | None:
    return _written(edition, categories)


def _written(edition: Edition, categories: frozenset[int] | None) -> Letter | None:
    everything = items_to_send(edition)
    items = [item for item in everything if categories is None or not categories.isdisjoint(item.categories)]
    if not items:
        return None
    # What the whole edition leads with may not be among what this reader gets.
    subject = default_subject(items) if edition.subject == default_subject(everything) else edition.subject
    for letters, most in ROOM:
        letter = _fitted(edition, subject, items, letters, most)
        if len(addressed(letter, edition, address="", key=_NOBODY).message().as_bytes()) <= MOST_BYTES:
            break
    return letter


def _fitted(edition: Edition, subject: str, items: list[Item], letters: int | None, most: int | None) -> Letter:
    parts = sections(items)
    for item in items:
        item.notes = [] if letters is None else [[name, shortened(text, letters)] for name, text in item.notes]
    return _letter(
        "edition",
        edition=edition,
        subject=folded(subject),
        days=days_of(edition),
        summary=summary(items),
        sections=[(part.kind.label, part.items[:most], len(part.items) - len(part.items[:most])) for part in parts],
        link=site_url() + edition.get_absolute_url(),
        reader=_READER,
        leave=_LEAVE,
    )


def _letter(name: str, **context: Any) -> Letter:
    context |= {"site_name": settings.SITE_NAME, "site_url": site_url()}
    subject, html, text = (
        render_to_string(f"digest/email/{name}.{kind}", context) for kind in ("subject.txt", "html", "txt")
    )
    return Letter(
        subject=folded(subject),
        html=_inliner.inline(html),
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
    )


def _message(letter: Letter, address: str, headers: dict[str, str], links: dict[str, str] | None = None) -> Message:
    html, text = letter.html, letter.text
    for place, link in (links or {}).items():
        html, text = html.replace(place, link), text.replace(place, link)
    message = Message(letter.subject, text, to=[address], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _host() -> str:
    return punycode(settings.SITE_HOST)
