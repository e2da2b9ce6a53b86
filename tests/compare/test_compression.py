"""Pages are sent compressed to those who can read it."""

import gzip

from django.test import Client

GZIP = {"accept-encoding": "gzip"}


def test_a_page_is_compressed_for_those_who_ask(client: Client):
    plain = client.get("/about")
    packed = client.get("/about", headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content)
