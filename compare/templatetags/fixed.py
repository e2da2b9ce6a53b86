"""What is the same on every page."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString

register = template.Library()


@register.tag
def fixed(parser: Parser, token: Token) -> template.Node:
    """`{% fixed %}...{% endfixed %}`: what stands between is rendered once in a process, and then remembered.

    `{% fixed SITE_NAME section %}` once for each value of these, of which there may only be few; it may hold no others.
    """
    by = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodes = parser.parse(("endfixed",))
    parser.delete_first_token()
    return _Fixed(nodes, by)


class _Fixed(template.Node):
    def __init__(self, nodelist: NodeList, by: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.by = by
        self.known: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        # Addresses begin with the prefix under which the site is mounted.
        key = (get_script_prefix(), *(word.resolve(context, ignore_failures=True) for word in self.by))
        if key not in self.known:
            self.known[key] = self.nodelist.render(context)
        return self.known[key]
