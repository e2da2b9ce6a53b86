"""The first start on an empty data folder brings a whole site, with a staff login that works."""

import re
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest

from compare.environment import DATA_DIR
from tests.running.processes import database_processes
from tests.site import Site, fresh_site


@pytest.fixture(scope="module")
def new_site() -> Iterator[Site]:
    """The real site after its first start."""
    with fresh_site(DATA_DIR) as real:
        real.start()
        yield real


def test_first_start_prints_the_address_and_has_the_demo_data(new_site: Site):
    assert f"{new_site.url}/" in new_site.output
    assert f"{new_site.url}/admin/" in new_site.output
    assert "loading the demo data" in new_site.output
    assert f"mail is written to files in {new_site.data_dir / 'mail'}" in new_site.output
    assert database_processes(new_site)
    assert "SmolVLM" in new_site.get("/compare/smolvlm-3b-vs-mistral-8x22b-v2").text


def test_first_start_prints_one_staff_login_and_it_works(new_site: Site):
    logins = re.findall(r"Staff login.*: (\S+) / (\S+)\n", new_site.output)

    assert len(logins) == 1
    name, password = logins[0]
    assert log_in(new_site, name, password) == f"{new_site.url}/admin/"
    assert log_in(new_site, name, password + "x") == f"{new_site.url}/admin/login/?next=/admin/"


def log_in(site: Site, name: str, password: str) -> str:
    """Log in to the staff desk as a browser does; the address where that leads."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = f"{site.url}/admin/login/?next=/admin/"
    with browser.open(page, timeout=10) as form:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.read().decode())
    assert token
    fields = {"username": name, "password": password, "next": "/admin/", "csrfmiddlewaretoken": token[1]}
    with browser.open(page, urlencode(fields).encode(), timeout=10) as answer:
        return str(answer.url)
