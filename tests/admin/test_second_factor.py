"""Staff switch on a second factor by themselves, and get recovery codes for the day their phone is gone."""

import base64
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.admin.staff import FACTOR, app_code, code_of, codes_in, is_in, make_staff, sign_in, switch_on, words
from tests.voting import page_of


@pytest.fixture
def editor(db) -> User:
    return make_staff()


@pytest.fixture
def desk(editor) -> Client:
    """Signed in, without a second factor yet."""
    browser = Client()
    sign_in(browser)
    return browser


def key_and_form(desk: Client) -> tuple[str, dict[str, str]]:
    page = page_of(desk.get(FACTOR))
    key = re.sub(r"\s", "", page.select_one("figcaption code").get_text())
    return base64.b32decode(key).hex(), {"do": "on", "key": str(page.select_one("[name=key]")["value"])}


def test_every_page_of_the_desk_leads_there(desk):
    assert page_of(desk.get("/admin/")).select_one(f"#user-tools a[href='{FACTOR}']")


def test_looking_at_the_page_changes_nothing(desk):
    first, second = key_and_form(desk), key_and_form(desk)

    assert first[0] != second[0]
    assert not TOTPDevice.objects.exists()


def test_the_page_shows_the_key_as_a_picture_as_text_and_as_a_link(desk, editor):
    page = page_of(desk.get(FACTOR))

    key = re.sub(r"\s", "", page.select_one("figcaption code").get_text())
    address = page.select_one("a[href^='otpauth://totp/']")["href"]
    assert f"secret={key}" in address
    assert "Tiebreak" in address
    assert editor.username in address
    assert len(key) == 32
    assert page.select_one("figure [role=img][aria-label] svg.qr path")
    assert not page.select("[style]")


def test_a_code_of_the_app_switches_it_on_and_shows_ten_recovery_codes_once(desk, editor):
    codes = switch_on(desk)

    assert len(set(codes)) == 10
    assert all(re.fullmatch("[a-z2-7]{4}-[a-z2-7]{4}", code) for code in codes)
    assert is_in(desk)
    page = words(desk.get(FACTOR))
    assert "10 recovery codes are left" in page
    assert not any(code in page for code in codes)


@pytest.mark.parametrize("code", ["000000", "", "12345", "not a code", "1" * 500, "１２３４５６", "1\0"])
def test_a_wrong_code_leaves_it_off_and_the_key_as_it_was(desk, editor, code):
    key, form = key_and_form(desk)
    if code == app_code(key):
        code = "000001"

    answer = desk.post(FACTOR, form | {"code": code})

    assert answer.status_code == 422
    assert "still off" in words(answer)
    assert not TOTPDevice.objects.exists()
    shown = re.sub(r"\s", "", page_of(answer).select_one("figcaption code").get_text())
    assert base64.b32decode(shown).hex() == key
    # And the right one still does it.
    again = form | {"key": page_of(answer).select_one("[name=key]")["value"], "code": app_code(key)}
    assert len(codes_in(desk.post(FACTOR, again))) == 10


def test_a_key_that_the_page_has_not_given_is_refused(desk, editor):
    make_staff("other")
    other = Client()
    sign_in(other, "other")
    for signed in ("", "00" * 20, key_and_form(other)[1]["key"]):
        answer = desk.post(FACTOR, {"do": "on", "key": signed, "code": app_code("00" * 20)})
        assert answer.status_code == 422
        assert "the page was too old" in words(answer)
    assert not TOTPDevice.objects.exists()


def test_a_second_click_makes_no_second_device(desk, editor):
    key, form = key_and_form(desk)
    assert codes_in(desk.post(FACTOR, form | {"code": app_code(key)}))

    answer = desk.post(FACTOR, form | {"code": app_code(key, steps=1)}, follow=True)

    assert "Nothing was changed" in words(answer)
    assert "Your second factor is on" in words(answer)
    assert TOTPDevice.objects.filter(user=editor).count() == 1
    assert StaticToken.objects.count() == 10


@pytest.mark.parametrize("do", ["codes", "off", "", "nonsense"])
def test_what_cannot_be_done_yet_changes_nothing_and_says_so(desk, do):
    answer = desk.post(FACTOR, {"do": do, "code": "123456"}, follow=True)

    assert "Nothing was changed" in words(answer)
    assert "Your second factor is off" in words(answer)
    assert not StaticDevice.objects.exists()


def test_new_recovery_codes_take_a_code_and_void_the_old_ones(desk, editor):
    old = switch_on(desk)

    new = codes_in(desk.post(FACTOR, {"do": "codes", "code": code_of(editor)}))

    assert len(set(new)) == 10
    assert not set(old) & set(new)
    assert sign_in(Client(), code=old[0]).status_code == 200
    StaticDevice.objects.update(throttling_failure_count=0)
    assert sign_in(Client(), code=new[0]).status_code == 302


def test_switching_off_takes_a_code_and_leaves_nothing_behind(desk, editor):
    switch_on(desk)

    answer = desk.post(FACTOR, {"do": "off", "code": code_of(editor)}, follow=True)

    assert "Your second factor is off" in words(answer)
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert sign_in(Client()).status_code == 302
    assert is_in(desk)


@pytest.mark.parametrize("do", ["codes", "off"])
@pytest.mark.parametrize("code", ["", "000000", "aaaa-aaaa", "1\0", "2" * 500])
def test_without_a_right_code_nothing_is_done(desk, editor, do, code):
    switch_on(desk)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    if code == code_of(editor):
        code = "000001"

    answer = desk.post(FACTOR, {"do": do, "code": code})

    assert answer.status_code == 422
    assert "Nothing was changed: that code is wrong" in words(answer)
    assert TOTPDevice.objects.exists()
    assert set(StaticToken.objects.values_list("token", flat=True)) == kept


def test_whoever_lost_the_phone_moves_on_with_two_recovery_codes(desk, editor):
    first, second, *_ = switch_on(desk)
    anew = Client()
    assert sign_in(anew, code=first).status_code == 302
    assert "9 recovery codes are left" in words(anew.get(FACTOR))

    assert anew.post(FACTOR, {"do": "off", "code": second}).status_code == 302

    assert len(switch_on(anew)) == 10
    assert is_in(anew)


def test_new_codes_do_not_end_the_session_that_a_recovery_code_began(desk, editor):
    first, second, *_ = switch_on(desk)
    anew = Client()
    sign_in(anew, code=first)

    assert len(codes_in(anew.post(FACTOR, {"do": "codes", "code": second}))) == 10

    assert is_in(anew)


def test_nobody_sees_keys_and_codes_in_the_lists_of_the_desk(admin_client):
    for path in ("otp_totp/totpdevice/", "otp_static/staticdevice/", "axes/accessattempt/"):
        assert admin_client.get(f"/admin/{path}").status_code == 404
    assert "otp_" not in admin_client.get("/admin/").content.decode()


def test_a_lost_device_is_taken_away_by_command(desk, editor, capsys):
    switch_on(desk)

    call_command("switch_off_second_factor", "editor")

    assert capsys.readouterr().out == "editor signs in with the password alone now.\n"
    assert sign_in(Client()).status_code == 302
    with pytest.raises(CommandError, match="Nobody here is called 'nobody'"):
        call_command("switch_off_second_factor", "nobody")
