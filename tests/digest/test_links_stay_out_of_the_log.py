"""The log names no address that is as good as a password."""

import logging

from compare.logs import WithoutTokens


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert WithoutTokens().filter(record)
    return record.getMessage()


def test_tokens_of_readers_are_taken_out():
    for page in ("you", "leave", "confirm"):
        assert logged("%s: %s", "Gone", f"/digest/{page}/0af:x-Y_z") == f"Gone: /digest/{page}/..."
    assert logged("Gone: /digest/you/0af:x/data?a=1") == "Gone: /digest/you/.../data?a=1"


def test_all_else_stays():
    assert logged("%s: %s", "Not Found", "/digest/2026-w47") == "Not Found: /digest/2026-w47"
    assert logged("100 % of it") == "100 % of it"
