"""What can be asked for under `/api/`."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, TypeVar, cast

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from compare.addressed import tools_called, tools_compared
from compare.api import schemas, writing
from compare.api.paging import MOST, USUALLY, PageQuery, neighbours, only, part_of
from compare.catalogue.slices import (
    DEFAULT_SORT,
    LONGEST_LICENCE,
    LONGEST_VALUE,
    MOST_FACTS,
    SORTS,
    VERDICTS,
    Filters,
    slice_of_tools,
)
from compare.listings import list_comparisons
from compare.missing import category_called, reviewer_called
from compare.moved import moved
from compare.panels import build_comparison
from compare.search.results import LONGEST, search
from compare.tool_page import build_tool_page
from core.keyset import Order, slice_of
from core.missing import Missing
from core.slugs import SLUG_MAX_LENGTH
from reviews.models import Review, Reviewer
from reviews.selectors import reviewer_tallies
from tools.addresses import SEPARATOR, comparison_path
from tools.models import Category, Comparison
from tools.querysets import title_of
from votes.community import Community
from votes.selectors import community_tallies

View = TypeVar("View", bound=Callable[..., Any])
LATEST_FIRST = Order({"published_at": datetime, "pk": int}, descending=True)
IN_PLACE = Order({"position": int, "name": str})
PROBLEMS: dict[int, Any] = dict.fromkeys((400, 404, 405, 422, 429, 500), schemas.Problem)
# Without a body: where it is now, and that nothing has changed.
ELSEWHERE: dict[int, Any] = {301: None, 304: None}
Absent = SkipJsonSchema[None]  # there is no way to write null into an address
Slug = Annotated[str, Field(min_length=1, max_length=SLUG_MAX_LENGTH)]


class Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title=settings.SITE_NAME,
    version="1",
    description="Verdicts, votes, prices and sourced facts on AI tools, as the pages of the site have them. Read-only.",
    docs_url=None,
    openapi_url=None,
    servers=[{"url": settings.SITE_URL}],
    renderer=Renderer(),
)


def reads(route: str, answer: type[BaseModel], *, name: str, tag: str) -> Callable[[View], View]:
    """Makes a function that returns an `answer` the operation `name` at `route`."""
    responses = {200: answer, **PROBLEMS, **ELSEWHERE}
    return api.get(route, response=responses, operation_id=name, url_name=f"api-{name}", tags=[tag])


@api.exception_handler(Exception)
@api.exception_handler(Http404)
@api.exception_handler(ValidationError)
def pass_on(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Leaves what goes wrong to `compare.api.serving`, where everything else can go wrong too. Raises it."""
    raise exception


def one_of(choices: Iterable[str], description: str) -> Any:
    """A text that is one of `choices`; whoever reads the filters checks that and names them."""
    return Field(min_length=1, description=description, json_schema_extra={"enum": [*choices]})


class ToolQuery(PageQuery):
    """Which tools, and in which order: what the address of the catalogue says."""

    category: Annotated[Slug | Absent, Field(description="A category by its slug.")] = None
    licence: Annotated[str | Absent, Field(min_length=1, max_length=LONGEST_LICENCE)] = None
    free: Annotated[str | Absent, one_of(["1"], "Only what has a free way in.")] = None
    verdict: Annotated[str | Absent, one_of(VERDICTS, "Only what the panel says this of.")] = None
    reviewer: Annotated[Slug | Absent, Field(description="Only what this reviewer, by slug, has reviewed.")] = None
    fact: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=SLUG_MAX_LENGTH + 1 + LONGEST_VALUE)]],
        Field(max_length=MOST_FACTS, description="An attribute by its slug, and its value: `runs-on:Linux`."),
    ] = []
    sort: Annotated[str, one_of(SORTS, "In which order.")] = DEFAULT_SORT


class SearchQuery(BaseModel):
    """What to look for."""

    q: Annotated[str, Field(min_length=1, max_length=LONGEST, description="Names, parts of names, words, or `a vs b`.")]
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many tools at most.")] = USUALLY


class ReviewQuery(PageQuery):
    """Which reviews."""

    reviewer: Annotated[Slug | Absent, Field(description="By this reviewer, by slug.")] = None
    category: Annotated[Slug | Absent, Field(description="On tools of this category, by slug.")] = None
    tool: Annotated[Slug | Absent, Field(description="On this tool, by slug.")] = None


