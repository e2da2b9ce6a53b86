"""Rendered prose, taken apart as a browser would."""

import re
from html.parser import HTMLParser

from core.markdown import render

# What no tag, and no address, may be other than.
TAGS = {"p", "br", "em", "strong", "code", "a", "ul", "ol", "li"}
LINK_ATTRIBUTES = {"href", "rel", "title"}
SCHEMES = {"http", "https", "mailto"}


class Parts(HTMLParser):
    """The tags, links and text of the HTML of `markdown`. Fails on what must never be in it."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = str(render(markdown))
        self.tags: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(self.html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, self.html
        self.tags.append(tag)
        if tag != "br":
            self._open.append(tag)
        if tag != "a":
            assert not attrs, self.html
            return
        link = dict(attrs)
        assert set(link) <= LINK_ATTRIBUTES, self.html
        assert link["rel"] == "nofollow noopener", self.html
        assert scheme_of(link.get("href") or "") in SCHEMES | {""}, self.html
        self.links.append(link)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, self.html

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(self.html)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(self.html)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(self.html)


def scheme_of(address: str) -> str:
    """The scheme a browser would read: it overlooks control characters and spaces in front, tabs and line ends."""
    seen = re.sub(r"[\t\n\r]", "", address.lstrip("".join(map(chr, range(33)))))
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
    return match[1].lower() if match else ""
