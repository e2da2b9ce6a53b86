"""Writing Markdown (CommonMark with the tables of GitHub) out of texts that may hold anything."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import iri_to_uri

from compare.quoting.lettering import printable
from core.markdown import render
from core.verdicts import DASH

# Whatever could be markup within a line, for GitHub also formulas, struck out text and bare addresses.
WITHIN_A_LINE = re.compile(r"[\\`*_\[\]<>|~$#]|&(?=[#\w])|:(?=//)|(?<=www)\.", re.IGNORECASE)
# Where a backslash keeps a line from being of a list, from underlining a heading, or from being a row of dashes.
AT_ITS_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+=:]))")
IN_A_DESTINATION = re.compile(r"[()]|&(?=#?\w+;)")
BACKTICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """`text` on one line, in which every sign stands for itself wherever the line is put."""
    return _line(_inline(printable(text)))


def link(text: str, address: str) -> str:
    """A link to `address`, a path of this site or a whole address. Without one it is the text alone."""
    destination = _destination(address)
    return f"[{escaped(text)}]({destination})" if destination else escaped(text)


def address_of(path: str) -> str:
    """The whole address of a path of this site, as Markdown makes a link of it by itself."""
    return f"<{iri_to_uri(settings.SITE_URL + path)}>"


def row(cells: Iterable[str]) -> str:
    """A row of a table. The cells are Markdown already; an empty one gets a dash."""
    return f"| {' | '.join(cell or DASH for cell in cells)} |"


def quoted(prose: str) -> str:
    """A quotation of `prose`, which is Markdown by whomever: just what the site's pages make of it, and nothing more.

    It is written anew from their sanitised HTML, so raw HTML, headings, tables and pictures are the text they are.
    """
    writer = _Writer()
    writer.feed(render(prose))
    writer.close()
    return "\n".join(f"> {line}".rstrip() for line in writer.lines())


def _inline(text: str) -> str:
    return WITHIN_A_LINE.sub(r"\\\g<0>", text)


def _line(markdown: str) -> str:
    return AT_ITS_START.sub(r"\g<1>\\", markdown)


def _destination(address: str) -> str:
    if not address:
        return ""
    try:
        whole = urljoin(f"{settings.SITE_URL}/", address)
    except ValueError:  # such as `http://[`, which forms refuse and bulk writes don't
        return ""
    return IN_A_DESTINATION.sub(r"\\\g<0>", iri_to_uri(whole))


class _Writer(HTMLParser):
    """Writes the few elements of `core.markdown` down as Markdown: paragraphs, lists, and what is within them."""

    SIGNS = {"em": ("*", "_"), "strong": ("**", "__")}  # in turns, for one within the other

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._text = ""
        self._lists: list[int | None] = []  # of each open list the number of its next item, or None
        self._marker = ""
        self._indents: list[str] = []
        self._signs: list[str] = []
        self._addresses: list[str] = []
        self._code: str | None = None

    def lines(self) -> list[str]:
        """Everything that was written, without empty lines at its ends."""
        self._end_block()
        return "\n".join(self._lines).strip("\n").split("\n")

    def handle_data(self, data: str) -> None:
        before, after = (" " if end.isspace() else "" for end in (data[:1], data[-1:]))
        plain = printable(data)
        if self._code is not None:
            self._code += f"{before}{plain}{after}"
        else:
            self._text += f"{before}{_inline(plain)}{after if plain else ''}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SIGNS:
            self._signs.append(self.SIGNS[tag][len(self._signs) % 2])
            self._text += self._signs[-1]
        elif tag == "code":
            self._code = ""
        elif tag == "a":
            self._addresses.append(_destination(dict(attrs).get("href") or ""))
            if self._addresses[-1]:
                # An exclamation mark before it would make a picture of it.
                self._text = re.sub(r"!$", r"\\!", self._text) + "["
        elif tag == "br":
            self._text = f"{self._text.rstrip()}\\\n"
        else:
            self._end_block()
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SIGNS:
            self._text += self._signs.pop()
        elif tag == "code":
            self._text += _code_span(self._code or "")
            self._code = None
        elif tag == "a":
            address = self._addresses.pop()
            self._text += f"]({address})" if address else ""
        else:
            self._end_block()
            self._close(tag)

    def _open(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            number = self._lists[-1]
            self._marker = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1
            self._indents.append(" " * len(self._marker))

    def _close(self, tag: str) -> None:
        if tag == "li":
            self._indents.pop()
            self._marker = ""
        elif tag in ("ul", "ol"):
            self._lists.pop()

    def _end_block(self) -> None:
        text = "\n".join(_line(line.strip()) for line in self._text.strip().split("\n") if line.strip())
        self._text = ""
        if not text:
            return
        indent = "".join(self._indents)
        first = indent.removesuffix(" " * len(self._marker)) + self._marker
        self._marker = ""
        self._lines += ["", first + text.replace("\n", f"\n{indent}")]


def _code_span(code: str) -> str:
    fence = "`" * (max(map(len, BACKTICKS.findall(code)), default=0) + 1)
    ends = f"{code[:1]}{code[-1:]}"
    pad = " " if "`" in ends or (ends == "  " and code.strip()) else ""
    return f"{fence}{pad}{code}{pad}{fence}" if code else ""
