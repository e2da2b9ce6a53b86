"""Everything that is wrong with a file is told at once, by line and column, and nothing of the file is imported."""

import pytest
from django.db import connection

from core.exchange.resource import SHOWN
from reviews.models import Review
from tests.admin.catalogue_files import FACTS, REVIEWS, TOOLS, csv_of, faults_in, json_of, look, refused
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tools.models import Fact, Tool

pytestmark = pytest.mark.django_db
URL = "Enter a valid URL."
WHOLE = {
    "slug": "new",
    "name": "New",
    "qualifier": "",
    "tagline": "It works.",
    "description": "In two lines,\nof which this is the second.",
    "category": "developer-tools",
    "website": "https://example.org/",
    "entry_amount": "20",
    "entry_currency": "USD",
    "entry_unit": "month",
    "state": "published",
    "published_at": "2026-10-01T09:00:00Z",
}
# What is wrong in a row, in which column that is told, and how. Twenty different faults.
WRONG_TOOLS: list[tuple[dict[str, str], str, str]] = [
    ({"category": "shelf"}, "category", "No category has the slug “shelf”. Correct it, or add the category first."),
    ({"category": ""}, "category", "Name the category by its slug."),
    (
        {"slug": "a-vs-b"},
        "slug",
        "“vs” cannot be a word of a tool's slug, because the address of a comparison is split there.",
    ),
    (
        {"slug": "Tool_4"},
        "slug",
        "Use lower-case letters a to z, digits and single hyphens between them, such as smolvlm-3b.",
    ),
    ({"slug": "tool-1"}, "slug", "Line 2 has slug “tool-1” already. Keep one of them."),
    ({"name": "", "state": "draft"}, "name", "This field cannot be blank."),
    ({"name": "x" * 121}, "name", "Ensure this value has at most 120 characters (it has 121)."),
    ({"name": "A\x00"}, "name", "It holds the control character U+0000. Take it out."),
    ({"name": "Two\nlines"}, "name", "It goes over several lines. Write it in one."),
    (
        {"name": "taken"},
        "qualifier",
        "Another published tool has this name. Give each of them its own qualifier, such as “on-device release”.",
    ),
    ({"tagline": ""}, "tagline", "Readers need this before it can be published."),
    ({"description": "\x0b"}, "description", "It holds the control character U+000B. Take it out."),
    ({"website": "javascript:alert(1)"}, "website", URL),
    ({"entry_amount": "1,50"}, "entry_amount", "“1,50” value must be a decimal number."),
    ({"entry_amount": "-1"}, "entry_amount", "Ensure this value is greater than or equal to 0."),
    ({"entry_amount": "0.1234567"}, "entry_amount", "Ensure that there are no more than 6 decimal places."),
    ({"entry_currency": "usd"}, "entry_currency", "Use the three letters of ISO 4217, such as USD."),
    (
        {"entry_unit": "monthly"},
        "entry_unit",
        "Write a period as month, year or seat/month, and a quantity as 1M tokens.",
    ),
    ({"state": "hidden"}, "state", "“hidden” is not known here. Use one of these: draft, published, withdrawn."),
    (
        {"published_at": "2026-02-30T09:00Z"},
        "published_at",
        "“2026-02-30T09:00Z” value has the correct format (YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]) but it is an invalid "
        "date/time.",
    ),
]


def wrong_tools() -> list[dict[str, str]]:
    """A tool for each of the twenty faults, and one that is whole before them."""
    CategoryFactory()
    ToolFactory(name="Taken")
    rows = [WHOLE | {"slug": "tool-1", "name": "Tool 1"}]
    for number, (wrong, _, _) in enumerate(WRONG_TOOLS, 2):
        rows.append(WHOLE | {"slug": f"tool-{number}", "name": f"Tool {number}"} | wrong)
    return rows


def test_twenty_different_faults_of_a_csv_are_told_by_line_and_column(admin_client):
    assert len(WRONG_TOOLS) == 20
    rows = wrong_tools()

    told = refused(admin_client, TOOLS, csv_of(*rows))

    heights = [1 + "".join(row.values()).count("\n") for row in rows]
    lines = [2 + sum(heights[:place]) for place in range(1, len(rows))]
    assert told == [
        f"Line {line}, {column}: {message}" for line, (_, column, message) in zip(lines, WRONG_TOOLS, strict=True)
    ]
    assert lines[-1] > 2 * len(lines)  # most records go over two lines


