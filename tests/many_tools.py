"""A big catalogue: varied, and the same each time.

A module whose tests are to see the 36 tools of the demo data and 100,000 more says so once:

    pytestmark = [pytest.mark.usefixtures("many_tools"), pytest.mark.django_db]

They are in a database of their own, which is made once in a test run. Tests roll back what they do there as they do
anywhere; they must not be transactional, nor load the demo data again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction

from compare.management.commands.prepare import CATALOGUE, SEED

MANY = 100_000
MAKING, USING = 5_190_226, 5_190_227  # any numbers that nothing else in the server locks
BIG_TABLES = ["tools_tool", "tools_fact", "reviews_review", "reviews_listing"]
FIRST_KEY = 1_000_000  # so that no key is one of the demo data's

# Numbers that seem thrown and are not: `dice(n, sides)` is 1 to `sides`, and always the same.
DICE = """
    CREATE FUNCTION pg_temp.dice(n int, sides int, salt int DEFAULT 0) RETURNS int LANGUAGE sql IMMUTABLE AS $$
        SELECT 1 + abs(mod(hashint4(n * 31 + salt), sides))
    $$;
    CREATE FUNCTION pg_temp.one_of(words text[], n int, salt int DEFAULT 0) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT words[1 + abs(mod(hashint4(n * 31 + salt), array_length(words, 1)))]
    $$;
"""
SHELVES = """
    INSERT INTO tools_category (name, slug, description, position, created_at, updated_at)
    SELECT name, lower(replace(name, ' ', '-')), '', 100 + place, now(), now()
    FROM unnest(ARRAY['Speech', 'Translation', 'Data labelling', 'Robotics', 'Monitoring', 'Document reading',
        'Video editing', 'Web scraping']) WITH ORDINALITY AS shelf (name, place);
    INSERT INTO tools_attribute (name, slug, position, created_at, updated_at)
    SELECT name, lower(name), 900, now(), now() FROM unnest(ARRAY['Throughput', 'Memory']) AS name;
    INSERT INTO reviews_reviewer
        (name, slug, lens, likes, tired_of, position, active, created_at, updated_at)
    SELECT name, lower(name), 'Looks at many tools.', '', '', 100 + place, true, now(), now()
    FROM unnest(ARRAY['Auditor', 'Tinkerer', 'Analyst', 'Optimist']) WITH ORDINALITY AS critic (name, place);
