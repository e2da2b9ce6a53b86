"""Links that staff enter lead to web pages."""

import pytest
from django.core.exceptions import ValidationError

from core.fields import WebAddressField
from tests.core.refusals import refused_by
from tests.factories import FactFactory, ToolFactory
from tools.models import Fact, Tool

FIELD = WebAddressField()


@pytest.mark.parametrize("address", ["https://example.org", "http://example.org/a?b=c#d"])
def test_a_web_address_is_taken(address):
    assert FIELD.clean(address, None) == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "file:///etc/passwd", "example", "http://["],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(ValidationError, match="Enter a valid URL"):
        FIELD.clean(address, None)


def test_a_form_takes_an_address_without_scheme_for_https():
    assert FIELD.formfield().clean("example.org/pricing") == "https://example.org/pricing"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "//example.org", " https://example.org"]
)
def test_the_database_takes_no_other_address_either(address):
    with refused_by("tools_tool_website_is_web"):
        Tool.objects.filter(pk=ToolFactory().pk).update(website=address)
    with refused_by("tools_fact_source_url_is_web"):
        Fact.objects.filter(pk=FactFactory().pk).update(source_url=address)
