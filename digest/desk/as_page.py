"""A mail as a page of the desk, where nothing may be styled from within its tags as mail programs want it."""

import re
from html import unescape

from csp.constants import NONE, SELF

from core.policy import policy_in_words, source_of

_TAG = re.compile(r'<[a-z][^\s<>/"]*(?:\s+[^\s<>="]+(?:="[^"]*")?)*\s*/?>', re.IGNORECASE)
_STYLE = re.compile(r'\sstyle="([^"]*)"', re.IGNORECASE)
_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def as_page(html: str) -> tuple[str, str]:
    """The same mail with the styles of its tags in a sheet, and the content policy that lets no other style in.

    What the mail's own sheet overrules in a tag, it overrules here too, for it says so with `!important`.
    """
    found: dict[str, int] = {}

    def named(style: re.Match[str]) -> str:
        return f' data-styled="{found.setdefault(unescape(style[1]), len(found))}"'

    moved = _TAG.sub(lambda tag: _STYLE.sub(named, tag[0]), html)
    sheet = "\n".join(f'[data-styled="{number}"] {{ {style} }}' for style, number in found.items())
    page = moved.replace("</head>", f"<style>{sheet}</style></head>", 1)
    return page, policy_in_words(script_src=[NONE], style_src=[SELF, *map(source_of, _SHEET.findall(page))])
