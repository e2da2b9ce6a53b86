"""What must be known before Django's settings can be read: where things are kept, and how the site was started."""

import contextlib
import getpass
import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ

from core.networks import Network
from core.rate_limits import DAY, HOUR, MINUTE

BASE_DIR = Path(__file__).resolve().parent.parent
HIGHEST_PORT = 65535
LAST_HOUR = 23
# The first parts of the site's own addresses, which the desk cannot have, and of some that are yet to come.
TAKEN_PATHS = (
    "about", "api", "badges", "ballots", "bookmarks", "cards", "categories", "compare", "digest", "feeds", "healthz",
    "logos", "pictures", "preview", "readyz", "records", "reviewers", "search", "sitemaps", "static", "styleguide",
    "tools", "tray", "yours",
)  # fmt: skip
SECOND_FACTOR_IS = ("optional", "required")
DEMO_IS = ("catalogue", "seed")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERIODS = {"minute": MINUTE, "hour": HOUR, "day": DAY}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
env = environ.Env()


class CannotStart(Exception):
    """Something outside the code stops the site from starting; the message names it and the way on."""


def text(name: str, default: str) -> str:
    """The setting `name` to the letter, or `default` where it is empty or not set.

    Not `env.str`, which takes a value that begins with a dollar sign for the name of another setting.
    """
    return os.environ.get(name) or default


def whole_number(name: str, default: int, *, least: int = 1) -> int:
    """The setting `name`, `least` or more, or `default` where it is empty or not set. Raises CannotStart otherwise."""
    given = text(name, str(default))
    if not given.isascii() or not given.isdigit() or int(given) < least:
        raise CannotStart(f"{name} is {given!r}; set it to a whole number from {least} on.")
    return int(given)


def names(name: str) -> list[str]:
    """The setting `name`, texts with commas between them, as a list; empty where it is empty or not set."""
    return [part.strip() for part in text(name, "").split(",") if part.strip()]


def networks(name: str) -> list[Network]:
    """The setting `name`, addresses and networks with commas between them. Raises CannotStart for anything else."""
    try:
        return [ip_network(part) for part in names(name)]
    except ValueError as error:
        raise CannotStart(
            f"{name}: {error}. Set it to addresses and networks, such as 10.0.0.7,192.168.0.0/24."
        ) from error


def login_name() -> str:
    """Who runs this on the machine, or the number of an account without a name, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def port(name: str = "PORT", default: str = "8000") -> str:
    """The setting `name`, or `default` where it is empty or not set. Raises CannotStart for what is no port."""
    given = text(name, "")
    if given and (not given.isascii() or not given.isdigit() or not 0 < int(given) <= HIGHEST_PORT):
        raise CannotStart(f"{name} is {given!r}; set it to a number from 1 to {HIGHEST_PORT}.")
    return given or default


def time_zone(setting: str = "TIME_ZONE", default: str = "UTC") -> str:
    """A setting that names a time zone. Raises CannotStart for a zone that does not exist."""
    name = text(setting, default)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CannotStart(f"{setting} is {name!r}; set it to a time zone such as Europe/Berlin.") from error
    return name


def weekday(name: str) -> int | None:
    """The setting `name`, a day of the week, as a number from 0 for Monday; None where it is not set.

    Raises CannotStart for what is no day.
    """
    given = text(name, "").lower()
    if given and given not in WEEKDAYS:
        raise CannotStart(f"{name} is {given!r}; set it to one of {', '.join(WEEKDAYS)}, or leave it empty.")
    return WEEKDAYS.index(given) if given else None


def hour(name: str, default: int) -> int:
    """The setting `name`, an hour of the day from 0 to 23. Raises CannotStart for any other."""
    given = whole_number(name, default, least=0)
    if given > LAST_HOUR:
        raise CannotStart(f"{name} is {given}; set it to an hour from 0 to {LAST_HOUR}.")
    return given


def rates(name: str) -> list[tuple[int, int]]:
    """The setting `name`, such as `60/minute,2000/day`, as pairs of a number and its period in seconds.

    Raises CannotStart for what names no rates.
    """
    given = [part.strip() for part in text(name, "").lower().split(",") if part.strip()]
    found = []
    for part in given:
        number, _, period = part.partition("/")
        if not re.fullmatch(r"[1-9][0-9]{0,8}", number) or period not in PERIODS:
            raise CannotStart(f"{name} has {part!r}; write each rate as in 60/minute, 500/hour or 2000/day.")
        found.append((int(number), PERIODS[period]))
    return found


def log_level() -> str:
    """The setting LOG_LEVEL. Raises CannotStart for a level that does not exist."""
    name = text("LOG_LEVEL", "INFO").upper()
    if name not in LOG_LEVELS:
        raise CannotStart(f"LOG_LEVEL is {name!r}; set it to one of {', '.join(LOG_LEVELS)}.")
    return name


def admin_path() -> str:
    """The setting ADMIN_PATH, without slashes around it. Raises CannotStart for what cannot be the desk's address."""
    given = text("ADMIN_PATH", "admin")
    path = given.strip("/")
    if not re.fullmatch(r"[A-Za-z0-9-]+(/[A-Za-z0-9-]+)*", path):
        raise CannotStart(
            f"ADMIN_PATH is {given!r}; set it to letters, digits and hyphens, such as backstage or house/desk."
        )
    if path.partition("/")[0].lower() in TAKEN_PATHS:
        raise CannotStart(f"ADMIN_PATH is {given!r}, where the site has its own pages; set it to another address.")
    return path


