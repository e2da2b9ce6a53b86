"""`manage.py import_catalogue` does what the desk's import does, with several files as one."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.exchange.resource import SHOWN
from reviews.models import Review
from tests.admin.catalogue_files import EXCHANGED, csv_of, everything, json_of
from tests.factories import AttributeFactory, CategoryFactory, ReviewerFactory, ReviewFactory, ToolFactory
from tools.models import Fact

pytestmark = pytest.mark.django_db
TOOL = {"slug": "smol", "name": "Smol", "category": "developer-tools"}
FACT = {"tool": "smol", "attribute": "parameters", "value": "3B"}
REVIEW = {"tool": "smol", "reviewer": "builder", "verdict": "ship"}


def run(*files: Path, dry_run: bool = False) -> str:
    out = io.StringIO()
    call_command("import_catalogue", *files, dry_run=dry_run, stdout=out)
    return out.getvalue()


def refused(*files: Path) -> tuple[str, list[str]]:
    """The last word of the command, and what it says before. Fails unless it leaves everything as it is."""
    errors, before = io.StringIO(), everything()
    with pytest.raises(CommandError) as caught:
        call_command("import_catalogue", *files, stderr=errors)
    assert caught.value.returncode == 1
    assert everything() == before
    return str(caught.value), errors.getvalue().splitlines()


@pytest.fixture
def write(tmp_path: Path):
    """Writes a file for the command and gives its path."""

    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def test_files_are_imported_in_the_order_in_which_they_need_each_other(write):
    CategoryFactory()
    AttributeFactory(slug="parameters")
    ReviewerFactory(slug="builder")
    reviews, facts, tools = (
        write("reviews.csv", csv_of(REVIEW)),
        write("facts.json", json_of(FACT)),
        write("tools.csv", csv_of(TOOL)),
    )

    said = run(reviews, facts, tools)

    assert said.splitlines() == [
        f"{tools}: 1 new, 0 changed, 0 unchanged",
        f"{facts}: 1 new, 0 changed, 0 unchanged",
        f"{reviews}: 1 new, 0 changed, 0 unchanged",
    ]
    assert (Fact.objects.get().tool.name, Review.objects.get().reviewer.slug) == ("Smol", "builder")


def test_a_fault_in_the_last_file_keeps_the_first_out(write):
    CategoryFactory()
    ToolFactory(slug="other")
    tools = write("tools.csv", csv_of(TOOL))
    facts = write("facts.csv", csv_of(FACT, FACT | {"tool": "none"}))

    last, told = refused(tools, facts)

    assert last == f"Nothing was imported: 3 faults in {facts}."
    assert told == [
        f"{facts}: Line 2, attribute: No attribute has the slug “parameters”. Correct it, or add the attribute first.",
        f"{facts}: Line 3, tool: No tool has the slug “none”. Correct it, or add the tool first.",
        f"{facts}: Line 3, attribute: No attribute has the slug “parameters”. Correct it, or add the attribute first.",
    ]


def test_a_dry_run_says_what_would_be_and_changes_nothing(write):
    CategoryFactory()
    before = everything()
    tools = write("tools.csv", csv_of(TOOL))
    AttributeFactory(slug="parameters")
    facts = write("facts.csv", csv_of(FACT))

    said = run(tools, facts, dry_run=True)

    assert said.splitlines() == [
        f"{tools}: 1 new, 0 changed, 0 unchanged",
        f"{facts}: 1 new, 0 changed, 0 unchanged",
        "This was a dry run: nothing was imported.",
    ]
    assert everything() == before


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_whole_demo_exported_and_imported_changes_nothing(demo, write, form):
    files = [
        write(f"{model.__name__}.{form}", resource().file(model.objects.all(), form))
        for _, model, resource in EXCHANGED
    ]
    before = everything()

    said = run(*files)

    assert [line.partition(": ")[2] for line in said.splitlines()] == [
        f"0 new, 0 changed, {model.objects.count()} unchanged" for _, model, _ in EXCHANGED
    ]
    assert everything() == before


def test_a_reason_is_needed_here_as_well(write):
    ReviewFactory(tool__slug="smol", reviewer__slug="builder", verdict="skip")
    path = write("reviews.csv", csv_of(REVIEW))

    assert refused(path)[1] == [
        f"{path}: Line 2, reason: Readers have seen another verdict or score: tell them why it changes."
    ]


def test_of_very_many_faults_the_rest_is_counted(write):
    path = write("tools.csv", csv_of(*({"slug": f"tool-{number}", "category": "x"} for number in range(SHOWN))))

    last, told = refused(path)

    assert last == f"Nothing was imported: {2 * SHOWN} faults in {path}."
    assert told[SHOWN:] == [f"{path}: and {SHOWN} more of the kind."]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"name,maker\nA,B\n", "Its columns do not tell what it holds: tools have slug, facts have tool and"),
        ("a.csv", b"slug,tool,attribute\nA,B,C\n", "Its columns do not tell what it holds"),
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b"slug\n\xff\n", "Line 2: This is not UTF-8 text."),
        ("a.xml", b"<slug/>", "The file's name ends neither in .csv nor in .json"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(write, name, content, message):
    path = write(name, content)

    last, [told] = refused(path)

    assert last == f"Nothing was imported: 1 fault in {path}."
    assert told.startswith(f"{path}: {message}")


@pytest.mark.parametrize(("name", "why"), [("none.csv", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_is_not_there_is_told(tmp_path, name, why):
    path = tmp_path / name

    assert refused(path) == (f"{path} cannot be read ({why}), so nothing was imported.", [])
