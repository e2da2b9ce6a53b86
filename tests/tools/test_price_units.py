"""What a price can be per."""

import pytest
from django.core.exceptions import ValidationError

from tools.prices import validate_unit


@pytest.mark.parametrize("unit", ["month", "year", "seat/month", "1M tokens", "image", "1000 pages/day"])
def test_a_period_in_full_or_a_quantity_is_taken(unit):
    validate_unit(unit)


@pytest.mark.parametrize(
    "unit", ["mo", "yr", "Month", "seat/Month", "seat/mo", "per month", "/month", "/image", "monthly"]
)
def test_another_form_is_refused_for_it_would_read_as_a_quantity(unit):
    with pytest.raises(ValidationError, match="Write a period as month, year or seat/month"):
        validate_unit(unit)
