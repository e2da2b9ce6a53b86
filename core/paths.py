"""The paths of the many things that a slug names. A page shows dozens of them, and reverse() searches for each anew."""

from functools import cache

from django.urls import get_script_prefix, reverse

_PLACE = "the-slug"


def path_to(name: str, slug: str) -> str:
    """The path of the page `name` of what has this slug, as reverse() says it. Raises NoReverseMatch as that does."""
    if not (slug.isascii() and slug.replace("-", "").isalnum()):
        return reverse(name, args=[slug])
    before, after = _around(name, get_script_prefix())
    return f"{before}{slug}{after}"


@cache
def _around(name: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the slug, on a site that is mounted at `prefix`."""
    before, _, after = reverse(name, args=[_PLACE]).partition(_PLACE)
    return before, after