@reads("tools", schemas.Tools, name="tools", tag="tools")
def tools(request: HttpRequest, response: HttpResponse, query: Query[ToolQuery]) -> schemas.Tools:
    """The catalogue: every tool, filtered and sorted as on its page."""
    only(request, ToolQuery.model_fields, repeated=["fact"])
    filters = Filters.from_query(request.GET)
    part = part_of(lambda **places: slice_of_tools(filters, **places), query)
    votes = community_tallies([row.tool.pk for row in part.rows])
    rated = [(row, Community(votes[row.tool.pk], settings.COMMUNITY_MIN_VOTES)) for row in part.rows]
    return schemas.Tools(
        **neighbours(request, response, before=part.before, after=part.after),
        items=[writing.rated_tool(row, community) for row, community in rated],
    )


@reads("tools/{slug}", schemas.Tool, name="tool", tag="tools")
def tool(request: HttpRequest, slug: str) -> schemas.Tool | HttpResponse:
    """Everything on one tool. A slug that it had before leads to the one that it has now."""
    only(request, [])
    (found,) = tools_called([slug])
    if found.slug != slug:
        return moved(request, reverse("api-tool", args=[found.slug]))
    return writing.tool(build_tool_page(found))


@reads("comparisons", schemas.Comparisons, name="comparisons", tag="comparisons")
def comparisons(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> schemas.Comparisons:
    """The comparisons that staff put forward, latest first. Any other tools can be compared as well."""
    only(request, PageQuery.model_fields)
    rows = Comparison.objects.published()
    part = part_of(lambda **places: slice_of(rows, LATEST_FIRST, **places), query)
    return schemas.Comparisons(
        **neighbours(request, response, before=part.before, after=part.after),
        items=[writing.listed_comparison(one) for one in list_comparisons(part.rows)],
    )


@reads("compare/{slugs}", schemas.Comparison, name="comparison", tag="comparisons")
def comparison(request: HttpRequest, slugs: str) -> schemas.Comparison | HttpResponse:
    """Two to four tools side by side, their slugs joined by `-vs-`, in whatever order: the first stands left."""
    only(request, [])
    found = tools_compared(slugs)
    now = SEPARATOR.join(tool.slug for tool in found)
    if len(found) == 1 and SEPARATOR in slugs.lower():
        return moved(request, reverse("api-tool", args=[now]))
    if len(found) == 1:
        raise Missing(
            f"A comparison takes two tools or more. Everything on this one: {writing.api_url('api-tool', now)}"
        )
    if now != slugs:
        return moved(request, reverse("api-comparison", args=[now]))
    return writing.comparison(build_comparison(found), comparison_path(tool.slug for tool in found))


@reads("reviews", schemas.Reviews, name="reviews", tag="panel")
def reviews(request: HttpRequest, response: HttpResponse, query: Query[ReviewQuery]) -> schemas.Reviews:
    """Every review, latest first."""
    only(request, ReviewQuery.model_fields)
    rows = Review.objects.published().select_related("tool", "reviewer").with_given()
    rows = rows.annotate(tool_title=title_of("tool__"))
    if query.reviewer:
        rows = rows.filter(reviewer=reviewer_called(query.reviewer))
    if query.category:
        rows = rows.filter(tool__category=category_called(query.category))
    if query.tool:
        rows = rows.filter(tool=tools_called([query.tool])[0])
    part = part_of(lambda **places: slice_of(rows, LATEST_FIRST, **places), query)
    return schemas.Reviews(
        **neighbours(request, response, before=part.before, after=part.after),
        items=[writing.review(one, title=cast(Any, one).tool_title) for one in part.rows],
    )


@reads("reviewers", schemas.Reviewers, name="reviewers", tag="panel")
def reviewers(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> schemas.Reviewers:
    """The panel, and whoever was on it and has been published, in panel order."""
    only(request, PageQuery.model_fields)
    published = Review.objects.published().filter(reviewer=OuterRef("pk"))
    rows = Reviewer.objects.filter(Q(active=True) | Exists(published))
    part = part_of(lambda **places: slice_of(rows, IN_PLACE, **places), query)
    tallies = reviewer_tallies([one.pk for one in part.rows])
    return schemas.Reviewers(
        **neighbours(request, response, before=part.before, after=part.after),
        items=[writing.reviewer(one, tallies[one.pk]) for one in part.rows],
    )


@reads("categories", schemas.Categories, name="categories", tag="tools")
def categories(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> schemas.Categories:
    """The shelves that tools stand on."""
    only(request, PageQuery.model_fields)
    part = part_of(lambda **places: slice_of(Category.objects.all(), IN_PLACE, **places), query)
    return schemas.Categories(
        **neighbours(request, response, before=part.before, after=part.after),
        items=[writing.whole_category(one) for one in part.rows],
    )


@reads("search", schemas.Found, name="search", tag="tools")
def find(request: HttpRequest, query: Query[SearchQuery]) -> schemas.Found:
    """What fits a text: tools, and a few comparisons and reviews, the best first. Typing errors are forgiven."""
    only(request, SearchQuery.model_fields)
    return writing.found(search(query.q, limit=query.limit))
