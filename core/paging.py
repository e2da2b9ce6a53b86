"""Long lists in pages."""

from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from core.grammar import counted
from core.missing import Missing, Suggestion, readable


def page_of(request: HttpRequest, items: QuerySet[Any], *, size: int) -> Page[Any]:
    """The page of `items` that `?page=` asks for, the first by default. Raises Missing where there is no such page."""
    paginator = Paginator(items, size)
    asked = request.GET.get("page", "1")
    try:
        return paginator.page(asked)
    except (EmptyPage, PageNotAnInteger) as error:
        message = f"There is no page “{readable(asked)}” here; the list has {counted(paginator.num_pages, 'page')}."
        raise Missing(message, [Suggestion("The first page", request.path)]) from error
