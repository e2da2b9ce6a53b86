"""How comparisons are addressed: the slugs of their tools, joined by `-vs-`."""

from collections.abc import Iterable

from django.core.validators import RegexValidator

from core.paths import path_to

SEPARATOR = "-vs-"
MAX_TOOLS = 4

# Stricter than "does not contain -vs-": `a-vs` and `b` would join to an address that splits into `a` and `vs-b`.
VS_PATTERN = r"(^|-)vs(-|$)"

validate_no_vs = RegexValidator(
    VS_PATTERN,
    "“vs” cannot be a word of a tool's slug, because the address of a comparison is split there.",
    inverse_match=True,
)


def comparison_path(slugs: Iterable[str]) -> str:
    """The path of the comparison of the tools with these slugs, the first-named on the left."""
    return path_to("comparison", SEPARATOR.join(slugs))