"""
# 40 stems, 25 endings, 20 kinds and so many versions as it takes: every name is another one.
TOOLS = """
    WITH part AS (
        SELECT n,
            (ARRAY['Al','Bri','Cor','Dav','Ec','Fen','Gra','Hal','Il','Jun','Kar','Lum','Mar','Nim','Or','Pal','Quil',
                'Ren','Sol','Tal','Ul','Ver','Wil','Xen','Yar','Zep','Mis','Smo','Cur','Lang','Cla','Bol','Per','Tor',
                'Stra','Glo','Pri','Dru','Kes','Vol'])[1 + mod(n, 40)] AS stem,
            (ARRAY['ado','ena','ivo','ora','umi','atex','elio','inth','osa','una','aris','ent','ique','olf','urn','amo',
                'eta','ika','one','uvia','ard','ell','igo','opter','ux'])[1 + mod(n / 40, 25)] AS ending,
            (ARRAY['Studio','Agent','Mini','Flow','Base','Coder','Voice','Vision','Graph','Index','Chat','Kit','Notes',
                'Router','Forge','Lens','Parse','Sync','Watch','Large'])[1 + mod(n / 1000, 20)] AS kind,
            1 + n / 20000 AS version
        FROM generate_series(0, %(count)s - 1) AS n
    ), shelf AS (
        SELECT array_agg(id ORDER BY position) AS ids FROM tools_category WHERE position > 100
    )
    INSERT INTO tools_tool (name, slug, qualifier, tagline, description, category_id, maker, website, licence,
        entry_amount, entry_currency, entry_unit, pricing, best_for, logo, state, published_at, created_at, updated_at)
    SELECT stem || ending || ' ' || kind || CASE WHEN version > 1 THEN ' ' || version ELSE '' END,
        lower(stem || ending || '-' || kind) || '-' || n, '',
        pg_temp.one_of(ARRAY['Reads','Writes','Sorts','Watches','Answers','Translates'], n, 1) || ' '
            || pg_temp.one_of(ARRAY['invoices','tickets','logs','recordings','contracts','photographs'], n, 2)
            || ' for ' || pg_temp.one_of(ARRAY['hospitals','shops','newsrooms','schools','banks'], n, 3) || '.',
        pg_temp.one_of(ARRAY['A hosted service','A library','A command line','A desktop program'], n, 4)
            || ' that runs ' || pg_temp.one_of(ARRAY['offline','in the cloud','on a phone','in a browser'], n, 5)
            || ' and keeps ' || pg_temp.one_of(ARRAY['a log','a cache','an index','nothing'], n, 6) || '.',
        ids[pg_temp.dice(n, 8, 7)],
        pg_temp.one_of(ARRAY['Northwind','Halden','Brightside','Kowalski & Sons','Umbra','Tessellate'], n, 8), '',
        pg_temp.one_of(ARRAY['MIT','Apache-2.0','Proprietary','GPL-3.0','BSD-3-Clause',''], n, 9),
        CASE pg_temp.dice(n, 3, 10) WHEN 1 THEN 0 WHEN 2 THEN pg_temp.dice(n, 99, 11) END, 'USD',
        CASE pg_temp.dice(n, 3, 10) WHEN 2 THEN 'month' ELSE '' END, '', '', '',
        CASE WHEN mod(n, 100) = 98 THEN 'draft' WHEN mod(n, 100) = 99 THEN 'withdrawn' ELSE 'published' END,
        CASE WHEN mod(n, 100) = 97 THEN now() + interval '1 year'
            ELSE timestamptz '2025-01-01' + n / 3 * interval '10 minutes' END,
        now(), now()
    FROM part, shelf;
"""
FACTS = """
    INSERT INTO tools_fact (tool_id, attribute_id, value, source_url, created_at, updated_at)
    SELECT tool.id, attribute.id, pg_temp.dice(tool.id::int, 9, 20)
            || CASE attribute.slug WHEN 'memory' THEN ' GB' ELSE ' per second' END,
        '', now(), now()
    FROM tools_tool AS tool, tools_attribute AS attribute
    WHERE tool.id > %(first_key)s AND attribute.position = 900 AND mod(tool.id, 5) = mod(attribute.id, 5);
"""
# Three tools in ten have reviews, by one to four reviewers; one review in fifty is a draft.
REVIEWS = """
    INSERT INTO reviews_review
        (tool_id, reviewer_id, verdict, score, body, state, published_at, created_at, updated_at)
    SELECT tool.id, critic.id, CASE WHEN pg_temp.dice(n, 5, 30) > 2 THEN 'ship' ELSE 'skip' END,
        CASE WHEN pg_temp.dice(n, 4, 31) > 1 THEN 19 + pg_temp.dice(n, 80, 32) END,
        'It ' || pg_temp.one_of(ARRAY['holds up','falls over','surprises','bores'], n, 33) || ' when a team of '
            || pg_temp.dice(n, 60, 34) || ' leans on it for ' || pg_temp.one_of(
                ARRAY['billing','support','research','triage','payroll','archiving','moderation'], n, 35)
            || ', and its ' || pg_temp.one_of(
                ARRAY['documentation','latency','price','export','licence','uptime'], n, 36)
            || ' decides the rest.',
        CASE WHEN mod(n, 50) = 0 THEN 'draft' ELSE 'published' END,
        tool.published_at + pg_temp.dice(n, 500, 37) * interval '1 hour', now(), now()
    FROM tools_tool AS tool
    CROSS JOIN (SELECT id, position - 100 AS place FROM reviews_reviewer WHERE position > 100) AS critic
    CROSS JOIN LATERAL (SELECT (tool.id * 4 + critic.place)::int AS n) AS thrown
    WHERE tool.id > %(first_key)s AND pg_temp.dice(tool.id::int, 10, 39) < 4
        AND critic.place <= pg_temp.dice(tool.id::int, 4, 38);
