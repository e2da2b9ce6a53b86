"""Reading a feed as a feed reader would, and holding it to the standard."""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = ("id", "title", "updated")


def feed(client: Client, path: str) -> Any:
    """The feed at `path` as feedparser understands it. Raises AssertionError if RFC 4287 asks for more."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(response.content)
    entries = root.findall(f"{ATOM}entry")
    for part in (root, *entries):
        for name in ONCE:
            (found,) = part.findall(ATOM + name)
            assert found.text.strip()
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo
        assert len(part.findall(f"{ATOM}link[@rel='alternate']")) == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = [part.findtext(f"{ATOM}id") for part in (root, *entries)]
    assert len(set(ids)) == len(ids)
    read = feedparser.parse(response.content)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert len(read.entries) == len(entries)
    return read
