"""Long lists in pages: each names the addresses of its neighbours, in its body and in the header Link."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from compare.api.errors import Unfit
from compare.api.writing import whole
from core.grammar import listed
from core.keyset import NoSuchPlace
from core.missing import Missing, readable

S = TypeVar("S")
MOST, USUALLY = 100, 24
LONGEST_PLACE = 3_000


class PageQuery(BaseModel):
    """The part of a list that is asked for."""

    after: Annotated[
        str | SkipJsonSchema[None],
        Field(max_length=LONGEST_PLACE, description="Only what comes after a place. See `next`."),
    ] = None
    before: Annotated[
        str | SkipJsonSchema[None], Field(max_length=LONGEST_PLACE, description="Only what comes right before it.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many at most.")] = USUALLY


def part_of(take: Callable[..., S], page: PageQuery) -> S:
    """The part of a list that is asked for, as `take` makes it from `after`, `before` and `size`.

    Raises Missing for a place that the list has not named, and Unfit where two places are given.
    """
    try:
        part = take(after=page.after or "", before=page.before or "", size=page.limit)
    except NoSuchPlace as error:
        raise Missing(
            "This list has no such place. Take the addresses of its pages from “next” and “previous”."
        ) from error
    if page.after and page.before:
        raise Unfit("Ask for what comes after a place or for what comes before one, and not for both.", "before")
    return part


def neighbours(request: HttpRequest, response: HttpResponse, *, before: str, after: str) -> dict[str, str | None]:
    """The fields `next` and `previous` of a page, which also go into the header Link of its response."""
    addresses = {"next": _beside(request, "after", after), "previous": _beside(request, "before", before)}
    links = [f'<{url}>; rel="{rel}"' for rel, url in zip(("next", "prev"), addresses.values(), strict=True) if url]
    if links:
        response["Link"] = ", ".join(links)
    return addresses


def only(request: HttpRequest, names: Iterable[str], *, repeated: Iterable[str] = ()) -> None:
    """Raises Unfit for a parameter that is none of `names`, and for one given twice that is not among `repeated`."""
    possible = list(names)
    for name, values in request.GET.lists():
        if name not in possible:
            raise Unfit(
                f"There is no parameter “{readable(name)}” here. {_there_is(possible)}", readable(name), possible
            )
        if len(values) > 1 and name not in repeated:
            raise Unfit(f"“{name}” is given {len(values)} times. Give it once.", name)


def _there_is(names: list[str]) -> str:
    return f"There is {listed(names)}." if names else "There is none."


def _beside(request: HttpRequest, side: str, place: str) -> str | None:
    if not place:
        return None
    query: Mapping[str, Any] = {name: values for name, values in request.GET.lists() if name not in ("after", "before")}
    return whole(f"{request.path}?{urlencode({**query, side: place}, doseq=True)}")
