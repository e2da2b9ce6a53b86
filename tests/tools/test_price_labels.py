"""How the entry price of a tool reads."""

from decimal import Decimal

import pytest

from tests.factories import ToolFactory
from tools.models import Tool
from tools.prices import price_label

PRICES = [
    (None, "USD", "", ""),
    (None, "USD", "month", ""),
    ("0", "USD", "", "Free"),
    ("0.000000", "EUR", "month", "Free"),
    ("20", "USD", "month", "$20/mo"),
    ("20.00", "USD", "month", "$20/mo"),
    ("40", "USD", "seat/month", "$40/seat/mo"),
    ("480", "USD", "seat/year", "$480/seat/yr"),
    ("200", "USD", "year", "$200/yr"),
    ("1200", "USD", "year", "$1,200/yr"),
    ("1234.5", "USD", "year", "$1,234.50/yr"),
    ("9.5", "EUR", "month", "€9.50/mo"),
    ("9.99", "GBP", "month", "£9.99/mo"),
    ("20", "CHF", "month", "CHF 20/mo"),
    ("3000", "JPY", "month", "JPY 3,000/mo"),
    ("0.15", "USD", "1M tokens", "From $0.15/1M tokens"),
    ("0.0375", "USD", "1M tokens", "From $0.0375/1M tokens"),
    ("0.000001", "USD", "request", "From $0.000001/request"),
    ("2", "USD", "hour", "From $2/hour"),
    ("0.5", "USD", "1000 pages/day", "From $0.50/1000 pages/day"),
    ("59", "USD", "", "$59"),
    ("1999.99", "CHF", "", "CHF 1,999.99"),
]


@pytest.mark.parametrize(("amount", "currency", "unit", "label"), PRICES)
def test_a_price_reads_as_people_write_it(amount, currency, unit, label):
    assert price_label(None if amount is None else Decimal(amount), currency, unit) == label


@pytest.mark.parametrize(("amount", "currency", "unit", "label"), PRICES)
def test_a_price_reads_the_same_when_it_comes_from_the_database(db, amount, currency, unit, label):
    key = ToolFactory(entry_amount=amount, entry_currency=currency, entry_unit=unit).pk

    assert Tool.objects.get(pk=key).entry_label == label