"""
# One tool in five has votes, which themselves are not there: 1 to 400 of them, and often few.
TALLIES = """
    INSERT INTO votes_communitytally (tool_id, ships, total)
    SELECT id, (total * (pg_temp.dice(id::int, 101, 40) - 1) / 100)::int, total
    FROM tools_tool
    CROSS JOIN LATERAL (
        SELECT CASE mod(id, 2) WHEN 0 THEN pg_temp.dice(id::int, 12, 41) ELSE pg_temp.dice(id::int, 400, 42) END
            AS total
    ) AS thrown
    WHERE id > %(first_key)s AND mod(id, 5) = 1;
"""
LISTINGS = "SELECT reviews_list_anew(ARRAY(SELECT id FROM tools_tool))"
TABLES_WITH_KEYS = ["tools_category", "tools_attribute", "reviews_reviewer", *BIG_TABLES]


def make_many_tools(count: int) -> None:
    """`count` tools on eight shelves with reviews, facts, tallies of votes and listings, in the present transaction.

    97 in 100 are public; the others are drafts, withdrawn, or scheduled for a year from now. No trigger runs, so
    there is no history; the listings are made by the function that triggers call.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL jit = off")
        for table in TABLES_WITH_KEYS:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, FIRST_KEY])
        cursor.execute(DICE)
        cursor.execute(SHELVES)
        for rows in (TOOLS, FACTS, REVIEWS, TALLIES):
            cursor.execute(rows, {"count": count, "first_key": FIRST_KEY})
        cursor.execute("ANALYZE tools_category, tools_tool, tools_fact, reviews_review")
        cursor.execute(LISTINGS)
        cursor.execute("DROP FUNCTION pg_temp.dice, pg_temp.one_of; SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")


@contextmanager
def indexed_afterwards() -> Iterator[None]:
    """Inside, the big tables have only the indexes that many rows need to be made; afterwards all of them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
            WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique AND NOT indisexclusion
                AND indexrelid::regclass::text NOT LIKE 'reviews_review_tool_id%%'
                AND indexrelid::regclass::text NOT LIKE 'tools_fact_tool_id%%'
            """,
            [BIG_TABLES],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        # No query uses the index of this constraint, and it takes as long as all the others.
        cursor.execute("ALTER TABLE tools_tool DROP CONSTRAINT tools_tool_namesakes_told_apart")
        yield
        cursor.execute("SET maintenance_work_mem = '128MB'")
        for _, definition in indexes:
            cursor.execute(definition)


@contextmanager
def database_of_many_tools(test_run: str) -> Iterator[str]:
    """The name of a database with the demo data and many tools, the same one for all processes of a test run.

    The first that asks makes it, which takes some twenty seconds; the last that has done with it takes it away.
    """
    name = f"many_tools_{test_run}"
    own_name = connection.settings_dict["NAME"]
    connection.close()  # who is looked at cannot be a template
    control = connection.copy()
    control.settings_dict["NAME"] = "postgres"
    try:
        with control.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [USING])
            cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'many\\_tools\\_%%'")
            there = [row[0] for row in cursor.fetchall()]
            if name not in there:
                for left_over in there:
                    cursor.execute(f"DROP DATABASE {left_over}")
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE {own_name}")
                with looking_at(name):
                    fill()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MAKING])
            yield name
            cursor.execute("SELECT pg_advisory_unlock_shared(%s), pg_try_advisory_lock(%s)", [USING, USING])
            if cursor.fetchone()[1]:
                cursor.execute(f"DROP DATABASE {name}")
    finally:
        control.close()


@contextmanager
def looking_at(name: str) -> Iterator[None]:
    """Inside, Django uses the database of this name."""
    own_name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    yield
    connection.close()
    connection.settings_dict["NAME"] = own_name


def fill() -> None:
    """The demo data and many tools."""
    call_command("loaddata", *SEED, *CATALOGUE, verbosity=0)
    with transaction.atomic(), indexed_afterwards():
        make_many_tools(MANY)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