def test_the_same_faults_of_a_json_are_told_by_record_and_column(admin_client):
    told = refused(admin_client, TOOLS, json_of(*wrong_tools()), "file.json")

    assert told == [
        f"Record {number}, {column}: {message.replace('Line 2', 'Record 1')}"
        for number, (_, column, message) in enumerate(WRONG_TOOLS, 2)
    ]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"tool": "none"}, "tool: No tool has the slug “none”. Correct it, or add the tool first."),
        ({"tool": ""}, "tool: Name the tool by its slug."),
        (
            {"attribute": "x\x00"},
            "attribute: No attribute has the slug “x\\x00”. Correct it, or add the attribute first.",
        ),
        ({"value": ""}, "value: This field cannot be blank."),
        ({"value": " "}, "value: A fact says something."),
        ({"source_url": "ftp://example.org"}, f"source_url: {URL}"),
        ({"checked_on": "2999-01-01"}, "checked_on: This day has not come yet."),
        (
            {"checked_on": "soon"},
            "checked_on: “soon” value has an invalid date format. It must be in YYYY-MM-DD format.",
        ),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_wrong_fact_is_told(admin_client, wrong, fault, is_new):
    row = {"tool": "smol", "attribute": "parameters", "value": "3B", "source_url": "", "checked_on": ""}
    if is_new:
        ToolFactory(slug="smol")
        AttributeFactory(slug="parameters")
    else:
        FactFactory(tool__slug="smol", attribute__slug="parameters", value="2B")

    assert refused(admin_client, FACTS, csv_of(row | wrong)) == [f"Line 2, {fault}"]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"reviewer": "poet"}, "reviewer: No reviewer has the slug “poet”. Correct it, or add the reviewer first."),
        ({"verdict": "meh"}, "verdict: “meh” is not known here. Use one of these: ship, skip."),
        ({"verdict": ""}, "verdict: This field cannot be blank."),
        ({"score": "101"}, "score: Ensure this value is less than or equal to 100."),
        ({"score": "-1"}, "score: Ensure this value is greater than or equal to 0."),
        ({"score": "85.5"}, "score: “85.5” value must be an integer."),
        ({"score": "9" * 5000}, f"score: “{'9' * 299} …"),
        ({"body": " "}, "body: Readers need this before it can be published."),
        ({"body": "x" * 10_001}, "body: Ensure this value has at most 10000 characters (it has 10001)."),
        ({"published_at": "0001-01-01T00:00+14:00"}, "published_at: This time is not in the calendar."),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_a_wrong_review_is_told(admin_client, wrong, fault):
    ToolFactory(slug="smol")
    ReviewerFactory(slug="builder")
    row = {"tool": "smol", "reviewer": "builder", "verdict": "ship", "score": "", "body": "It ships."}

    assert refused(admin_client, REVIEWS, csv_of(row | {"state": "published"} | wrong)) == [f"Line 2, {fault}"]


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ({}, "Readers have seen another verdict or score: tell them why it changes."),
        ({"reason": " "}, "Readers have seen another verdict or score: tell them why it changes."),
        ({"reason": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
    ],
)
@pytest.mark.parametrize("change", [{"verdict": "skip"}, {"score": "61"}, {"score": ""}])
def test_a_published_verdict_or_score_does_not_change_without_a_reason(admin_client, reason, fault, change):
    ReviewFactory(tool__slug="smol", reviewer__slug="builder", verdict="ship", score=60)

    told = refused(admin_client, REVIEWS, csv_of({"tool": "smol", "reviewer": "builder"} | change | reason))

    assert told == [f"Line 2, reason: {fault}"]


def test_all_faults_of_one_row_are_told(admin_client):
    ToolFactory(name="Taken", slug="taken")
    row = WHOLE | {"name": "Taken", "website": "x", "tagline": " ", "entry_amount": "many"}

    assert refused(admin_client, TOOLS, csv_of(row)) == [
        "Line 2, qualifier: Another published tool has this name. Give each of them its own qualifier, such as "
        "“on-device release”.",
        "Line 2, tagline: Readers need this before it can be published.",
        f"Line 2, website: {URL}",
        "Line 2, entry_amount: “many” value must be a decimal number.",
    ]


def test_rows_that_clash_with_each_other_are_told(admin_client):
    CategoryFactory()

    told = refused(admin_client, TOOLS, csv_of(WHOLE | {"slug": "one"}, WHOLE | {"slug": "other"}))

    assert told == [
        "Line 4, qualifier: Another published tool has this name. Give each of them its own qualifier, such as "
        "“on-device release”."
    ]


