"""Tools are found by what people type: names, slugs and titles, and names with typing errors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import State
from tests.factories import PUBLISHED_AT, CategoryFactory, ToolFactory
from tools.models import Tool

pytestmark = pytest.mark.django_db


CATALOGUE = {
    "smollm3": "SmolLM3",
    "smollm3-on-device": "SmolLM3",
    "smolvlm-3b": "SmolVLM-3B",
    "smolvlm2-2b": "SmolVLM2-2B",
    "mistral-8x22b-v2": "Mistral 8x22B v2",
    "mistral-8x24b-mixture-of-experts": "Mistral 8x24B Mixture-of-Experts",
    "mistral-next-70b": "Mistral-Next 70B",
    "mistral-small-3-1": "Mistral Small 3.1",
}


@pytest.fixture
def catalogue() -> None:
    category = CategoryFactory()
    qualifiers = {"smollm3": "consumer-GPU release", "smollm3-on-device": "on-device release"}
    Tool.objects.bulk_create(
        ToolFactory.build(name=name, slug=slug, qualifier=qualifiers.get(slug, ""), category=category)
        for slug, name in CATALOGUE.items()
    )


def nearest(text: str) -> list[str]:
    return [tool.slug for tool in Tool.objects.published().nearest(text)]


def called(text: str) -> set[str]:
    return {tool.slug for tool in Tool.objects.published().called(text)}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("smollm", "smollm3"),
        ("SMOLLM3", "smollm3"),
        ("mistrl 8x", "mistral-8x22b-v2"),
        ("mistral small", "mistral-small-3-1"),
        ("mistral-smal-3.1", "mistral-small-3-1"),
        ("smolvlm", "smolvlm-3b"),
        ("smolvlm3b", "smolvlm-3b"),
        ("smolvlm-2b", "smolvlm2-2b"),
        ("next 70", "mistral-next-70b"),
    ],
)
def test_a_typing_error_leads_to_the_tool_that_was_meant(catalogue, typed, first):
    assert nearest(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("smolm", {"smollm3", "smollm3-on-device", "smolvlm-3b", "smolvlm2-2b"}),
        ("smol", {"smollm3", "smollm3-on-device", "smolvlm-3b", "smolvlm2-2b"}),
        ("70b", {"mistral-next-70b"}),
    ],
)
def test_a_name_half_typed_offers_all_that_it_could_become(catalogue, typed, offered):
    assert set(nearest(typed)) == offered


@pytest.mark.parametrize("typed", ["zzzzqqqq", "?", "", "日本語"])
def test_what_resembles_nothing_finds_nothing(catalogue, typed):
    assert nearest(typed) == []


def test_the_nearest_name_stands_first():
    for name in ("Mistral Large Instruct Preview", "Mistral Large", "Mistral", "Cursor"):
        ToolFactory(name=name)

    assert nearest("mistral large") == ["mistral-large", "mistral-large-instruct-preview", "mistral"]


def test_equally_near_names_come_in_the_order_of_their_slugs():
    for slug in ("b", "c", "a"):
        ToolFactory(name="Smol", slug=f"{slug}-smol", qualifier=slug)

    assert nearest("smol") == ["a-smol", "b-smol", "c-smol"]


def test_a_slug_is_as_good_as_a_name():
    ToolFactory(name="Totally Different", slug="smollm3")

    assert nearest("smolm3") == ["smollm3"]


def test_what_readers_cannot_see_is_never_offered():
    ToolFactory(name="SmolLM3", state=State.DRAFT)
    ToolFactory(name="SmolLM4", published_at=timezone.now() + timedelta(hours=1))

    assert nearest("smollm") == []
    assert called("SmolLM3") == called("smollm4") == set()


@pytest.mark.parametrize("typed", ["Mistral Small 3.1", "MISTRAL SMALL 3.1", "mistral-small-3-1", "Mistral-Small-3-1"])
def test_a_tool_is_called_by_its_name_or_slug_in_any_letter_case(catalogue, typed):
    assert called(typed) == {"mistral-small-3-1"}


def test_a_name_of_two_tools_calls_both_and_so_does_a_title(catalogue):
    assert called("smollm3") == {"smollm3", "smollm3-on-device"}
    assert called("SmolLM3 (On-Device release)") == {"smollm3", "smollm3-on-device"}


@pytest.mark.parametrize("typed", ["Smol", "SmolVLM", "%", "_", "SmolVLM_3B", ""])
def test_a_part_of_a_name_calls_nobody(catalogue, typed):
    assert called(typed) == set()


def test_newest_tools_come_first_and_of_one_moment_by_slug():
    for slug, days in (("b", 1), ("a", 1), ("old", 0), ("new", 2)):
        ToolFactory(slug=slug, published_at=PUBLISHED_AT + timedelta(days=days))

    assert [tool.slug for tool in Tool.objects.newest()] == ["new", "a", "b", "old"]
