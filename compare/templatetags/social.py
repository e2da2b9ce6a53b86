"""What links to pages look like elsewhere."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from compare.panels import ComparisonPage
from compare.pictures.content import Picture, picture_of_comparison, picture_of_site, picture_of_tool
from compare.tool_page import ToolPage

register = template.Library()


@register.tag
def kept(parser: Parser, token: Token) -> template.Node:
    """`{% kept as title %}...{% endkept %}` shows nothing, and keeps what stands between for several places.

    Raises TemplateSyntaxError unless it is written so.
    """
    match token.split_contents():
        case [_, "as", name]:
            nodes = parser.parse(("endkept",))
            parser.delete_first_token()
            return _Kept(nodes, name)
    raise template.TemplateSyntaxError("Write {% kept as NAME %}...{% endkept %}.")


class _Kept(template.Node):
    # A simple_block_tag would hide the blocks inside from the templates that extend them.
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> SafeString:
        context[self.name] = self.nodelist.render(context)
        return SafeString("")


@register.simple_tag
def link_picture(page: object) -> Picture:
    """The picture of a page: of a comparison and of a tool its own, of everything else the site's. No query."""
    if isinstance(page, ComparisonPage):
        return picture_of_comparison(page)
    if isinstance(page, ToolPage):
        return picture_of_tool(page.side)
    return picture_of_site()
