"""Mail through an SMTP server: Django's own way, which also reaches addresses in other scripts, and knows its fate."""

import smtplib
from email.generator import BytesGenerator
from email.policy import SMTPUTF8
from io import BytesIO
from typing import Any, cast

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.message import sanitize_address

# Folded, Python would encode the long address in List-Unsubscribe, which mail programs then do not understand.
WHOLE_LINES = SMTPUTF8.clone(max_line_length=998)
TAKEN = 250  # the only yes that smtplib knows


class FateUnknown(Exception):
    """A message was handed over, and the server did not say, or not clearly, whether it took it; the message why."""


class _Connection(smtplib.SMTP):
    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            code, said = super().data(msg)
        except smtplib.SMTPDataError:  # it did not want to hear it
            raise
        except OSError as error:  # a closed connection, a timeout and an endless answer are such, too
            raise FateUnknown(f"The connection ended while the server had it: {error}") from error
        # Whatever begins with a 2 is a yes (RFC 5321, section 4.2.1), and another try would be a second copy.
        if code in range(200, 300):
            return TAKEN, said
        if code not in range(400, 600):
            raise FateUnknown(f"The server had it, and its answer was not understood: {said.decode(errors='replace')}")
        return code, said


class _SecureConnection(_Connection, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Sends each message to the one address that it is for."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SecureConnection if self.use_ssl else _Connection

    def _send(self, email_message: EmailMessage) -> bool:
        local_part = email_message.to[0].rpartition("@")[0]
        if not local_part.isascii():
            return self._send_as_utf8(email_message)
        return bool(cast(Any, super())._send(email_message))

    def _send_as_utf8(self, email_message: EmailMessage) -> bool:
        """As RFC 6531 has it. Raises SMTPNotSupportedError where the server does not know how."""
        (address,) = email_message.to
        message = email_message.message()
        message.replace_header("To", address)
        written = BytesIO()
        BytesGenerator(written, policy=WHOLE_LINES).flatten(message)
        sender = sanitize_address(email_message.from_email, "utf-8")
        cast(smtplib.SMTP, self.connection).sendmail(
            sender, [address], written.getvalue(), mail_options=["SMTPUTF8", "BODY=8BITMIME"]
        )
        return True
