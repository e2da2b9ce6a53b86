"""A file that is no table, far too large or full of markup is told so, and breaks nothing."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from core.exchange.sheets import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from tests.admin.catalogue_files import TOOLS, csv_of, faults_in, look, refused
from tests.factories import ToolFactory
from tests.voting import page_of

pytestmark = pytest.mark.django_db


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


HOSTILE: list[tuple[str, Any, str, str]] = [
    ("empty", b"", "a.csv", "The file is empty."),
    ("empty json", b" \n", "a.json", "The file is empty."),
    ("only a mark", b"\xef\xbb\xbf", "a.csv", "The file is empty."),
    ("only a heading", b"slug,name\n", "a.csv", "The file has columns but no rows, so there is nothing to import."),
    ("no records", b"[]", "a.json", "The file has columns but no rows, so there is nothing to import."),
    ("workbook", workbook(), "a.csv", "This is an Excel workbook, whatever its name says. Save it as “CSV UTF-8”."),
    ("old workbook", b"\xd0\xcf\x11\xe0\x00", "a.csv", "This is an Excel workbook, whatever its name says."),
    ("another kind", b"slug\nsmol\n", "a.xlsx", "The file's name ends neither in .csv nor in .json"),
    ("no kind", b"slug\nsmol\n", "catalogue", "The file's name ends neither in .csv nor in .json"),
    ("not utf-8", b"slug,name\nsmol,Caf\xe9\n", "a.csv", "Line 2: This is not UTF-8 text."),
    ("utf-16", "slug\nsmol".encode("utf-16"), "a.csv", "Line 1: This is not UTF-8 text."),
    ("binary", bytes(range(256)), "a.json", "Line 2: This is not UTF-8 text."),
    ("too few cells", b"slug,maker\nsmol\n", "a.csv", "Line 2: It has 1 cell, the heading has 2."),
    ("too many cells", b"slug,maker\nsmol,A, B\n", "a.csv", "Line 2: It has 3 cells, the heading has 2."),
    ("open quote", b'slug\nsmol\n"open\n', "a.csv", "Line 3: Its quotes do not match"),
    ("broken quote", b'slug\nsmol\n"a"b\n', "a.csv", "Line 3: Its quotes do not match"),
    ("no name", b"slug,,maker\nsmol,,A\n", "a.csv", "Line 1: The heading has no name for column 2."),
    ("same name", b"slug,slug\nsmol,smol\n", "a.csv", "Line 1: The heading names 'slug' twice. Keep one of them."),
    ("nul in a name", b"slug,a\x00\nsmol,A\n", "a.csv", "Line 1, a\\x00: There is no such column."),
    ("wide", b"x," * 10_000 + b"\n", "a.csv", "Line 1: The heading names 10,001 columns."),
    ("wide records", [{str(n): n for n in range(MOST_COLUMNS + 1)}], "a.json", "The records name more than 100"),
    ("long", b"slug\n" + b"a\n" * (MOST_ROWS + 1), "a.csv", "The file has more than 5,000 rows. Split it."),
    ("long json", [{}] * (MOST_ROWS + 1), "a.json", "The file has more than 5,000 rows. Split it."),
    ("no json", b'[{"slug": "smol",}]', "a.json", "Line 1: This is not JSON"),
    ("csv as json", b"slug\nsmol\n", "a.json", "Line 1: This is not JSON"),
    ("json as csv", b'[{"slug": "smol"}]', "a.csv", "nothing to import"),
    ("no list", {"slug": "smol"}, "a.json", "The file should be a list of records: [{…}, {…}]."),
    ("no list but a text", b'"smol"', "a.json", "The file should be a list of records: [{…}, {…}]."),
    ("deep", b"[" * 100_000, "a.json", "The file is nested far too deeply."),
    ("deep in a record", b'[{"slug": ' + b'{"a":' * 100_000, "a.json", "The file is nested far too deeply."),
    ("large", b"slug\n" + b"a" * MOST_BYTES, "a.csv", "The file is larger than 10 MB. Split it."),
]


@pytest.mark.parametrize(
    ("content", "name", "message"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_file_that_is_no_table_is_told_so(admin_client, content, name, message):
    ToolFactory(slug="smol")
    data = content if isinstance(content, bytes) else json.dumps(content).encode()

    [told] = refused(admin_client, TOOLS, data, name)

    assert message in told


def test_what_is_far_too_large_is_not_even_read(admin_client):
    answer = look(admin_client, TOOLS, b"slug\n" + b"a" * 50_000_000)

    assert answer.status_code == 413
    assert faults_in(answer) == ["The file is larger than 10 MB. Split it."]


def test_what_is_far_too_large_is_not_read_for_strangers_either(client):
    assert look(client, TOOLS, b"a" * 50_000_000).status_code == 403


def test_a_form_without_a_file_is_told_so(admin_client):
    answer = admin_client.post(f"{TOOLS}import/", {"file": "file.csv"})

    assert (answer.status_code, faults_in(answer)) == (422, ["Choose a file first."])


def test_a_form_from_elsewhere_is_refused(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    assert look(client, TOOLS, csv_of({"slug": "smol"})).status_code == 403
    assert client.post(f"{TOOLS}import/confirm/", {"token": "x"}).status_code == 403


def test_markup_in_a_file_stays_text(admin_client):
    ToolFactory(slug="smol")
    evil = "<script>alert(1)</script>"

    shown = look(admin_client, TOOLS, csv_of({"slug": "smol", "maker": evil}), f"{evil}.csv")
    told = look(admin_client, TOOLS, csv_of({"slug": "smol", "category": evil, evil: ""}))

    assert evil not in shown.content.decode()
    assert evil in page_of(shown).get_text()
    assert evil not in told.content.decode()
    assert len([fault for fault in faults_in(told) if evil in fault]) == 2
