"""A file is looked at first and imported once it is confirmed, and then the catalogue says what the file says."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages

from core.exchange.desk import forget_imports
from core.models import State
from reviews.models import Review
from tests.admin.catalogue_files import (
    EXCHANGED,
    FACTS,
    REVIEWS,
    TOOLS,
    bring_in,
    confirm,
    csv_of,
    everything,
    faults_in,
    json_of,
    look,
    summary_in,
)
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.voting import page_of
from tools.models import Fact, Tool

pytestmark = pytest.mark.django_db
SMOL = {"slug": "smol", "name": "Smol", "category": "developer-tools"}


@pytest.fixture(autouse=True)
def waiting(settings, tmp_path):
    """The folder of the files that wait to be confirmed."""
    folder = tmp_path / "imports"
    options = settings.STORAGES["imports"]["OPTIONS"] | {"location": folder}
    settings.STORAGES = settings.STORAGES | {"imports": settings.STORAGES["imports"] | {"OPTIONS": options}}
    return folder


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize(("path", "model", "resource"), EXCHANGED)
def test_export_and_import_of_the_whole_demo_changes_nothing(demo, admin_client, path, model, resource, form):
    before = everything()
    exported = admin_client.get(f"{path}export.{form}").content

    looked = look(admin_client, path, exported, f"file.{form}")

    assert summary_in(looked) == f"file.{form}: 0 new, 0 changed, {model.objects.count()} unchanged"
    assert model.objects.count() > 7
    assert not page_of(looked).select("[name=token]")
    assert everything() == before


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_was_deleted_comes_back_from_its_export(demo, admin_client, form):
    files = {path: admin_client.get(f"{path}export.{form}").content for path, _, _ in EXCHANGED}
    Tool.objects.all().delete()

    for path, content in files.items():
        bring_in(admin_client, path, content, f"file.{form}")

    assert {path: admin_client.get(f"{path}export.{form}").content for path in files} == files
    assert (Tool.objects.count(), Fact.objects.count(), Review.objects.count()) == (8, 39, 32)


def test_a_new_tool_has_what_its_row_says(admin_client):
    CategoryFactory()
    row = SMOL | {"entry_amount": "0.15", "entry_unit": "1M tokens", "tagline": "It, sees.", "description": "A\nB"}

    said = bring_in(admin_client, TOOLS, csv_of(row | {"state": "published", "published_at": "2026-10-01T11:00+02:00"}))

    assert said == "Imported file.csv: 1 new, 0 changed, 0 unchanged."
    tool = Tool.objects.get()
    assert (tool.slug, tool.entry_label, tool.tagline, tool.description, tool.published_at) == (
        "smol",
        "From $0.15/1M tokens",
        "It, sees.",
        "A\nB",
        datetime(2026, 10, 1, 9, tzinfo=UTC),
    )


def test_a_row_changes_its_columns_and_leaves_the_rest_as_it_is(admin_client):
    tool = ToolFactory(slug="smol", maker="Hugging Face", entry_amount=Decimal(20))

    bring_in(admin_client, TOOLS, csv_of({"slug": "smol", "entry_amount": "", "pricing": "Ask"}))

    kept = ["name", "maker", "tagline", "state", "published_at"]
    changed = Tool.objects.get()
    assert (changed.entry_amount, changed.pricing) == (None, "Ask")
    assert [getattr(changed, name) for name in kept] == [getattr(tool, name) for name in kept]
    assert changed.updated_at > tool.updated_at


def test_records_may_each_name_other_columns(admin_client):
    FactFactory(tool__slug="smol", attribute__slug="parameters", value="3B")
    AttributeFactory(slug="licence")
    one = {"tool": "smol", "attribute": "parameters", "checked_on": "2026-10-01"}
    other = {"tool": "smol", "attribute": "licence", "value": "MIT"}

    bring_in(admin_client, FACTS, json_of(one, other), "file.json")

    assert list(Fact.objects.order_by("pk").values_list("value", "checked_on")) == [
        ("3B", date(2026, 10, 1)),
        ("MIT", None),
    ]


def test_numbers_of_json_may_be_numbers_and_empty_ones_null(admin_client):
    ToolFactory(slug="smol")
    ReviewerFactory(slug="builder")
    ReviewerFactory(slug="founder")
    row = {"tool": "smol", "reviewer": "builder", "verdict": "ship", "score": 85}

    bring_in(admin_client, REVIEWS, json_of(row, row | {"reviewer": "founder", "score": None}), "file.json")

    assert list(Review.objects.order_by("pk").values_list("score", flat=True)) == [85, None]


def test_the_look_shows_what_is_new_and_what_changes_and_counts_the_rest(admin_client):
    ToolFactory(slug="same", maker="")
    ToolFactory(slug="changed", maker="Old", tagline="Kept.")
    rows = [{"slug": "same", "name": Tool.objects.get(slug="same").name, "maker": "", "category": "developer-tools"}]
    rows += [rows[0] | {"slug": "changed", "name": Tool.objects.get(slug="changed").name, "maker": "New & better"}]
    rows += [rows[0] | {"slug": "new", "name": "Newcomer"}]

    looked = look(admin_client, TOOLS, csv_of(*rows))

    assert summary_in(looked) == "file.csv: 1 new, 1 changed, 1 unchanged"
    changed, new = page_of(looked).select("#content-main > .module")
    assert changed.get_text(" ", strip=True) == "Line 3, changed: changed maker Old → New & better"
    assert new.get_text(" ", strip=True).startswith("Line 4, new: new slug new name Newcomer category developer-tools")


def test_looking_writes_nothing(admin_client):
    ToolFactory(slug="smol")
    before = everything()

    looked = look(admin_client, TOOLS, csv_of({"slug": "smol", "maker": "Somebody"}, {"slug": "smol"}))
    assert looked.status_code == 422
    looked = look(admin_client, TOOLS, csv_of({"slug": "smol", "maker": "Somebody"}))

    assert summary_in(looked) == "file.csv: 0 new, 1 changed, 0 unchanged"
    assert everything() == before


def test_whoever_imports_stands_in_the_history(admin_client, admin_user):
    ToolFactory(slug="smol")

    bring_in(admin_client, TOOLS, csv_of({"slug": "smol", "maker": "Somebody"}))

    latest = Tool.pgh_event_model.objects.latest("pk")
    assert (latest.maker, latest.pgh_context.metadata["user"]) == ("Somebody", admin_user.pk)


def test_what_looks_like_a_formula_stays_as_it_is(admin_client):
    formulas = {"maker": "=1+1", "qualifier": "+1", "tagline": "-1", "best_for": "@SUM(A1)"}
    ToolFactory(slug="smol", **formulas)

    exported = admin_client.get(f"{TOOLS}export.csv").content
    Tool.objects.update(maker="", qualifier="", tagline="x", best_for="")
    bring_in(admin_client, TOOLS, exported)

    assert Tool.objects.values(*formulas).get() == formulas


@pytest.mark.parametrize("mark", ["\N{ZERO WIDTH NO-BREAK SPACE}", ""])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_may_write_a_mark_and_other_delimiters(admin_client, mark, delimiter):
    ToolFactory(slug="smol")
    text = delimiter.join(["slug", "maker"]) + "\r\n" + delimiter.join(["smol", "Somebody"]) + "\r\n"

    bring_in(admin_client, TOOLS, (mark + text).encode())

    assert Tool.objects.get().maker == "Somebody"


def test_empty_lines_and_columns_in_any_order_do_not_matter(admin_client):
    ToolFactory(slug="smol")

    bring_in(admin_client, TOOLS, b"\n maker , slug \n\nSomebody,smol\n,\n\n")

    assert Tool.objects.get().maker == "Somebody"


def test_a_time_without_a_zone_is_in_that_of_the_site(admin_client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    ToolFactory(slug="smol")

    bring_in(admin_client, TOOLS, csv_of({"slug": "smol", "published_at": "2026-10-01 12:30"}))

    assert Tool.objects.get().published_at == datetime(2026, 10, 1, 10, 30, tzinfo=UTC)


def test_publishing_without_a_time_publishes_now(admin_client):
    ToolFactory(slug="smol", state=State.DRAFT, published_at=None)

    bring_in(admin_client, TOOLS, csv_of({"slug": "smol", "state": "published", "published_at": ""}))

    assert Tool.objects.published().get().slug == "smol"


def test_a_published_verdict_changes_with_a_reason_that_readers_are_told(admin_client):
    review = ReviewFactory(tool__slug="smol", reviewer__slug="builder", verdict="ship", score=60)
    row = {"tool": "smol", "reviewer": "builder", "verdict": "skip", "reason": " The licence changed. "}

    bring_in(admin_client, REVIEWS, csv_of(row))

    assert list(review.verdicts.values_list("verdict", "reason")) == [("ship", ""), ("skip", "The licence changed.")]


def test_a_reason_for_nothing_is_not_told_to_readers(admin_client):
    review = ReviewFactory(tool__slug="smol", reviewer__slug="builder")

    bring_in(admin_client, REVIEWS, csv_of({"tool": "smol", "reviewer": "builder", "body": "It skips.", "reason": "x"}))

    assert list(review.verdicts.values_list("reason", flat=True)) == [""]


def test_what_changed_after_the_look_is_shown_anew_and_not_overwritten(admin_client):
    ToolFactory(slug="smol", maker="Old")
    looked = look(admin_client, TOOLS, csv_of({"slug": "smol", "maker": "New"}))
    Tool.objects.update(maker="Newer")

    told = confirm(admin_client, TOOLS, looked)

    assert told.status_code == 409
    assert "has changed since you looked at this file" in told.content.decode()
    assert "maker Newer → New" in page_of(told).get_text(" ", strip=True)
    assert Tool.objects.get().maker == "Newer"
    assert confirm(admin_client, TOOLS, told).status_code == 302
    assert Tool.objects.get().maker == "New"


def test_what_became_wrong_after_the_look_is_told_and_nothing_is_imported(admin_client, waiting):
    tool = ToolFactory(slug="smol")
    rows = {"tool": "smol", "attribute": AttributeFactory().slug, "value": "3B"}
    looked = look(admin_client, FACTS, csv_of(rows))
    tool.delete()

    told = confirm(admin_client, FACTS, looked)

    assert told.status_code == 409
    assert "has changed since you looked at this file" in told.content.decode()
    assert faults_in(told) == ["Line 2, tool: No tool has the slug “smol”. Correct it, or add the tool first."]
    assert not Fact.objects.exists()
    assert not list(waiting.iterdir())


def test_a_file_is_imported_once(admin_client, waiting):
    CategoryFactory()
    looked = look(admin_client, TOOLS, csv_of(SMOL))
    assert len(list(waiting.iterdir())) == 1

    assert confirm(admin_client, TOOLS, looked).status_code == 302
    assert not list(waiting.iterdir())
    Tool.objects.all().delete()
    again = confirm(admin_client, TOOLS, looked)

    assert again.status_code == 410
    assert "Choose it again." in again.content.decode()
    assert not Tool.objects.exists()


def test_nobody_confirms_what_somebody_else_has_looked_at_or_another_list_has_shown(admin_client, client):
    CategoryFactory()
    looked = look(admin_client, TOOLS, csv_of(SMOL))
    client.force_login(User.objects.create_superuser("colleague"))

    assert confirm(client, TOOLS, looked).status_code == 410
    assert confirm(admin_client, REVIEWS, looked).status_code == 410
    assert admin_client.post(f"{TOOLS}import/confirm/", {"token": "made-up"}).status_code == 410
    assert admin_client.get(f"{TOOLS}import/confirm/").headers["Location"] == f"{TOOLS}import/"
    assert not Tool.objects.exists()


def test_a_waiting_file_is_for_the_site_only_and_dropped_after_a_day(admin_client, waiting):
    CategoryFactory()
    look(admin_client, TOOLS, csv_of(SMOL))
    [old] = waiting.iterdir()
    assert (waiting.stat().st_mode & 0o777, old.stat().st_mode & 0o777) == (0o700, 0o600)
    os.utime(old, (0, 0))

    look(admin_client, TOOLS, csv_of(SMOL))

    [kept] = waiting.iterdir()
    assert kept != old
    forget_imports()
    assert list(waiting.iterdir()) == [kept]
    assert storages["imports"].exists(kept.name)
