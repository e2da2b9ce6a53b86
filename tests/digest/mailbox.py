"""Reading mail as the programs of readers do, and finding what they would stumble over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage as ParsedMessage
from email.parser import BytesParser
from email.policy import default
from itertools import pairwise
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.core.mail import EmailMessage

LONGEST_LINE, MOST_BYTES = 998, 100_000
FOREIGN = "img, link, script, iframe, object, embed, form, input, video, audio, svg, base"


@dataclass(frozen=True)
class Mail:
    """A message as it arrives."""

    parsed: ParsedMessage
    text: str
    html: str

    @property
    def page(self) -> BeautifulSoup:
        """The HTML part."""
        return BeautifulSoup(self.html, "html.parser")

    def links(self) -> set[str]:
        """Every link to this site in either part."""
        found = {str(link["href"]) for link in self.page.select("a[href]")}
        found |= set(re.findall(r"^\S*?(https?://\S+)$", self.text, re.MULTILINE))
        return {link for link in found if link.startswith(settings.SITE_URL)}


def opened(message: EmailMessage) -> Mail:
    """The message, sent and read again. Fails where it is not what every program can read."""
    built: Any = message.message()
    raw = built.as_bytes(linesep="\r\n")
    assert len(raw) <= MOST_BYTES
    assert max(len(line) for line in raw.split(b"\r\n")) <= LONGEST_LINE
    parsed = BytesParser(policy=default).parsebytes(raw)
    assert list(_defects(parsed)) == []
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    text, html = list(parsed.iter_parts())
    assert text.get_content_charset() == html.get_content_charset() == "utf-8"
    mail = Mail(parsed, text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n"))
    _check_html(mail.page)
    _check_text(mail.text)
    return mail


def _defects(message: ParsedMessage) -> Iterator[object]:
    for part in message.walk():
        yield from part.defects
        for value in part.values():
            yield from value.defects


def _check_html(page: BeautifulSoup) -> None:
    assert page.html["lang"] == "en"
    assert page.title.text.strip()
    assert len(page.select("h1")) == 1
    levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not page.select(FOREIGN)
    assert not page.select("table:not([role=presentation])")
    for element in page.select("*"):
        assert not {name for name in element.attrs if name.startswith("on") or name in ("src", "srcset", "background")}
    for css in [*(tag.text for tag in page.select("style")), *(str(tag["style"]) for tag in page.select("[style]"))]:
        assert not re.search(r"url\(|@import|expression|flex|grid", css)
    for link in page.select("a[href]"):
        assert re.match(r"https?://|mailto:", str(link["href"]))


def _check_text(text: str) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]|&(amp|lt|gt|quot|#)", text)
    assert not [line for line in text.splitlines() if len(line) > 72 and "://" not in line]
    assert "\n\n\n" not in text
