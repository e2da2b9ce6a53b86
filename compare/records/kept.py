"""Decision records: a comparison as it stood on a day, kept for whoever cites it."""

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from compare.records.snapshots import Snapshot
from tools.models import Record

DIGEST_BYTES = 8
# Four tools, each with ten of the longest reviews there can be, come to less than half of it.
MOST_BYTES = 1_000_000

_form = TypeAdapter(Snapshot)


class TooLong(Exception):
    """What a comparison says is more than a record holds."""


def key_of(content: dict[str, Any]) -> str:
    """The key of a record of this content: its day, and a digest. The same state of the same day has the same key.

    Raises TooLong.
    """
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    if len(written) > MOST_BYTES:
        raise TooLong
    return f"{content['day']}-{hashlib.blake2b(written, digest_size=DIGEST_BYTES).hexdigest()}"


def record_of(said: Snapshot) -> Record:
    """The record of what is `said`, which may not be kept yet: then it has no primary key. Raises TooLong."""
    content = _form.dump_python(said, mode="json")
    key = key_of(content)
    return Record.objects.filter(key=key).first() or Record(key=key, path=said.canonical_path, content=content)


def keep(record: Record) -> None:
    """Keep a new record. If somebody else does at the same moment, one of the two is kept: they say the same."""
    Record.objects.bulk_create([record], ignore_conflicts=True)


def said_in(record: Record) -> Snapshot:
    """What a record says, whatever has become of the tools since."""
    return _form.validate_python(record.content)
