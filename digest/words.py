"""Texts of others, made fit for a mail: on one line, cut to length, or out of their Markdown."""

import re
from html import unescape
from html.parser import HTMLParser
from textwrap import TextWrapper

from django.utils.html import strip_tags

from core import markdown

LINE = 72
DEEPEST = 8  # list within list that is still indented
# No mail and no XML can carry them.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def folded(text: str) -> str:
    """`text` on one line: its white space folded, control characters left out."""
    return " ".join(CONTROLS.sub(" ", text).split())


def shortened(text: str, most: int) -> str:
    """`text` on one line of `most` letters at most, cut at a word where there is one, and then with an ellipsis."""
    text = folded(text)
    if len(text) <= most or not most:
        return text[:most]
    head = text[: most - 1]
    words = head if text[most - 1] == " " else head.rpartition(" ")[0]
    return (words if len(words) > most // 2 else head).rstrip(" ,;:.–") + "…"


def beginning(prose: str, most: int) -> str:
    """The beginning of `prose`, which is in Markdown, as plain text on one line of `most` letters at most."""
    return shortened(unescape(strip_tags(markdown.render(prose))), most)


def wrapped(text: str, indent: str = "") -> str:
    """`text` in lines of at most 72 letters, each of which begins with `indent`."""
    lines = TextWrapper(LINE, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    return lines.fill(folded(text))


def as_text(prose: str) -> str:
    """`prose`, which is in Markdown, as plain text in lines of at most 72 letters. Links stand below, numbered."""
    writer = _Writer()
    writer.feed(markdown.render(prose))
    writer.close()
    return "\n\n".join(filter(None, [writer.text(), "\n".join(writer.links)]))


class _Writer(HTMLParser):
    """Reads what `core.markdown` makes, of which it knows every tag that matters here."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []  # what stands before the first line of each, and the words
        self.lists: list[int | None] = []  # of each open list the number of its last item, or None where it has dots
        self.links: list[str] = []
        self.target = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        indent = "  " * min(len(self.lists), DEEPEST)
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            last = self.lists[-1]
            self.lists[-1] = None if last is None else last + 1
            self.blocks.append((indent[2:] + ("- " if last is None else f"{last + 1}. "), ""))
        elif tag == "p" and not (self.lists and self.blocks[-1][1] == ""):
            self.blocks.append((indent, ""))
        elif tag == "a":
            self.target = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.lists.pop()
        elif tag == "a" and self.target:
            self.links.append(f"[{len(self.links) + 1}] {self.target}")
            self.handle_data(f" [{len(self.links)}]")

    def handle_data(self, data: str) -> None:
        if self.blocks and (data.strip() or self.blocks[-1][1]):
            mark, words = self.blocks[-1]
            self.blocks[-1] = (mark, words + data)

    def text(self) -> str:
        """All blocks, with an empty line between them, but for those of a list."""
        text = before = ""
        for mark, words in self.blocks:
            lines = TextWrapper(LINE, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)
            gap = "\n" if mark and before else "\n\n"
            text += (gap if text else "") + lines.fill(folded(words))
            before = mark
        return text
