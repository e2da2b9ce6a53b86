"""Prose in Markdown, turned into HTML that is safe to show whoever wrote it."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Only what a review needs. Raw HTML is shown as the text it is; headings, pictures and tables are not Markdown here.
_parser = MarkdownIt("zero", {"html": False, "maxNesting": 100}).enable(
    ["emphasis", "backticks", "link", "escape", "entity", "newline", "list"]
)
# It sorts its rules when it first renders, and a second thread would meanwhile find but some of them.
_parser.render("first")
_TAGS = {"p", "br", "em", "strong", "code", "a", "ul", "ol", "li"}


@lru_cache(maxsize=10_000)
def render(text: str) -> SafeString:
    """The HTML of `text`: paragraphs, lists, emphasis, inline code and links, and nothing else.

    Each text is rendered once in a process and then remembered. Keeping the HTML in the database
    instead would let it go stale or be forged; rendering last keeps the sanitiser in front of every reader.
    """
    html = nh3.clean(
        _parser.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return mark_safe(html)  # noqa: S308 - this is the sanitiser's output
