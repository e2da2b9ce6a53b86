"""What tests of rules have in common: the database's word and the form's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """Fails unless the database itself refuses what the block writes, on account of `constraint`."""
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        yield


def complaints(row: models.Model) -> dict[str, list[str]]:
    """What validation says of `row`, by field. Fails if it says nothing."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    said: dict[str, list[str]] = caught.value.message_dict
    return said