def second_factor() -> str:
    """The setting STAFF_SECOND_FACTOR. Raises CannotStart for what is neither optional nor required."""
    given = text("STAFF_SECOND_FACTOR", "optional").lower()
    if given not in SECOND_FACTOR_IS:
        raise CannotStart(f"STAFF_SECOND_FACTOR is {given!r}; set it to one of {', '.join(SECOND_FACTOR_IS)}.")
    return given


def demo() -> str:
    """The setting DEMO: `catalogue` for all of the demo data, `seed` for its eight first tools.

    Raises CannotStart for anything else.
    """
    given = text("DEMO", "catalogue").lower()
    if given not in DEMO_IS:
        raise CannotStart(f"DEMO is {given!r}; set it to one of {', '.join(DEMO_IS)}.")
    return given


def sentry_address() -> str:
    """The setting SENTRY_DSN, or nothing. Raises CannotStart, without the key in it, for what is no such address."""
    given = text("SENTRY_DSN", "")
    if given and not re.fullmatch(r"https?://[^\s/@]+@[^\s/@]+(/[^\s/]+)*/[0-9]+", given):
        where = given.rpartition("@")[2]
        raise CannotStart(f"SENTRY_DSN is {where!r}; set it to an address such as https://key@sentry.example/1.")
    return given


def site_address(url: str) -> tuple[str, bool]:
    """The host of the site's address, as ALLOWED_HOSTS wants it, and whether it is HTTPS. Raises CannotStart."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and url == f"{parts.scheme}://{parts.netloc}":
            host = parts.netloc.removesuffix(f":{parts.port}")
            if "@" not in host:
                return host, parts.scheme == "https"
    raise CannotStart(f"SITE_URL is {url!r}; set it to the site's public address, such as https://tiebreak.example.")


def cache_address() -> str:
    """The setting CACHE_URL, a Redis, or nothing where it is not set. Raises CannotStart for anything else."""
    url = text("CACHE_URL", "")
    if not url:
        return ""
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        is_whole = parts.hostname and parts.port != 0 and not parts.query and not parts.fragment
        if parts.scheme in ("redis", "rediss") and is_whole and re.fullmatch(r"(/[0-9]{0,3})?", parts.path):
            return url
    # It may hold a password, so it is not shown.
    raise CannotStart(
        "CACHE_URL does not name a Redis; write it as redis://host:6379/0, or as rediss://user:password@host:6379/0 "
        "for one that wants TLS."
    )


def named_database(setting: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's DATABASES entry for a setting with an address. Raises CannotStart unless it names a PostgreSQL."""
    if text(setting, "").startswith(("postgres://", "postgresql://")):
        with contextlib.suppress(ValueError):
            settings: dict[str, Any] = env.db_url(setting, engine="core.database")
            if settings["NAME"]:
                return settings
    raise CannotStart(f"{setting} does not name a PostgreSQL; write it as postgres://user:password@host:5432/name.")


def further_database(setting: str) -> dict[str, Any] | None:
    """The same for a setting that stands beside DATABASE_URL; None where it is not set. Raises CannotStart."""
    if not text(setting, ""):
        return None
    if not text("DATABASE_URL", ""):
        raise CannotStart(
            f"{setting} is set and DATABASE_URL is not. Set DATABASE_URL to the database that is written."
        )
    return named_database(setting)


def folder(name: str, default: Path) -> Path:
    """The setting `name`, the path of a folder, or `default` where it is empty or not set."""
    return Path(text(name, str(default))).expanduser().resolve()


DATA_DIR = folder("DATA_DIR", BASE_DIR / ".data")

# No database was named, so this is the local run: the embedded server, a generated secret,
# plain HTTP on the loopback address. Naming one is what makes a run a production run.
IS_LOCAL = not os.environ.get("DATABASE_URL")
