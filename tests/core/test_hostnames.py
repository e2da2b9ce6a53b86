"""The host by which readers know a source."""

import pytest
from django.template import Context, Template

from core.templatetags.tiebreak import hostname


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://cursor.com", "cursor.com"),
        ("https://cursor.com/pricing?plan=pro#teams", "cursor.com"),
        ("http://www.mistral.ai/news/", "mistral.ai"),
        ("https://docs.mistral.ai:8443/", "docs.mistral.ai"),
        ("https://user:secret@example.org/", "example.org"),
        ("HTTPS://EXAMPLE.ORG", "example.org"),
        ("https://www.www.example", "www.example"),
        ("https://[2001:db8::1]:8000/", "2001:db8::1"),
    ],
)
def test_an_address_is_known_by_its_host(address, host):
    assert hostname(address) == host


@pytest.mark.parametrize(
    "address", ["http://[", "http://]", "https://[::1", "http://[not-an-address]/", "cursor.com", "//"]
)
def test_an_address_without_a_readable_host_is_shown_as_it_is(address):
    assert hostname(address) == address


def test_no_address_has_no_host():
    assert hostname("") == ""


def test_a_host_is_escaped_in_templates():
    page = Template("{% load tiebreak %}{{ address|hostname }}").render(Context({"address": "https://<b>.example"}))

    assert page == "&lt;b&gt;.example"
