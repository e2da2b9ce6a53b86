"""What the templates of the staff's desk need."""

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.filter
def in_panel_order(forms: Iterable[Any]) -> list[Any]:
    """The forms of a scorecard in the order in which the panel speaks, without the empty one that scripts copy."""
    places = [one for one in forms if one.form.prefix and "__prefix__" not in one.form.prefix]
    return sorted(places, key=_place)


def _place(one: Any) -> tuple[int, str]:
    reviewer = one.form.place_of
    return (reviewer.position, reviewer.name) if reviewer else (0, "")
