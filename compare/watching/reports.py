"""Errors reported to Sentry, or to what speaks its protocol, where the setting SENTRY_DSN names one."""

import tomllib
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from compare.environment import BASE_DIR
from compare.logs import impersonal, under_way
from core.database.faults import is_passing

# What goes out as it is, and what is looked through for whom it names. Nothing else does: not the request with its
# address, query and cookies, nor the user, nor what happened before.
PLAIN = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk", "modules", "type")
IN_WORDS = ("exception", "logentry", "message", "transaction", "contexts")


def report_errors(address: str) -> None:
    """Report errors of this process to `address` from now on: where they arose, and nothing that a reader sent."""
    sentry_sdk.init(
        address,
        release=_version(),
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(middleware_spans=False), LoggingIntegration(level=None)],
        before_send=without_readers,
    )


def without_readers(event: Any, hint: Any) -> Any:
    """`event` without what is personal in it, or None for a database that is away, of which the log tells once.

    Its transaction is the name of an address pattern, not an address.
    """
    error = (hint.get("exc_info") or (None, None))[1]
    if error and is_passing(error):
        return None
    told = {name: event[name] for name in PLAIN if name in event}
    told |= {name: _impersonal(event[name]) for name in IN_WORDS if name in event}
    return told | {"tags": dict([doing] if (doing := under_way.get()) else [])}


def _impersonal(value: Any) -> Any:
    if isinstance(value, str):
        return impersonal(value)
    if isinstance(value, dict):
        return {name: _impersonal(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_impersonal(one) for one in value]
    return value


def _version() -> str:
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]
    return f"{project['name']}@{project['version']}"
