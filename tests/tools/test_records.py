"""A record of a comparison stays what it was taken as."""

import pytest
from django.db import IntegrityError, transaction

from tools.models import Record


def test_nobody_can_change_a_record(db):
    taken = Record.objects.create(key="2026-11-20-0a1b", path="/compare/a-vs-b", content={"title": "A vs B"})

    with pytest.raises(IntegrityError, match="Records stay"), transaction.atomic():
        Record.objects.update(content={})

    assert Record.objects.get(pk=taken.pk).content == {"title": "A vs B"}


@pytest.mark.parametrize("key", ["", "A", "a b", "a/b", "-a"])
def test_its_key_fits_an_address(db, key: str):
    with pytest.raises(IntegrityError, match="key_form"):
        Record.objects.create(key=key, path="/compare/a-vs-b", content={})
