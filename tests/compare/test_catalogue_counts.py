"""The number beside a choice in the catalogue is of the tools that choosing it would show."""

import pytest
from django.http import QueryDict

from compare.catalogue.facets import Facet, build_facets
from compare.catalogue.slices import Filters, slice_of_tools
from tests.factories import AttributeFactory, CategoryFactory, FactFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get
from tools.models import Category


def facets_of(query: str) -> dict[str, Facet]:
    """The facets by what readers call them."""
    return {one.label: one for one in build_facets(Filters.from_query(QueryDict(query)), Category.objects.all())}


def numbers(facet: Facet) -> dict[str, int]:
    return {option.label: option.number for option in facet.options}


@pytest.mark.parametrize(
    "query", ["", "category=coding-assistants&free=1", "verdict=ship&reviewer=builder&licence=MIT"]
)
def test_each_number_is_what_choosing_it_instead_would_show(catalogue: None, query: str):
    for facet in facets_of(query).values():
        for option in facet.options:
            chosen = QueryDict(query, mutable=True)
            chosen[facet.name] = option.value
            assert slice_of_tools(Filters.from_query(chosen)).how_many == option.number, option


def test_numbers_that_are_exact_need_no_word(client, catalogue: None):
    assert "50 or more" not in get(client, "/tools/").text


def test_facts_are_offered_where_tools_share_them(db):
    lone, shared = AttributeFactory(name="Lone"), AttributeFactory(name="Shared")
    one, other = ToolFactory(), ToolFactory()
    FactFactory(tool=one, attribute=lone, value="x")
    FactFactory(tool=one, attribute=shared, value="x")
    FactFactory(tool=other, attribute=shared, value="x")
    FactFactory(tool=ToolFactory(), attribute=shared, value="y")

    assert "Lone" not in facets_of("")
    assert numbers(facets_of("")["Shared"]) == {"x": 2}
    assert numbers(facets_of("fact=shared:y")["Shared"]) == {"x": 2, "y": 1}
    assert numbers(facets_of("fact=lone:z")["Lone"]) == {"z": 0}


def test_all_shelves_are_offered_and_whoever_reviews_or_did(db):
    CategoryFactory(name="Empty", slug="empty")
    ReviewerFactory(name="New")
    ReviewerFactory(name="Gone without a word", active=False)
    ReviewFactory(reviewer=ReviewerFactory(name="Gone", active=False))

    facets = facets_of("")

    assert numbers(facets["Category"]) == {"Developer Tools": 1, "Empty": 0}
    assert numbers(facets["Reviewed by"]) == {"New": 0, "Gone": 1}


def test_licences_read_as_people_write_them(db):
    ToolFactory(licence="Apache-2.0")

    (option,) = facets_of("licence=Apache-2.0")["Licence"].options

    assert (option.value, option.label, option.count, option.chosen) == ("Apache-2.0", "Apache 2.0", "1", True)
