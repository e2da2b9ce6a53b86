"""The first tools that one meets of those with certain tags: which they are if they are few, and what they have."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from core.prepared import prepared_rows

FEW = 1_000  # as many are counted exactly, and sorted anew each time; of more is said only that there are more
MOST_COUNTED = 100

# Of each list of tags the first listings that have them all, and how often each tag stands with them. Whatever follows
# from a listing of no tags is asked for by itself, since the index of tags would be read as a whole for it; in the
# order of the tools, since a scan of the whole table may begin anywhere. Of many tools each third is enough.
MET = sql.SQL("""
    WITH met AS MATERIALIZED (
        SELECT asked.number, listing.*
        FROM jsonb_to_recordset(%(asked)s) AS asked (number int, tags text[])
        CROSS JOIN LATERAL (
            (SELECT tool_id, tags FROM reviews_listing
                WHERE asked.tags = '{{}}' AND since <= now() AND (until IS NULL OR until > now())
                ORDER BY tool_id LIMIT {most})
            UNION ALL
            (SELECT tool_id, tags FROM reviews_listing
                WHERE asked.tags <> '{{}}' AND tags @> asked.tags
                AND since <= now() AND (until IS NULL OR until > now()) LIMIT {most})
        ) AS listing
    ), size AS MATERIALIZED (
        SELECT number, count(*) AS size, CASE WHEN count(*) < {most} THEN array_agg(tool_id) END AS keys
        FROM met GROUP BY number
    )
    SELECT number, NULL AS tag, size, keys FROM size
    UNION ALL
    SELECT number, tag, count(*), NULL
    FROM met JOIN size USING (number) CROSS JOIN unnest(tags) AS tag
    WHERE size < {most} OR mod(tool_id, 3) = 0
    GROUP BY number, tag
""").format(most=FEW + 1)
# The same without the tags, which takes as long as all the rest.
KEYS = sql.SQL("""
    SELECT count(*), CASE WHEN count(*) < {most} THEN array_agg(tool_id) END
    FROM (
        (SELECT tool_id FROM reviews_listing
            WHERE %(tags)s::text[] = '{{}}' AND since <= now() AND (until IS NULL OR until > now()) LIMIT {most})
        UNION ALL
        (SELECT tool_id FROM reviews_listing
            WHERE %(tags)s::text[] <> '{{}}' AND tags @> (SELECT %(tags)s::text[])
            AND since <= now() AND (until IS NULL OR until > now()) LIMIT {most})
    ) AS met
""").format(most=FEW + 1)
# How many listings have all tags of each list, and no further than `most`.
COUNTED = sql.SQL("""
    SELECT (
        SELECT count(*) FROM (
            SELECT FROM reviews_listing
            WHERE tags @> asked.tags AND since <= now() AND (until IS NULL OR until > now()) LIMIT {most}
        ) AS met
    )
    FROM jsonb_to_recordset(%(asked)s) AS asked (number int, tags text[]) ORDER BY number
""").format(most=MOST_COUNTED + 1)


@dataclass(frozen=True, slots=True)
class Met:
    """The first tools that were met, FEW + 1 at most: how many, and which (their keys) if they are few.

    `tags` says how many of them have each tag, or of many at least how many.
    """

    size: int = 0
    keys: list[int] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)

    @property
    def are_few(self) -> bool:
        """Whether these are all there are."""
        return self.size <= FEW


def meet(tags: Collection[str]) -> Met:
    """The first tools that have all of `tags`, without what tags they have. One query."""
    ((size, keys),) = prepared_rows(KEYS, {"tags": list(tags)})
    return Met(size, keys or [])


def meet_all(tags: Mapping[str, str]) -> dict[str, Met]:
    """The first tools that have all of `tags`, under an empty name; under the name of each tag without it. A query."""
    names = ["", *tags]
    met = [Met() for _ in names]
    given = {"asked": _asked([tag for name, tag in tags.items() if name != one] for one in names)}
    counters: list[Counter[str]] = [Counter() for _ in names]
    for number, tag, count, keys in prepared_rows(MET, given):
        if tag is None:
            met[number] = Met(count, keys or [], counters[number])
        else:
            counters[number][tag] = count
    return dict(zip(names, met, strict=True))


def count(lists: Iterable[Iterable[str]]) -> list[int]:
    """How many tools have all tags of each of these lists, and MOST_COUNTED + 1 for more. One query."""
    rows: list[Any] = prepared_rows(COUNTED, {"asked": _asked(lists)})
    return [row[0] for row in rows]


def _asked(lists: Iterable[Iterable[str]]) -> str:
    return json.dumps([{"number": number, "tags": list(tags)} for number, tags in enumerate(lists)])
