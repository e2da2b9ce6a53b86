"""What templates need and Django does not bring."""

from urllib.parse import urlsplit

from django import template
from django.utils.safestring import SafeString

from core import grammar
from core import markdown as prose

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return prose.render(text)


@register.filter
def listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return grammar.listed(names)


@register.filter
def hostname(address: str) -> str:
    """The host of a web address, by which readers know a source: `cursor.com`; of a broken one, what it says."""
    try:
        host = urlsplit(address).hostname
    except ValueError:  # such as `http://[`, which forms refuse and bulk writes don't
        host = None
    return (host or address).removeprefix("www.")
