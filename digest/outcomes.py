"""What became of a message that was handed to the mail server."""

import logging
import re
import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus

from anymail.exceptions import (
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from requests import ConnectTimeout
from urllib3.exceptions import NewConnectionError

from digest.models import Fate
from digest.smtp import FateUnknown

LONGEST_NOTE = 300
ABOUT_THE_MESSAGE = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)
MAILBOX_CLOSED = "5.2.1"
ABOUT_THE_SENDER = ("5.1.7", "5.1.8")  # though servers often say so only once they are told the recipient
logger = logging.getLogger(__name__)


class Trouble(Exception):
    """Nothing can be sent for now, to nobody: the server cannot be reached or will not have the sender."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of a delivery; `Fate.WAITING` where it is worth another try later.

    `suppress` is whether the address itself is no good, so that nothing should ever be sent to it.
    """

    fate: Fate
    note: str = ""
    suppress: bool = False


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend]:
    """An open connection to the mail server or the provider, for the length of a `with` block. Raises Trouble."""
    with ExitStack() as stack:
        try:
            server = get_connection()
            stack.callback(_close, server)
            server.open()
        except (OSError, UnicodeError, ImproperlyConfigured) as error:  # OSError: as are all errors of SMTP
            raise Trouble(_note(f"The mail server cannot be used: {error}")) from error
        yield server


def _close(server: BaseEmailBackend) -> None:
    with suppress(OSError):
        server.close()


def hand_over(message: EmailMessage, connection: BaseEmailBackend) -> Outcome:
    """Send `message` over an open connection, and say what became of it. Raises Trouble; then it was not sent."""
    try:
        connection.send_messages([message])
    except FateUnknown as error:
        return Outcome(Fate.UNKNOWN, _note(str(error)))
    except AnymailError as error:
        return _by_provider(error)
    except ValueError as error:  # before anything is sent: no header or envelope can say this address
        return Outcome(Fate.REFUSED, _note(f"It could not be written: {error}"))
    except OSError as error:  # as are all errors of SMTP
        return _by_server(error)
    except Exception as error:  # of a library that did not understand the server or the provider
        logger.exception("It is not known whether a message was sent")
        return Outcome(Fate.UNKNOWN, _note(f"What became of it was not understood: {error!r}"))
    return Outcome(Fate.SENT)


def _by_server(error: OSError) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, said),) = error.recipients.values()
        return _refused(code, said, of_recipient=True)
    if isinstance(error, smtplib.SMTPDataError):
        return _refused(error.smtp_code, error.smtp_error, of_recipient=False)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Fate.REFUSED, "The mail server cannot send to an address in another script than Latin.")
    raise Trouble(_note(f"The mail server does not take mail: {error}")) from error


def _refused(code: int, said: bytes | str, *, of_recipient: bool) -> Outcome:
    """What an SMTP reply comes to (RFC 5321, section 4.2.1; the detailed codes of RFC 3463)."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    note = _note(f"{code} {words}")
    if code < 500:
        return Outcome(Fate.WAITING, note)
    detail = re.match(r"5\.(\d{1,3})\.(\d{1,3})", words)
    if not detail:
        return Outcome(Fate.REFUSED, note, suppress=of_recipient)
    # A full mailbox, policy and content may be another matter by the next edition.
    is_about_the_reader = detail[1] == "1" and detail[0] not in ABOUT_THE_SENDER
    is_about_the_reader |= detail[0] == MAILBOX_CLOSED
    return Outcome(Fate.REFUSED, note, suppress=is_about_the_reader)


def _by_provider(error: AnymailError) -> Outcome:
    note = _note(str(error))
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(Fate.REFUSED, note, suppress=True)
    if error.status_code in ABOUT_THE_MESSAGE or isinstance(error, (AnymailInvalidAddress, AnymailUnsupportedFeature)):
        return Outcome(Fate.REFUSED, note)
    if _may_have_it(error):
        return Outcome(Fate.UNKNOWN, note)
    raise Trouble(note) from error


def _may_have_it(error: AnymailError) -> bool:
    """Whether the provider may have taken the message all the same: only a plain refusal says that it has not."""
    if error.status_code is None:
        return not _never_left(error.__cause__)
    return error.status_code not in range(300, 500) and error.status_code != HTTPStatus.SERVICE_UNAVAILABLE


def _never_left(cause: BaseException | None) -> bool:
    """Whether there was no connection over which a request to the provider could have gone."""
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(cause, ConnectTimeout) or isinstance(reason, NewConnectionError)


def _note(text: str) -> str:
    return printable(text)[:LONGEST_NOTE]


def printable(text: str) -> str:
    """`text` with a space for every sign that no page shows, and that the database may not even take."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
