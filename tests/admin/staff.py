"""Signing in to the staff desk as a browser does, with a second factor or without."""

import base64
import re
import time
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.voting import page_of

LOGIN = "/admin/login/"
FACTOR = "/admin/second-factor/"
PASSWORD = "correct horse battery"


def make_staff(name: str = "editor", **more: Any) -> User:
    return User.objects.create_user(name, password=PASSWORD, **{"is_staff": True, "is_superuser": True} | more)


def sign_in(client: Client, name: str = "editor", password: str = PASSWORD, *, path: str = LOGIN, **more: Any) -> Any:
    """The answer to the form; `more` are its further fields, and where the request comes from."""
    sent = {key: more.pop(key) for key in list(more) if key.isupper()}
    return client.post(path, {"username": name, "password": password} | more, **sent)


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def words(answer: Any) -> str:
    """What a page says, without the markup."""
    return page_of(answer).get_text(" ", strip=True)


def app_code(key: str, *, steps: int = 0) -> str:
    """The code that an app with `key` (hexadecimal) shows now, or so many half minutes later."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def switch_on(client: Client) -> list[str]:
    """Switch on the second factor of whoever is signed in, by the page; the recovery codes that it shows."""
    form = page_of(client.get(FACTOR))
    key = re.sub(r"\s", "", form.select_one("figcaption code").get_text())
    signed = form.select_one("[name=key]")["value"]
    code = app_code(base64.b32decode(key).hex())
    return codes_in(client.post(FACTOR, {"do": "on", "key": signed, "code": code}))


def codes_in(answer: Any) -> list[str]:
    return [code.get_text() for code in page_of(answer).select(".codes code")]


def code_of(user: User) -> str:
    """A code that `user` may use now, as if the last one, right or wrong, had been long ago."""
    devices = TOTPDevice.objects.filter(user=user)
    devices.update(last_t=-1, drift=0, throttling_failure_count=0, throttling_failure_timestamp=None)
    return app_code(devices.get().key)
