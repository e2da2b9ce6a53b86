"""Where a second factor is on, the password alone opens nothing, and a code opens the desk once."""

from functools import partial

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.admin.staff import code_of, is_in, make_staff, sign_in, switch_on, words
from tests.at_once import at_once


@pytest.fixture
def editor(db) -> User:
    return make_staff()


@pytest.fixture
def recovery_codes(editor) -> list[str]:
    desk = Client()
    sign_in(desk)
    return switch_on(desk)


def test_the_password_with_a_code_opens_the_desk(client, editor, recovery_codes):
    assert sign_in(client, code=code_of(editor)).status_code == 302
    assert is_in(client)


def test_spaces_in_a_code_do_not_matter(client, editor, recovery_codes):
    code = code_of(editor)

    assert sign_in(client, code=f" {code[:3]} {code[3:]} ").status_code == 302


@pytest.mark.parametrize("code", ["", "000000", "aaaa-aaaa", "not a code", "７７７７７７"])
def test_without_a_right_code_the_words_are_those_for_a_wrong_password(client, editor, recovery_codes, code):
    if code == code_of(editor):
        code = "000001"
    wrong = words(sign_in(Client(), password="wrong", code=code))

    answer = sign_in(client, code=code)

    assert answer.status_code == 200
    assert words(answer) == wrong
    assert not is_in(client)


def test_a_code_works_once(editor, recovery_codes):
    code = code_of(editor)

    assert [sign_in(Client(), code=code).status_code for _ in range(2)] == [302, 200]


def test_a_recovery_code_works_once_however_it_is_written(editor, recovery_codes):
    code = recovery_codes[0]

    assert sign_in(Client(), code=code).status_code == 302
    for again in (code, code.upper(), code.replace("-", ""), f" {code} "):
        StaticDevice.objects.update(throttling_failure_count=0)
        assert sign_in(Client(), code=again).status_code == 200
    StaticDevice.objects.update(throttling_failure_count=0)
    assert (
        sign_in(Client(), REMOTE_ADDR="192.0.2.7", code=recovery_codes[1].upper().replace("-", " ")).status_code == 302
    )


def test_the_code_of_a_colleague_opens_nothing(editor, recovery_codes):
    colleague = make_staff("colleague")
    desk = Client()
    sign_in(desk, "colleague")
    theirs = switch_on(desk)

    assert sign_in(Client(), code=theirs[0]).status_code == 200
    assert sign_in(Client(), code=code_of(colleague)).status_code == 200


def test_wrong_codes_make_the_right_one_wait(client, editor, recovery_codes):
    right = code_of(editor)
    wrong = "000001" if right == "000000" else "000000"
    for _ in range(4):
        sign_in(Client(), code=wrong, REMOTE_ADDR="192.0.2.7")
    TOTPDevice.objects.update(throttling_failure_count=10)  # or a slow machine could outwait it

    assert sign_in(client, code=right).status_code == 200
    assert sign_in(client, code=code_of(editor)).status_code == 302


def test_a_wrong_code_counts_as_a_failure(editor, recovery_codes):
    statuses = [sign_in(Client(), code="aaaa-aaaa").status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in(Client(), code=code_of(editor)).status_code == 429


def test_a_code_without_a_second_factor_does_no_harm(client, editor):
    assert sign_in(client, code="123456").status_code == 302


def test_a_session_without_the_code_is_out_once_the_second_factor_is_on(client, editor):
    sign_in(client)
    assert is_in(client)
    other = Client()
    sign_in(other)

    switch_on(other)

    assert not is_in(client)
    assert is_in(other)


@pytest.mark.django_db(transaction=True)
def test_one_code_at_once_from_two_places_opens_one_desk():
    editor = make_staff()
    desk = Client()
    sign_in(desk)
    codes = switch_on(desk)

    for code in (code_of(editor), codes[0]):
        answers = at_once([partial(sign_in, Client(), code=code), partial(sign_in, Client(), code=code)])
        assert sorted(answer.status_code for answer in answers) == [200, 302]
