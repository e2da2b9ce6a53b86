"""Triggers that run once for each statement, however many rows it touches."""

from typing import Any, cast

import pgtrigger


def after_statement(
    name: str,
    operation: pgtrigger.Operation,
    func: str,
    tables: dict[str, str],
    declare: list[tuple[str, str]] | None = None,
) -> pgtrigger.Trigger:
    """A trigger after `operation`, to which the `old` and `new` rows stand in `tables` of these names."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=cast(Any, pgtrigger).Referencing(**tables),  # which says nothing of its types
        declare=declare,
        func=func,
    )
