"""What keeps the rows of `Listing`, inside the database: whenever a tool or what is said of it changes, in the same
transaction, its rows are made anew by the function `reviews_list_anew` (migration 0003)."""

import pgtrigger

from core.triggers import after_statement

_OLD, _NEW = "SELECT tool_id FROM old_rows", "SELECT tool_id FROM new_rows"
_OLD_TOOLS, _NEW_TOOLS = "SELECT id FROM old_rows", "SELECT id FROM new_rows"
# That a fact was checked today is in no list.
_REWRITTEN = """
    SELECT unnest(ARRAY[old_rows.tool_id, new_rows.tool_id]) FROM old_rows JOIN new_rows USING (id)
    WHERE (old_rows.tool_id, old_rows.attribute_id, old_rows.value)
        <> (new_rows.tool_id, new_rows.attribute_id, new_rows.value)
"""
_RENAMED = """
    SELECT tools_tool.id FROM new_rows JOIN old_rows USING (id) JOIN tools_tool ON tools_tool.category_id = new_rows.id
    WHERE new_rows.name <> old_rows.name
"""


def _list(operation: pgtrigger.Operation, tools: str, **tables: str) -> pgtrigger.Trigger:
    func = "PERFORM reviews_list_anew(ARRAY(" + tools + ")); RETURN NULL;"
    return after_statement(f"list_{operation}".lower(), operation, func, tables)


def _of_each_kind(old: str, new: str, changed: str = "") -> list[pgtrigger.Trigger]:
    return [
        _list(pgtrigger.Insert, new, new="new_rows"),
        _list(pgtrigger.Update, changed or f"{old} UNION {new}", old="old_rows", new="new_rows"),
        _list(pgtrigger.Delete, old, old="old_rows"),
    ]


LIST_TOOLS = _of_each_kind(_OLD_TOOLS, _NEW_TOOLS)
LIST_FACTS = _of_each_kind(_OLD, _NEW, changed=_REWRITTEN)
LIST_REVIEWS = _of_each_kind(_OLD, _NEW)
LIST_SHELVES = [_list(pgtrigger.Update, _RENAMED, old="old_rows", new="new_rows")]
