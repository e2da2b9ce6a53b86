"""Staff see which tools may be there twice, most alike first."""

import pytest
from django.contrib.auth.models import Permission

from compare.desk.duplicates import PER_WALK
from core.models import State
from tests.factories import CategoryFactory, ToolFactory
from tests.pages import get, texts
from tools.models import Tool

DUPLICATES = "/admin/duplicates/"

pytestmark = pytest.mark.django_db


def make(*names: str, **more) -> list[Tool]:
    """Drafts of these names: published tools of one name have different qualifiers."""
    whole = {"state": State.DRAFT} | more
    return [ToolFactory.create(name=name, slug=f"slug-{number}", **whole) for number, name in enumerate(names)]


def pairs(client, query: str = "") -> list[set[str]]:
    """The pairs of names on a page of the list, in order."""
    rows = get(client, DUPLICATES + query).select("tbody tr")
    return [set(texts(row.select("td > a:not([aria-label])"))) for row in rows]


@pytest.mark.parametrize("other", ["smolvlm-3b", "SMOL VLM 3B", "SmolVLM–3B!", "Smol.VLM.3B"])
def test_the_same_name_but_for_letter_case_spaces_and_punctuation(admin_client, other):
    make("SmolVLM-3B", "Mistral Small", other)

    assert pairs(admin_client) == [{"SmolVLM-3B", other}]


def test_nearly_the_same_name_comes_after_the_same_and_most_alike_first(admin_client):
    make("GitHub Copilot", "GitHub Copilott", "Github co-pilot", "Perplexity AI", "Perplexity", "Cursor", "Aider")

    assert pairs(admin_client) == [
        {"GitHub Copilot", "Github co-pilot"},
        {"GitHub Copilot", "GitHub Copilott"},
        {"Perplexity AI", "Perplexity"},
        {"GitHub Copilott", "Github co-pilot"},
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("Mistral Small 3.1", "Mistral Small 3.2"),
        ("Llama 3 70B Instruct", "Llama 3 8B Instruct"),
        ("Video Model v1", "Video Model v2"),
        ("Mistral Medium", "Mistral Medium 3"),
    ],
)
def test_names_with_different_numbers_are_no_duplicates(admin_client, names):
    make(*names)

    assert pairs(admin_client) == []
    assert "Names with different numbers" in admin_client.get(DUPLICATES).content.decode()


def test_names_with_the_same_numbers_may_be(admin_client):
    make("Mistral Small 3.1", "Mistral Smal 3.1")

    assert pairs(admin_client) == [{"Mistral Small 3.1", "Mistral Smal 3.1"}]


def test_what_qualifiers_tell_apart_comes_last_among_the_same(admin_client):
    make("Aider", "AIDER", qualifier="told apart by none")
    ToolFactory(name="A 1", slug="a-1", qualifier="on-device release")
    ToolFactory(name="A1", slug="a-2", qualifier="server release")

    assert pairs(admin_client)[1] == {"A 1 (on-device release)", "A1 (server release)"}


def test_withdrawn_tools_are_left_out(admin_client):
    make("Perplexity", "perplexity", "Perplexity AI", state=State.WITHDRAWN)
    make_one = ToolFactory(name="PERPLEXITY", slug="shown")

    assert make_one.pk
    assert pairs(admin_client) == []


@pytest.mark.parametrize("names", [("!!!", "???"), ("💡", "🔥")])
def test_names_without_a_letter_are_not_the_same(admin_client, names):
    make(*names)

    assert pairs(admin_client) == []


def test_of_many_of_one_name_each_is_paired_with_the_published_one(admin_client):
    make("aider", "Aider", "AIDER")
    published = ToolFactory(name="Aider!", slug="published")

    assert pairs(admin_client) == [{"Aider!", name} for name in ("aider", "Aider", "AIDER")]
    links = get(admin_client, DUPLICATES).select("a[aria-label^=Rehearse]")
    assert all(f"merge/?keep={published.pk}&drop=" in link["href"] for link in links)


def test_a_pair_leads_to_the_rehearsal_of_its_merge(admin_client):
    one, other = make("Aider", "aider")

    link = get(admin_client, DUPLICATES).select_one("a[aria-label^=Rehearse]")

    assert link["href"] == f"/admin/merge/?keep={one.pk}&drop={other.pk}"
    assert link["aria-label"] == "Rehearse merging Aider and aider"
    assert admin_client.get(link["href"]).status_code == 200


def test_without_duplicates_it_says_so(admin_client):
    html = admin_client.get(DUPLICATES).content.decode()

    assert html.count("<p>None.</p>") == 2


def test_a_large_catalogue_is_gone_through_along_the_alphabet(admin_client):
    category = CategoryFactory()
    words = [f"{a}{b}{c}" for a in "bcdfg" for b in "aeiou" for c in "lmnprstvwxz"]
    filling = [f"{word} and {word[::-1]}" for word in words][: PER_WALK - 2]
    names = [*filling, "AAAA Perplexity", "ZZZZ Perplexity", "zzzz perplexitie", "AAAA Perplexitie"]
    Tool.objects.bulk_create(
        ToolFactory.build(name=name, slug=f"tool-{number}", category=category) for number, name in enumerate(names)
    )

    assert {"AAAA Perplexity", "AAAA Perplexitie"} in pairs(admin_client)
    assert {"ZZZZ Perplexity", "zzzz perplexitie"} in pairs(admin_client, "?page=2")
    assert {"ZZZZ Perplexity", "zzzz perplexitie"} not in pairs(admin_client)
    page = get(admin_client, DUPLICATES + "?page=2").text
    assert f"here are tools {PER_WALK + 1} to {PER_WALK + 2} of {PER_WALK + 2}" in " ".join(page.split())


@pytest.mark.parametrize("page", ["0", "-1", "999999", "abc", "%00", "9" * 5000])
def test_a_mistaken_page_number_shows_a_page(admin_client, page):
    make("Aider", "aider")

    assert admin_client.get(f"{DUPLICATES}?page={page}").status_code == 200


def test_of_very_many_of_one_name_a_bearable_number_is_shown_with_few_queries(
    admin_client, django_assert_max_num_queries
):
    category = CategoryFactory()
    Tool.objects.bulk_create(
        ToolFactory.build(name="Same", slug=f"same-{number}", category=category, state=State.DRAFT)
        for number in range(300)
    )

    with django_assert_max_num_queries(12):
        html = admin_client.get(DUPLICATES).content.decode()

    assert html.count("Rehearse merging") == 100
    assert "These are the first 100. Once some of them are merged, the next come up." in html


@pytest.mark.parametrize("missing", [None, "change_tool", "delete_tool", "publish_review"])
def test_only_those_who_may_merge_see_it(client, django_user_model, missing):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    rights = {"view_tool", "change_tool", "delete_tool", "publish_review"} - {missing}
    editor.user_permissions.set(Permission.objects.filter(codename__in=rights))

    assert client.get(DUPLICATES).headers["Location"].startswith("/admin/login/")
    client.force_login(editor)
    assert client.get(DUPLICATES).status_code == (403 if missing else 200)
