"""What the log says and what stays out of it: whoever reads it learns what happened, and not to whom."""

import json
import logging
import os
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from compare.environment import CannotStart, log_level, text

FORMATS = ("line", "json")
# What a record may carry besides its message. Others carry whole requests and jobs, with all that is in them.
FIELDS = ("method", "route", "status", "ms", "queries", "database_ms", "page")
OWN_SETTINGS = ("HOST", "URL")

# What is being done here, and its key: ("request", "5f3c...") or ("job", "17"). It stands on every line about it.
under_way: ContextVar[tuple[str, str] | None] = ContextVar("under_way", default=None)

# Whoever has such an address can read and change what belongs to the subscriber whom it names, or see drafts.
_TOKEN = re.compile(r"(/digest/(?:you|leave|confirm)/|/preview/)[^\s/?\"']+")
_SIGNATURE = re.compile(r":[\w-]{43}(?![\w-])")
# PostgreSQL repeats there the row that it refuses.
_DETAIL = re.compile(r"DETAIL: .*?(?=\n\n|\n[A-Z]+:|\nTraceback|\Z)", re.DOTALL)
_REFUSED_VALUE = re.compile(
    r'((?:invalid input|syntax error in|malformed|invalid regular expression|value)\b[^:"\n]{0,80}: ?)"[^\n]*"'
)
_NEVER = r"\s<>\"(),;:=\[\]{}@/?&"  # in an address
_MAIL = re.compile(rf"""(?:"[^"\n]{{1,64}}"|[^{_NEVER}]{{1,64}})(?:@|%40)[^{_NEVER}']{{1,253}}""")
_IPV4 = r"\d{1,3}(?:\.\d{1,3}){3}"
_IP = re.compile(
    rf"(?<![\w.]){_IPV4}(?!\w|\.\d)"
    rf"|(?<![:.])(?:[0-9a-fA-F]{{0,4}}:){{2,7}}(?:{_IPV4}|[0-9a-fA-F]{{1,4}}|(?<=::))(?!\w)"
)
LEFT_OUT = "(left out)"


def log_settings() -> dict[str, Any]:
    """Django's LOGGING, which gunicorn is given as well. Raises CannotStart where LOG_FORMAT or LOG_LEVEL is wrong."""
    form = text("LOG_FORMAT", "line").lower()
    if form not in FORMATS:
        raise CannotStart(f"LOG_FORMAT is {form!r}; set it to one of {', '.join(FORMATS)}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "compare.logs.Line"}, "json": {"()": "compare.logs.Json"}},
        "filters": {"without unavailable": {"()": "compare.outages.WithoutUnavailable"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["without unavailable"]},
        },
        "root": {"handlers": ["console"], "level": log_level()},
        "loggers": {
            # Django's own handlers would mail errors to addresses that nobody has set.
            "django": {"handlers": [], "propagate": True},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # with a traceback for each program that guesses
            "gunicorn.error": {"handlers": [], "propagate": True},
            "gunicorn.http.wsgi": {"level": "ERROR"},  # it warns of each HEAD, whose body it leaves out
            "axes": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
        },
    }


class Line(logging.Formatter):
    """One line for people to read, and the traceback below it."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}{under_way}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """What is written of `record`, without personal data."""
        doing = under_way.get()
        record.under_way = f" [{' '.join(doing)}]" if doing else ""
        return impersonal(super().format(record))


class Json(logging.Formatter):
    """One JSON object on one line, for programs to read."""

    def format(self, record: logging.LogRecord) -> str:
        """What is written of `record`, without personal data."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        told |= [doing] if (doing := under_way.get()) else []
        told |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        told["message"] = impersonal(record.getMessage())
        if record.exc_info:
            told["exception"] = impersonal(self.formatException(record.exc_info))
        if record.stack_info:
            told["stack"] = impersonal(record.stack_info)
        return json.dumps(told)


def impersonal(words: str) -> str:
    """`words` without mail addresses, network addresses, tokens, and values that the database has refused.

    Network addresses stay that the host has put into the settings, and those of the machine itself.
    """
    if "DETAIL: " in words:
        words = _DETAIL.sub(f"DETAIL: {LEFT_OUT}", words)
    words = _REFUSED_VALUE.sub(rf"\1{LEFT_OUT}", words)
    if "/" in words:
        words = _TOKEN.sub(r"\1...", words)
    words = _SIGNATURE.sub(":...", words)
    if "@" in words or "%40" in words:
        words = _MAIL.sub(LEFT_OUT, words)
    return _IP.sub(_without_readers, words)


def _own_addresses() -> frozenset[str]:
    """The network addresses that the host has named: of databases, caches, mail servers, and of the site itself."""
    named = " ".join(value for name, value in os.environ.items() if name.endswith(OWN_SETTINGS))
    return frozenset(_IP.findall(named))


_OWN = _own_addresses()


def _without_readers(found: re.Match[str]) -> str:
    written = found[0]
    if ":" in written and "::" not in written and written.count(":") < 6:
        return written  # a time
    try:
        address = ip_address(written)
    except ValueError:
        return written  # a number of a version, or part of a longer one
    if address.is_loopback or address.is_unspecified or written in _OWN or len(written) <= len("a::b"):
        return written
    return LEFT_OUT
