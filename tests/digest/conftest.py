"""Mail that really goes out, over loopback."""

from collections.abc import Iterator

import pytest

from tests.smtp import HOST, MailServer


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A mail server that takes everything, until a test gives it rules; mail goes to it."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "digest.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, server.port
        yield server
