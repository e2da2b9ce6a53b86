"""How often something may be done, shared by all processes and machines."""

import math
from dataclasses import dataclass

from django.db import connection

MINUTE, HOUR, DAY = 60, 3600, 86_400

# The bucket as one number: when it will be full again. Taking a token moves that moment on by the time
# in which one token flows in; a bucket that would be full only after a whole period is empty.
# (The generic cell rate algorithm, ITU-T I.371; the same as a token bucket.)
_TAKE = """
    INSERT INTO core_bucket AS bucket (key, full_at)
    VALUES (%(key)s, clock_timestamp() + make_interval(secs => %(period)s) / %(capacity)s)
    ON CONFLICT (key) DO UPDATE
        SET full_at = GREATEST(bucket.full_at, clock_timestamp()) + make_interval(secs => %(period)s) / %(capacity)s
        WHERE GREATEST(bucket.full_at, clock_timestamp()) + make_interval(secs => %(period)s) / %(capacity)s
            <= clock_timestamp() + make_interval(secs => %(period)s)
    RETURNING key
"""
_WAIT = """
    SELECT extract(epoch FROM full_at - statement_timestamp())::float
        + %(period)s::float / %(capacity)s - %(period)s
    FROM core_bucket WHERE key = %(key)s
"""
_GIVE_BACK = """
    UPDATE core_bucket SET full_at = full_at - make_interval(secs => %(period)s) / %(capacity)s WHERE key = %(key)s
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in a row for whatever `key` names, and that often again within each period (in seconds)."""

    key: str
    most: int
    period: float = MINUTE


def seconds_to_wait(*limits: Limit) -> int:
    """Take a token of each of `limits`, or none of any where one of them has none left.

    0 if all had one; else the whole seconds, 1 or more, until the first without has a token again. Atomic for each
    limit: what is given back may have been missing to somebody else for a moment.
    """
    buckets: list[dict[str, str | float]] = [
        {"key": limit.key, "capacity": limit.most, "period": limit.period} for limit in limits
    ]
    with connection.cursor() as cursor:
        for number, bucket in enumerate(buckets):
            cursor.execute(_TAKE, bucket)
            if cursor.fetchone() is None:
                cursor.execute(_WAIT, bucket)
                (wait,) = cursor.fetchone() or (0.0,)
                cursor.executemany(_GIVE_BACK, buckets[:number])
                return max(1, math.ceil(wait))
    return 0
