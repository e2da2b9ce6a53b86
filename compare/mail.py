"""How mail is sent: what the settings EMAIL_URL, EMAIL_FROM and ANYMAIL come to."""

import contextlib
import importlib.util
import json
import re
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from compare.environment import IS_LOCAL, CannotStart, env, text

SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
SECONDS_TO_ANSWER = 30


def mail(folder: str, *, site_name: str, site_host: str) -> dict[str, Any]:
    """Django's settings of mail. A local run without EMAIL_URL writes it to `folder`.

    Raises CannotStart for what cannot be used, and where a site with its own database has no EMAIL_URL.
    """
    url = text("EMAIL_URL", f"filemail://{folder}" if IS_LOCAL else "")
    try:
        transport = _transport(url)
    except ValueError as error:
        where = url.rpartition("@")[2]  # and not the password before it
        raise CannotStart(
            f"EMAIL_URL is {where!r}; set it to the mail server, such as "
            "smtp+tls://user:password@mail.example.org:587, or to a provider, such as anymail://postmark."
        ) from error
    host = site_host if re.search(r"\.[a-z]", site_host) else "localhost"
    sender = text("EMAIL_FROM", formataddr((site_name, f"digest@{host}")))
    return transport | {"DEFAULT_FROM_EMAIL": sender, "EMAIL_TIMEOUT": SECONDS_TO_ANSWER}


def _transport(url: str) -> dict[str, Any]:
    """Raises ValueError where `url` is none."""
    parts = urlsplit(url)
    if parts.scheme == "filemail":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme == "anymail" and re.fullmatch(r"[a-z_]+", parts.netloc):
        backend = f"anymail.backends.{parts.netloc}"
        if importlib.util.find_spec(backend):
            return {"EMAIL_BACKEND": f"{backend}.EmailBackend"}
    if parts.scheme in SMTP_PORTS and parts.hostname:
        port = parts.port or SMTP_PORTS[parts.scheme]
        found: dict[str, Any] = env.email_url_config(url)
        return found | {"EMAIL_BACKEND": "digest.smtp.EmailBackend", "EMAIL_PORT": port}
    raise ValueError


def anymail() -> dict[str, Any]:
    """The setting ANYMAIL. Raises CannotStart for what is no JSON object."""
    given = text("ANYMAIL", "{}")
    with contextlib.suppress(ValueError):
        if isinstance(found := json.loads(given), dict):
            return found
    raise CannotStart('ANYMAIL is no JSON object; set it to settings such as {"POSTMARK_SERVER_TOKEN": "..."}.')
