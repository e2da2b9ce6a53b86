"""Tools by what somebody typed: by name or part of a name, by what is known of them, and in spite of typing errors."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from psycopg import sql

from core.prepared import prepared_rows

# Of a word that many thousands have in common no more are looked at, so that no question takes long.
CANDIDATES = 400
# With fewer found as typed, names that are only like it are found, too.
FEW = 3
MOST_WORDS = 12
LONGEST_NEAR = 60
# How much of the three-letter pieces of what was typed a name must have in one stretch. A word with two letters the
# wrong way round has half of them. Two signs of Chinese make just three pieces, which a longer name has one of.
NEARNESS, NEARNESS_OF_FEW_SIGNS = 0.4, 0.3
# Beside a name that is near, those that are much less so are not worth showing.
SHARE_OF_NEAREST = 0.7


class Match(IntEnum):
    """How a tool was found, best first."""

    EXACT = 0  # this is its name or its slug
    BEGINNING = 1  # its name begins like this
    NAME = 2  # all the words begin words of its name, its qualifier or its maker
    TEXT = 3  # all the words are somewhere in what is known of it
    NEAR = 4  # its name is like this


@dataclass(frozen=True, slots=True)
class Candidate:
    tool_id: int
    match: Match
    rank: float  # among those of the same match, higher is better


# One statement for all questions. Each branch walks along an index, and only what the branches bring is ranked. What
# has all the words anywhere is asked for once, and those that have them in their names are among these; if those are
# too many to look at all, these are asked for by themselves. The threshold of nearness is set where the words to look
# for come from, so that it is set before they are looked for; it is set locally, so that it ends with the statement.
FIND = sql.SQL("""
    WITH listed AS NOT MATERIALIZED (
        SELECT * FROM reviews_listing WHERE since <= now() AND (until IS NULL OR until > now())
    ), asked AS MATERIALIZED (
        SELECT place, lower(text) AS text, words, terms.named, terms.anywhere,
            nullif(words, '') COLLATE "C" AS beginning,
            nullif(replace(words, ' ', ''), words) COLLATE "C" AS joined,
            CASE WHEN length(words) > 2 OR octet_length(words) > length(words) THEN left(words, {longest_near}) END
                AS near,
            CASE WHEN length(words) < 4 AND octet_length(words) > length(words)
                THEN {nearness_of_few_signs} ELSE {nearness} END::text AS nearness
        FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS question (text, place)
        CROSS JOIN LATERAL (SELECT reviews_words(text) AS words) AS cleaned
        CROSS JOIN LATERAL (
            SELECT string_agg('(' || named::text || ')', ' & ')::tsquery AS named,
                string_agg('(' || (anywhere || english)::text || ')', ' & ')::tsquery AS anywhere
            FROM (
                SELECT *, bool_or(numnode(english) > 0) OVER () AS not_only_stop_words
                FROM regexp_split_to_table(words, ' ') WITH ORDINALITY AS one (word, nth)
                CROSS JOIN LATERAL (
                    -- A single letter begins too many words to look for all of them.
                    SELECT '''' || word || ''':' || CASE WHEN octet_length(word) > 1 THEN '*' ELSE '' END AS lexeme
                    WHERE word <> ''
                ) AS quoted
                CROSS JOIN LATERAL (
                    SELECT to_tsquery('simple', lexeme || 'A') AS named, to_tsquery('simple', lexeme) AS anywhere,
                        plainto_tsquery('english', word) AS english
                ) AS query
                WHERE nth <= {most_words}
            ) AS term
            WHERE numnode(named) > 0 AND (numnode(english) > 0 OR NOT not_only_stop_words)
        ) AS terms
    ), saying AS MATERIALIZED (
        SELECT place, CASE WHEN document @@ asked.named THEN 2 ELSE 3 END AS match,
            ts_rank(document, asked.anywhere) AS rank, tool_id, name
        FROM asked CROSS JOIN LATERAL (
            SELECT * FROM listed WHERE document @@ asked.anywhere LIMIT {candidates}
        ) AS listing
    ), named AS (
        SELECT place, 2, ts_rank(document, asked.anywhere), tool_id, name
        FROM (
            SELECT * FROM asked
            WHERE (SELECT count(*) FROM saying WHERE saying.place = asked.place) = {candidates}
            OFFSET 0
        ) AS asked CROSS JOIN LATERAL (
            SELECT * FROM listed WHERE document @@ asked.named LIMIT {candidates}
        ) AS listing
    ), beginning AS (
        SELECT place, listing.* FROM asked CROSS JOIN LATERAL (
            SELECT tool_id, name, words FROM listed
            WHERE words COLLATE "C" >= beginning AND words COLLATE "C" < beginning || chr(1114111)
            ORDER BY words COLLATE "C" LIMIT {candidates}
        ) AS listing
        UNION ALL
        SELECT place, listing.* FROM asked CROSS JOIN LATERAL (
            SELECT tool_id, name, words FROM listed
            WHERE words COLLATE "C" >= joined AND words COLLATE "C" < joined || chr(1114111)
            ORDER BY words COLLATE "C" LIMIT {candidates}
        ) AS listing
    ), typed AS MATERIALIZED (
        SELECT place, 0 AS match, 0 AS rank, listing.*
        FROM asked CROSS JOIN LATERAL (
            SELECT tool_id, name FROM listed WHERE name = asked.text LIMIT {candidates}
        ) AS listing
        UNION ALL
        SELECT place, 0, 0, tool_id, listing.name
        FROM asked JOIN tools_tool ON slug = asked.text JOIN listed AS listing ON tool_id = tools_tool.id
        UNION ALL
        SELECT beginning.place, CASE
                -- Only a name that ends where a word does can be the whole of what was asked for.
                WHEN NOT starts_with(beginning.words || ' ', asked.words || ' ') THEN 1
                WHEN reviews_words(name) = asked.words THEN 0
                ELSE 1
            END, 0, tool_id, name
        FROM beginning JOIN asked ON asked.place = beginning.place
        UNION ALL
        SELECT * FROM named
        UNION ALL
        SELECT * FROM saying
    ), near AS (
        SELECT place, 4, word_similarity(near, words) + similarity(near, name) AS rank, tool_id, name
        FROM (
            SELECT place,
                CASE WHEN set_config('pg_trgm.word_similarity_threshold', nearness, true) <> '' THEN near END AS near
            FROM asked
            WHERE (
                SELECT count(DISTINCT tool_id) < {few} AND count(*) FILTER (WHERE match = 0) = 0
                FROM typed WHERE typed.place = asked.place
            )
            OFFSET 0
        ) AS asked CROSS JOIN LATERAL (
            SELECT * FROM listed WHERE words %%> asked.near
        ) AS listing
    ), best AS (
        SELECT place, tool_id, name, min(match) AS match, max(rank) AS rank
        FROM (SELECT * FROM typed UNION ALL SELECT * FROM near) AS every (place, match, rank, tool_id, name)
        GROUP BY place, tool_id, name
    ), ranked AS (
        SELECT *, max(rank) OVER (PARTITION BY place, match) AS best_rank, row_number() OVER (
            PARTITION BY place
            ORDER BY match, CASE WHEN match > 1 THEN rank END DESC, length(name), name, tool_id
        ) AS standing
        FROM best
    )
    SELECT place, tool_id, match, rank FROM ranked
    WHERE standing <= %(limit)s AND (match < 4 OR rank >= {share_of_nearest} * best_rank)
    ORDER BY place, standing
""").format(
    candidates=CANDIDATES,
    few=FEW,
    most_words=MOST_WORDS,
    longest_near=LONGEST_NEAR,
    nearness=NEARNESS,
    nearness_of_few_signs=NEARNESS_OF_FEW_SIGNS,
    share_of_nearest=SHARE_OF_NEAREST,
)


def find_tools(texts: Sequence[str], *, limit: int) -> list[list[Candidate]]:
    """For each of these texts the public tools that it may mean, best first, `limit` of them at most. One query."""
    given = {"texts": [text.replace("\0", " ") for text in texts], "limit": limit}
    found: list[list[Candidate]] = [[] for _ in texts]
    for place, tool_id, match, rank in prepared_rows(FIND, given):
        found[place - 1].append(Candidate(tool_id, Match(match), rank))
    return found
