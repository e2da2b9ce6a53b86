"""Every address is either the same for everybody, which anybody may keep for a while, or one reader's own."""

import logging
import re

from django.test import Client

from compare.caching.routes import match_of, rule_of
from tests.kept import rule
from tests.nginx import TEMPLATE
from tests.routes import addresses

# Files under a name that changes with what is in them; what leads on to another address; the checks of the host.
NEITHER = {"logo", "redirect"}
OF_ONE_READER = {
    "ballots", "bookmarks", "confirm", "export", "keep-record", "leave", "preview", "reader", "sign-up", "tray", "vote",
    "yours",
}  # fmt: skip


def test_every_address_is_public_or_kept_by_nobody(client: Client, demo: None, kept_pages: None, caplog):
    caplog.set_level(logging.CRITICAL, "django")
    (own_to_nginx,) = re.findall(r'map \$uri \$own \{.*?"~(.+?)" 1;', TEMPLATE.read_text(), re.DOTALL)
    seen: dict[str, set[str]] = {"public": set(), "never": set()}
    for name, path in addresses():
        response = client.get(path)
        is_public = rule_of(match_of(response.wsgi_request)) is not None
        told = rule(response)
        assert bool(re.search(own_to_nginx, path)) is (name in OF_ONE_READER), path
        if response.status_code >= 300 and is_public:
            assert "public" not in told, path
        elif is_public:
            assert {"public", "s-maxage", "stale-while-revalidate"} <= told.keys() or "immutable" in told, path
            assert {"ETag", "Last-Modified"} <= response.headers.keys(), path
            assert response.headers["Vary"] == "Accept-Encoding"
            seen["public"].add(name)
        elif response.status_code < 300 and name not in NEITHER:
            assert "no-store" in told, path
            seen["never"].add(name)
    assert seen["public"].isdisjoint(OF_ONE_READER)
    assert seen["never"] >= {"ballots", "bookmarks", "tray", "vote", "yours"}
