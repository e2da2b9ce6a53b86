"""Holding JSON-LD to the vocabulary of schema.org, as the package schema_org carries it."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from schema_org import registry

# What search engines ask for besides, so that there is something to show.
NEEDED = {
    "BreadcrumbList": {"itemListElement"},
    "EntryPoint": {"urlTemplate"},
    "ItemList": {"itemListElement"},
    "ListItem": {"name", "position"},
    "Offer": set[str](),
    "Organization": {"name"},
    "Rating": {"bestRating", "ratingValue", "worstRating"},
    "Review": {"author", "datePublished", "name"},
    "SearchAction": {"query-input", "target"},
    "SoftwareApplication": {"applicationCategory", "name", "url"},
    "UnitPriceSpecification": {"price", "priceCurrency", "unitText"},
    "WebSite": {"name", "potentialAction", "url"},
}
# Which values the data types take: https://schema.org/DataType.
DATA_TYPES = {
    "Text": lambda value: isinstance(value, str) and value != "",
    "URL": lambda value: isinstance(value, str) and urlsplit(value).scheme in ("http", "https"),
    "Number": lambda value: type(value) in (int, float),
    "Integer": lambda value: type(value) is int,
    "Date": lambda value: isinstance(value, str) and bool(date.fromisoformat(value)),
}


def faults(node: dict[str, Any], where: str = "") -> Iterator[str]:
    """What schema.org does not know or does not allow in `node` and all within it, a line for each."""
    kind = node.get("@type", "")
    where = f"{where}/{kind}"
    if kind not in NEEDED:
        yield f"{where}: nobody has said what this type needs"
        return
    assert kind in registry.CLASS_METADATA
    if missing := NEEDED[kind] - node.keys():
        yield f"{where} lacks {', '.join(sorted(missing))}"
    for name, value in node.items():
        if name in ("@type", "@id", "query-input"):  # the last is Google's own annotation of the action
            continue
        known = registry.PROPERTY_BY_SCHEMA.get(name)
        if known is None or not lineage(kind) & {*known.domains}:
            yield f"{where} has no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if not lineage(one.get("@type", "")) & {*known.ranges}:
                    yield f"{where}/{name} cannot be {one.get('@type')}"
                yield from faults(one, f"{where}/{name}")
            # An address may stand for the thing that is there.
            elif not any(fits(one) for type_, fits in DATA_TYPES.items() if type_ in known.ranges) and not (
                DATA_TYPES["URL"](one) and {*known.ranges} - DATA_TYPES.keys()
            ):
                yield f"{where}/{name} cannot be {one!r}"


def lineage(kind: str) -> set[str]:
    """A type and all that it is a kind of."""
    return {kind, *registry.ancestry(kind)} if kind in registry.CLASS_METADATA else {kind}
