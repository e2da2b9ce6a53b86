"""A body far longer than any form is not even read, and the site goes on answering."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.factories import ToolFactory
from tests.site import Site
from tests.voting import IN_PLACE, Voter
from votes.models import Vote

MEGABYTES = 10
PIECE = b"a" * 1_000_000
FORM = "application/x-www-form-urlencoded"


def send_form(voter: Voter, form: dict[str, str], headers: dict[str, str]) -> HttpResponse:
    body = urlencode(form).encode() + b"&more=" + PIECE * MEGABYTES
    return voter.client.post("/tools/a/vote", body, content_type=FORM, headers=headers)


def send_file(voter: Voter, form: dict[str, str], headers: dict[str, str]) -> HttpResponse:
    upload = SimpleUploadedFile("more.bin", PIECE * MEGABYTES)
    return voter.client.post("/tools/a/vote", form | {"more": upload}, headers=headers)


@pytest.mark.parametrize("headers", [IN_PLACE, {"Origin": "http://testserver"}], ids=["in place", "without scripts"])
@pytest.mark.parametrize("send", [send_form, send_file])
def test_a_huge_vote_is_refused_whatever_else_stands_in_it(db, send, headers):
    ToolFactory(slug="a")
    voter = Voter()

    answer = send(voter, {"csrfmiddlewaretoken": voter.token("a"), "choice": "ship"}, headers)

    assert answer.status_code == 413
    assert "nothing of it was read or recorded" in answer.content.decode()
    assert "voter" not in answer.cookies
    assert Vote.objects.count() == 0


def test_so_is_a_huge_body_for_no_tool_at_all(db):
    assert send_form(Voter(), {}, {}).status_code == 413


def pieces(*, chunked: bool) -> Iterator[bytes]:
    for _ in range(MEGABYTES):
        yield b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if chunked else PIECE
    if chunked:
        yield b"0\r\n\r\n"


@pytest.mark.parametrize(("chunked", "status"), [(False, 413), (True, 403)], ids=["of known length", "in chunks"])
@pytest.mark.parametrize("then", ["keep-alive", "close"])
def test_the_real_site_answers_it_and_then_everybody_else(open_site: Site, chunked, status, then):
    length = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(len(PIECE) * MEGABYTES)}
    with closing(http.client.HTTPConnection("127.0.0.1", open_site.port, timeout=10)) as connection:
        connection.putrequest("POST", "/tools/smolvlm-3b/vote")
        for name, value in {"Content-Type": FORM, "Connection": then, **length}.items():
            connection.putheader(name, value)
        connection.endheaders()
        # The site hangs up on what it will not read; its answer is here by then.
        with suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces(chunked=chunked):
                connection.send(piece)
        answer = connection.getresponse()
        assert answer.status == status
        assert re.search("[Nn]othing .*was .*recorded", answer.read().decode())

    assert open_site.get("/tools/smolvlm-3b").status == 200
