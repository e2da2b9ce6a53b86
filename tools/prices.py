"""How a price is written."""

from decimal import Decimal

from django.core.exceptions import ValidationError

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
PERIODS = {"month": "mo", "year": "yr"}
OTHER_FORMS = {"mo", "yr", "months", "years", "monthly", "yearly", "annually"}


def price_label(amount: Decimal | None, currency: str, unit: str) -> str:
    """How the entry price reads: `Free`, `$20/mo`, `From $0.15/1M tokens`, or an empty string where none is known.

    `amount` is in whole units of `currency` (three letters, ISO 4217). `unit` is what it buys: a period
    (`month`, `year`), which gives a plain price, a quantity (`1M tokens`), of which the price is the
    least one can pay, or nothing for a price that is paid once.
    """
    if amount is None:
        return ""
    if amount == 0:
        return "Free"
    figure = f"{SYMBOLS.get(currency, currency + ' ')}{_figure(amount)}"
    if not unit:
        return figure
    period = PERIODS.get(unit.rpartition("/")[2])
    if period is None:
        return f"From {figure}/{unit}"
    return f"{figure}/{unit.removesuffix(unit.rpartition('/')[2])}{period}"


def _figure(amount: Decimal) -> str:
    if amount == amount.to_integral_value():
        return f"{amount:,.0f}"
    if amount == round(amount, 2):
        return f"{amount:,.2f}"
    return f"{amount.normalize():,f}"


def validate_unit(unit: str) -> None:
    """Raises ValidationError for a period that is not written as in `PERIODS`: it would read as a quantity."""
    period = unit.rpartition("/")[2]
    if period in PERIODS and not unit.startswith("/"):
        return
    if period.lower() in OTHER_FORMS | PERIODS.keys() or unit.lower().startswith(("/", "per ")):
        raise ValidationError("Write a period as month, year or seat/month, and a quantity as 1M tokens.")
