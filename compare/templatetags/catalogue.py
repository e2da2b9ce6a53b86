"""What the form beside the catalogue needs: it has dozens of options, and a loop in a template takes long for each."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from compare.catalogue.facets import Facet, Option

register = template.Library()
CHOSEN = SafeString(" selected")


@register.filter
def options(facet: Facet) -> SafeString:
    """The choices of a facet as options of its select, each with how many tools it leaves."""
    return format_html_join("", '<option value="{}"{}>{} ({})</option>', map(_parts, facet.options))


def _parts(option: Option) -> tuple[str, str, str, str]:
    return option.value, CHOSEN if option.chosen else "", option.label, option.count
