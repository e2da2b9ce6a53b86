"""Catalogue files, CSV and JSON: how they are read with the place of every row, how they are written, what is wrong."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from core.grammar import counted

FORMATS = ("csv", "json")
MOST_BYTES = 10_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 100
LONGEST_MESSAGE = 300
TOO_LARGE = f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it."
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how Excel's files begin, the new and the old

csv.field_size_limit(MOST_BYTES)  # the file is limited; a text in it may be as long as the database holds


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: in which row (0 for the file as a whole), in which column, and what to do about it."""

    place: int
    column: str
    message: str
    unit: str = ""

    def __str__(self) -> str:
        where = [f"{self.unit} {self.place}"] if self.place else []
        where += [printable(self.column)] if self.column else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


class Unreadable(Exception):
    """A file of which no row can be read; carries the fault."""

    def __init__(self, message: str, place: int = 0, unit: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(place, "", message, unit)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its place (the line where it begins, or its number in JSON), and its texts by column."""

    place: int
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """What a file says: its columns with the place where each is first named, its rows, and what is no row at all."""

    unit: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: int, column: str, message: str) -> Fault:
        """A fault of this file, with its message cut to a length that can be read."""
        if len(message) > LONGEST_MESSAGE:
            message = f"{message[:LONGEST_MESSAGE]} …"
        return Fault(place, column, printable(message), self.unit)


def printable(text: str) -> str:
    """`text` with everything in it that no page and no terminal should be given written as an escape."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def read_sheet(data: bytes, name: str) -> Sheet:
    """The rows of the file of this name. Raises Unreadable for one that is not a CSV or JSON table at all."""
    readers: dict[str, Callable[[str], Sheet]] = {".csv": _read_csv, ".json": _read_json}
    reader = readers.get(PurePath(name).suffix.lower())
    if reader is None:
        raise Unreadable("The file's name ends neither in .csv nor in .json, so there is no telling how to read it.")
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if data.startswith(WORKBOOKS):
        raise Unreadable("This is an Excel workbook, whatever its name says. Save it as “CSV UTF-8”.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable("This is not UTF-8 text. Save the file as “CSV UTF-8”.", line, "Line") from error
    if not text.strip():
        raise Unreadable("The file is empty.")
    sheet = reader(text)
    if not sheet.rows and not sheet.faults:
        raise Unreadable("The file has columns but no rows, so there is nothing to import.")
    return sheet


def write_sheet(columns: Sequence[str], rows: list[dict[str, Any]], form: str) -> bytes:
    """The rows as a file of the form `csv` or `json`. A CSV begins with the mark by which spreadsheets know UTF-8."""
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1).encode()
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _too_many_rows() -> Unreadable:
    return Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it.")


def _read_csv(text: str) -> Sheet:
    sheet = Sheet("Line")
    records = _records(text)
    place, names = next(records, (0, []))
    if not names:
        raise Unreadable("The file is empty.")
    if len(names) > MOST_COLUMNS:
        raise Unreadable(f"The heading names {len(names):,} columns. Is this a catalogue file?", place, "Line")
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise Unreadable(f"The heading has no name for column {number}. Name it or delete it.", place, "Line")
        if name.strip() in sheet.columns:
            raise Unreadable(f"The heading names {printable(name.strip())!r} twice. Keep one of them.", place, "Line")
        sheet.columns[name.strip()] = place
    for place, cells in records:
        if len(cells) == len(names):
            sheet.rows.append(Row(place, dict(zip(sheet.columns, cells, strict=True))))
        else:
            message = (
                f"It has {counted(len(cells), 'cell')}, the heading has {len(names)}. Is a text with commas quoted?"
            )
            sheet.faults.append(sheet.fault(place, "", message))
        if len(sheet.rows) + len(sheet.faults) > MOST_ROWS:
            raise _too_many_rows()
    return sheet


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every record in which something stands, with the line where it begins. Raises Unreadable for broken quotes."""
    # No column of ours has any of these in its name; spreadsheets of some countries write semicolons.
    delimiter = max(",;\t", key=text.lstrip().partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        place = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            message = f"Its quotes do not match ({error}). Quote a whole text, and double the quotes inside it."
            raise Unreadable(message, place, "Line") from error
        if cells is None:
            return
        if any(cells):
            yield place, cells


def _read_json(text: str) -> Sheet:
    try:
        # Numbers come as they are written, to the last digit, and objects as pairs, so that none is lost.
        records = json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=tuple)
    except RecursionError as error:
        raise Unreadable("The file is nested far too deeply. It should be a list of records.") from error
    except json.JSONDecodeError as error:
        message = f"This is not JSON ({error.msg}, column {error.colno})."
        raise Unreadable(message, error.lineno, "Line") from error
    if not isinstance(records, list):
        raise Unreadable("The file should be a list of records: [{…}, {…}].")
    if len(records) > MOST_ROWS:
        raise _too_many_rows()
    sheet = Sheet("Record")
    for place, record in enumerate(records, 1):
        if isinstance(record, tuple):
            _read_record(sheet, place, record)
        else:
            sheet.faults.append(sheet.fault(place, "", "It is no record. Write it as {“column”: “text”, …}."))
    return sheet


def _read_record(sheet: Sheet, place: int, record: tuple[tuple[str, Any], ...]) -> None:
    row = Row(place, {})
    for name, value in record:
        sheet.columns.setdefault(name, place)
        if len(sheet.columns) > MOST_COLUMNS:
            raise Unreadable(f"The records name more than {MOST_COLUMNS} columns. Is this a catalogue file?")
        if name in row.cells:
            sheet.faults.append(sheet.fault(place, name, "It is named twice in this record. Keep one of them."))
        elif value is not None and not isinstance(value, str):
            sheet.faults.append(sheet.fault(place, name, "Give a text, a number or null."))
        row.cells[name] = value if isinstance(value, str) else ""
    sheet.rows.append(row)
