"""Making the big catalogue, all of it or nothing."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from compare.generating import things, voices
from compare.generating.loading import copy_rows, filling, held, set_sequences
from compare.generating.refusing import refuse_old_database, refuse_other_data
from compare.generating.words import CRITICS, SHELVES, slug_of
from digest.models import Subscriber
from reviews.models import GivenVerdict, Listing, Review, Reviewer
from tools.models import Attribute, Category, Fact, Tool
from votes.models import CommunityTally, Vote
from votes.triggers import COUNT_ALL

Tell = Callable[[str, int], object]
FIRST_KEY = 1_000_000  # so that no key is one of the demo data's
SEED = 20_241_122
LISTED_AT_ONCE = 5_000
TRACKED: list[type[Model]] = [Category, Attribute, Reviewer, Tool, Fact, Review, GivenVerdict]
WITH_KEYS: list[type[Model]] = [*TRACKED, Vote, Subscriber]
WRITTEN: list[type[Model]] = [*WITH_KEYS, CommunityTally, Listing]
CHOSEN = "digest_subscriber_categories"
KEPT = {model: f"{model._meta.db_table}event" for model in TRACKED}
TABLES = [*[model._meta.db_table for model in WRITTEN], CHOSEN, *KEPT.values()]

# As the triggers would have made them (reviews/triggers.py, core/history.py).
GIVEN = """
    INSERT INTO reviews_givenverdict (id, review_id, verdict, score, since)
    SELECT id, id, verdict, score, published_at FROM reviews_review WHERE id >= %s AND state = 'published'
"""
ADDED = sql.SQL("""
    INSERT INTO {events} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {columns})
    SELECT now(), 'insert', id, (SELECT _pgh_attach_context()), {columns} FROM {table} WHERE id >= %s
""")


def generate(*, tools: int, votes: int, subscribers: int, seed: int = SEED, tell: Tell) -> None:
    """So many tools with their reviews and facts, votes and subscribers, beside the demo data. Always the same.

    97 tools in 100 are public; the others are drafts, withdrawn, or scheduled. All is as if it had come by way of the
    site: tallies, listings and history are what the triggers would have made. It happens in one transaction, during
    which nobody else can use the site's tables. `tell` hears what is being made and how many more of it there are;
    of tools it hears twice, the second time when they are listed.

    Raises OtherData for a database that holds anything but the demo data, and ValueError if there are votes and no
    tool to vote on.
    """
    with transaction.atomic():
        refuse_old_database()
        held(TABLES)
        refuse_other_data()
        fill(tools=tools, votes=votes, subscribers=subscribers, seed=seed, tell=tell)


def fill(*, tools: int, votes: int, subscribers: int, seed: int = SEED, tell: Tell) -> None:
    """What `generate` does, in the caller's transaction and whatever else the database holds."""
    known = [(one.pk, one.published_at) for one in Tool.objects.published().order_by("slug") if one.published_at]
    with filling(TABLES, tell):
        made = things.Tools(tools, seed, FIRST_KEY, *_shelves())
        _add_tools(made, tell)
        _add_votes(voices.votes(votes, seed, FIRST_KEY, known, list(made.public())), tell)
        _add_subscribers(list(voices.subscribers(subscribers, seed, FIRST_KEY)), made, tell)
        _add_history()
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        _list(made, tell)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
    # Not sooner, for a sequence stays set though all else is taken back.
    transaction.on_commit(partial(set_sequences, [model._meta.db_table for model in WITH_KEYS], FIRST_KEY))


def _shelves() -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """Shelves, two attributes and critics are added: their keys."""
    return (
        _add_named("tools_category", SHELVES, description=""),
        _add_named("tools_attribute", things.ATTRIBUTES),
        _add_named("reviews_reviewer", CRITICS, lens="Looks at many tools.", likes="", tired_of="", active=True),
    )


def _add_named(table: str, names: Collection[str], **more: object) -> Sequence[int]:
    """A row for each name, behind those that are there, all with `more` in their other columns: their keys."""
    keys = range(FIRST_KEY, FIRST_KEY + len(names))
    columns = ["id", "name", "slug", "position", *things.TIMES, *more]
    rows = [
        (key, name, slug_of(name), 100 + place, *things.TIMES.values(), *more.values())
        for place, (key, name) in enumerate(zip(keys, names, strict=True))
    ]
    copy_rows(table, columns, rows)
    return keys


def _add_tools(made: things.Tools, tell: Tell) -> None:
    copy_rows("tools_tool", things.TOOL_COLUMNS, made.rows(), partial(tell, "tools"))
    copy_rows("tools_fact", things.FACT_COLUMNS, made.facts())
    copy_rows("reviews_review", things.REVIEW_COLUMNS, made.reviews())
    with connection.cursor() as cursor:
        cursor.execute(GIVEN, [FIRST_KEY])


def _add_votes(votes: voices.Rows, tell: Tell) -> None:
    copy_rows("votes_vote", voices.VOTE_COLUMNS, votes, partial(tell, "votes"))
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ALL)


def _add_subscribers(readers: Sequence[things.Row], made: things.Tools, tell: Tell) -> None:
    copy_rows("digest_subscriber", voices.SUBSCRIBER_COLUMNS, readers, partial(tell, "subscribers"))
    copy_rows(CHOSEN, voices.CHOSEN_COLUMNS, voices.chosen_shelves(readers, made.seed, made.shelves))


def _add_history() -> None:
    with connection.cursor() as cursor:
        for model, events in KEPT.items():
            columns = [sql.Identifier(field.column or "") for field in model._meta.local_concrete_fields]
            names = {"events": sql.Identifier(events), "table": sql.Identifier(model._meta.db_table)}
            cursor.execute(ADDED.format(**names, columns=sql.SQL(", ").join(columns)).as_string(), [FIRST_KEY])


def _list(made: things.Tools, tell: Tell) -> None:
    """The listings, made by the function that the triggers call."""
    with connection.cursor() as cursor:
        for first in range(FIRST_KEY, FIRST_KEY + made.count, LISTED_AT_ONCE):
            end = min(first + LISTED_AT_ONCE, FIRST_KEY + made.count)
            cursor.execute("SELECT reviews_list_anew(ARRAY(SELECT generate_series(%s, %s)))", [first, end - 1])
            tell("listings", end - first)
