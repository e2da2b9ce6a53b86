"""From an address typed on the front page to the last mail: on the real site, with its worker and a mail server."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site import Site, manage, site_like
from tests.smtp import Mail, MailServer

READER, OTHER = "ann@example.org", "bea@example.org"
STAFF = "sender"
FIRST_WEEK, SECOND_WEEK = "2026-W41", "2026-W42"
SECONDS_TO_COME = 60


@pytest.fixture
def post_office() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def mailing_site(pattern: Path, post_office: MailServer) -> Iterator[Site]:
    """The real site with one worker beside it, and two editions that staff can approve."""
    with site_like(pattern) as site:
        login = f"User.objects.create_superuser('{STAFF}', password='{STAFF}')"
        for command in (
            ["shell", "--command", login],
            ["build_edition", "--week", FIRST_WEEK],
            ["build_edition", "--week", SECOND_WEEK],
        ):
            ran = manage(site.data_dir, *command)
            assert ran.returncode == 0, ran.stderr
        site.start(EMAIL_URL=post_office.url, WORKERS="1", PAGE_CACHE_SECONDS="0")
        yield site


def test_sign_up_confirm_receive_leave_in_one_click_and_receive_no_more(
    only_browser: Browser, mailing_site: Site, post_office: MailServer
):
    context = only_browser.new_context(base_url=mailing_site.url)
    page = context.new_page()
    for number, address in enumerate([READER, OTHER], start=1):
        sign_up(page, address)
        post_office.wait_for(number)
        confirm(page, link_in(post_office.taken[-1], "/digest/confirm/"))
    sign_in(page)

    send_edition(page, FIRST_WEEK)
    post_office.wait_for(4)

    first = next(mail for mail in post_office.taken[2:] if mail.to == READER)
    assert first.message["Subject"]
    page.goto(link_in(first, f"/digest/{FIRST_WEEK.lower()}"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    leave_in_one_click(first)

    send_edition(page, SECOND_WEEK)
    post_office.wait_for(5)
    assert [mail.to for mail in post_office.taken[4:]] == [OTHER]
    expect(page.get_by_role("main")).to_contain_text("1 of 1 delivery sent")
    context.close()


def sign_up(page: Page, address: str) -> None:
    page.goto("/")
    page.get_by_label("Your email address").fill(address)
    page.get_by_role("button", name="Get the digest").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    expect(page.get_by_role("main")).to_contain_text(address)


def confirm(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Yes, send me the digest").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are subscribed")


def link_in(mail: Mail, path: str) -> str:
    """The link to a page of the site in the text of a mail."""
    body = mail.message.get_body(["plain"])
    return re.search(rf"\S+{re.escape(path)}\S*", body.get_content())[0]


def sign_in(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(STAFF)
    page.get_by_label("Password").fill(STAFF)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would you like to change?")).to_be_visible()


def send_edition(page: Page, week: str) -> None:
    page.goto("/admin/digest/edition/")
    page.get_by_role("link", name=week, exact=True).click()
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve and send").click()
    expect(page.get_by_role("main")).to_contain_text("It is approved")


def leave_in_one_click(mail: Mail) -> None:
    """As a mail program does it (RFC 8058)."""
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.message["List-Unsubscribe"].strip("<>")
    with urllib.request.urlopen(address, b"List-Unsubscribe=One-Click", timeout=10) as answer:
        assert answer.status == 200
