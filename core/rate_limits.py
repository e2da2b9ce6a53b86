"""How often something may be done, shared by all processes and machines."""

import math
from dataclasses import dataclass

from django.db import connection

PERIOD_SECONDS = 60

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


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `per_minute` times in a row for whatever `key` names, and that often again within each minute."""

    key: str
    per_minute: int


def seconds_to_wait(*limits: Limit) -> int:
    """Take a token for each of `limits`, in order, until one has none left.

    0 if all had one; else the whole seconds, 1 or more, until that one has a token again. Atomic for each limit.
    """
    with connection.cursor() as cursor:
        for limit in limits:
            bucket: dict[str, str | int] = {"key": limit.key, "capacity": limit.per_minute, "period": PERIOD_SECONDS}
            cursor.execute(_TAKE, bucket)
            if cursor.fetchone() is None:
                cursor.execute(_WAIT, bucket)
                (wait,) = cursor.fetchone() or (0.0,)
                return max(1, math.ceil(wait))
    return 0