def test_what_only_the_database_knows_is_told(admin_client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tools_tool ADD CONSTRAINT not_evil CHECK (maker <> 'Evil')")
    ToolFactory(slug="smol")

    [told] = refused(admin_client, TOOLS, csv_of({"slug": "smol", "maker": "Evil"}))

    assert told.startswith("Line 2: The database refuses it: ")
    assert "not_evil" in told


def test_one_wrong_row_after_many_right_ones_keeps_all_of_them_out(admin_client):
    CategoryFactory()
    rows = [WHOLE | {"slug": f"tool-{number}", "name": f"Tool {number}"} for number in range(300)]

    told = refused(admin_client, TOOLS, csv_of(*rows, WHOLE | {"category": "shelf"}))

    assert told == ["Line 602, category: No category has the slug “shelf”. Correct it, or add the category first."]
    assert not Tool.objects.exists()


def test_of_very_many_faults_the_rest_is_counted(admin_client):
    rows = [{"tool": f"tool-{number}", "attribute": "parameters"} for number in range(SHOWN)]

    answer = look(admin_client, FACTS, csv_of(*rows))

    assert len(faults_in(answer)) == SHOWN
    assert f"And {SHOWN} more of the kind." in answer.content.decode()


def test_a_new_row_needs_columns_that_a_known_one_does_not(admin_client):
    ToolFactory(slug="smol")

    assert refused(admin_client, TOOLS, csv_of({"slug": "smol", "maker": "A"}, {"slug": "new", "maker": "A"})) == [
        "Line 3, name: This tool is new, so it needs this column.",
        "Line 3, category: This tool is new, so it needs this column.",
    ]


def test_unknown_columns_are_told_with_the_faults_of_the_rows(admin_client):
    ToolFactory(slug="smol")

    told = refused(admin_client, TOOLS, csv_of({"slug": "smol", "licens": "MIT", "website": "x", "logo": ""}))

    columns = (
        "slug, name, qualifier, tagline, description, category, maker, website, licence, entry_amount, "
        "entry_currency, entry_unit, pricing, best_for, state and published_at"
    )
    assert told == [
        f"Line 1, licens: There is no such column. The columns of tools are {columns}.",
        f"Line 1, logo: There is no such column. The columns of tools are {columns}.",
        f"Line 2, website: {URL}",
    ]


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (TOOLS, "The column slug is missing, by which a row is told from the others."),
        (FACTS, "The columns tool and attribute are missing, by which a row is told from the others."),
    ],
)
def test_missing_key_columns_are_named(admin_client, path, missing):
    assert missing in refused(admin_client, path, csv_of({"value": "3B"}))


def test_a_record_without_its_key_is_told(admin_client):
    ToolFactory(slug="smol")
    records = [{"slug": "smol", "maker": "A"}, {"maker": "B"}]

    assert refused(admin_client, TOOLS, json_of(*records), "file.json") == ["Record 2, slug: Every record needs this."]


def test_a_column_that_no_record_names_is_no_fault_of_the_others(admin_client):
    ToolFactory(slug="smol")
    content = b'[{"slug": "smol", "maker": "A", "maker": "B"}, "smol", {"slug": "smol-2", "maker": [1]}]'

    assert refused(admin_client, TOOLS, content, "file.json") == [
        "Record 1, maker: It is named twice in this record. Keep one of them.",
        "Record 2: It is no record. Write it as {“column”: “text”, …}.",
        "Record 3, maker: Give a text, a number or null.",
        "Record 3, name: This tool is new, so it needs this column.",
        "Record 3, category: This tool is new, so it needs this column.",
    ]


def test_half_of_a_letter_is_told(admin_client):
    ToolFactory(slug="smol")
    content = b'[{"slug": "smol", "maker": "\\ud800", "\\udfff": 1}]'

    told = refused(admin_client, TOOLS, content, "file.json")

    assert told[0].startswith("Record 1, \\udfff: There is no such column.")
    assert told[1:] == ["Record 1, maker: It holds the control character U+D800. Take it out."]


def test_nothing_is_left_of_reviews_whose_last_is_wrong(admin_client):
    ToolFactory(slug="smol")
    ReviewerFactory(slug="builder")
    row = {"tool": "smol", "reviewer": "builder", "verdict": "ship"}

    refused(admin_client, REVIEWS, csv_of(row, row | {"reviewer": "poet"}))

    assert not Review.objects.exists()
    assert not Fact.objects.exists()
