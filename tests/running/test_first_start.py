"""The first start on an empty data folder brings a whole site, with a staff login that works."""

import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from tests.running.processes import database_processes
from tests.site import Site


def test_first_start_prints_the_address_and_has_the_demo_data(open_site: Site):
    assert f"{open_site.url}/" in open_site.output
    assert f"{open_site.url}/admin/" in open_site.output
    assert "loading the demo data" in open_site.output
    assert database_processes(open_site)
    assert "SmolVLM" in open_site.get("/compare/smolvlm-3b-vs-mistral-8x22b-v2").text


def test_first_start_prints_one_staff_login_and_it_works(open_site: Site):
    logins = re.findall(r"Staff login.*: (\S+) / (\S+)\n", open_site.output)

    assert len(logins) == 1
    name, password = logins[0]
    assert log_in(open_site, name, password) == f"{open_site.url}/admin/"
    assert log_in(open_site, name, password + "x") == f"{open_site.url}/admin/login/?next=/admin/"


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
