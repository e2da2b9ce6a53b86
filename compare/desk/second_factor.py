"""The page of the desk on which staff switch their own second factor on and off, and get recovery codes."""

from base64 import b32encode
from typing import Any, cast

import django_otp
import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from compare.desk.codes import (
    check_code,
    has_second_factor,
    new_recovery_codes,
    recovery_codes_left,
    switch_off,
    switch_on,
)

SECONDS_TO_SWITCH_ON = 3600
WRONG_CODE = (
    "Nothing was changed: that code is wrong, or was used before. Each code works once. Wait for the next one; "
    "after every wrong code the wait doubles."
)
NOT_THE_APPS_CODE = (
    "The second factor is still off: that is not the code your app shows for this key. Check that the clock of "
    "your phone is right, and type the next code."
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show how things stand, and what can be done; do what the pressed button, `do`, says."""
    user = cast(User, request.user)
    is_on = has_second_factor(user)
    if request.method != "POST":
        return _ask_for_code(request) if is_on else _offer(request, default_key())
    do, code = request.POST.get("do", ""), request.POST.get("code", "")
    if do not in (("codes", "off") if is_on else ("on",)):
        state = "on" if is_on else "off"
        messages.warning(request, f"Nothing was changed: the page was out of date. Your second factor is {state}.")
        return redirect("admin:second_factor")
    if do == "on":
        return _switch_on(request, user, code)
    if not check_code(user, code):
        return _ask_for_code(request, error=WRONG_CODE, status=422)
    if do == "codes":
        return _show(request, codes=new_recovery_codes(user))
    switch_off(user)
    messages.success(request, "Your second factor is off, and its recovery codes are void.")
    return redirect("admin:second_factor")


def _switch_on(request: HttpRequest, user: User, code: str) -> HttpResponse:
    try:
        key = signing.loads(request.POST.get("key", ""), salt=_salt(user), max_age=SECONDS_TO_SWITCH_ON)
    except signing.BadSignature:
        error = "The second factor is still off: the page was too old. Here is a new key; put it into your app."
        return _offer(request, default_key(), error=error, status=422)
    device = switch_on(user, key=key, code=code)
    if device is None and TOTPDevice.objects.filter(user=user, confirmed=True).exists():  # by a click before this one
        messages.info(request, "Your second factor is on. If you saw no recovery codes, make new ones here.")
        return redirect("admin:second_factor")
    if device is None:
        return _offer(request, key, error=NOT_THE_APPS_CODE, status=422)
    django_otp.login(request, device)
    return _show(request, codes=new_recovery_codes(user), is_new=True)


def _offer(request: HttpRequest, key: str, **more: Any) -> HttpResponse:
    user = cast(User, request.user)
    device = TOTPDevice(user=user, key=key)
    text = b32encode(device.bin_key).decode()
    return _show(
        request,
        # Kept nowhere until a code shows that the app has it.
        signed_key=signing.dumps(key, salt=_salt(user)),
        key=" ".join(text[at : at + 4] for at in range(0, len(text), 4)),
        address=device.config_url,
        qr=segno.make(device.config_url, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None),
        **more,
    )


def _ask_for_code(request: HttpRequest, **more: Any) -> HttpResponse:
    return _show(request, left=recovery_codes_left(cast(User, request.user)), is_on=True, **more)


def _show(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    must = settings.STAFF_SECOND_FACTOR == "required"
    context |= admin.site.each_context(request) | {"title": "Second factor", "must": must}
    return render(request, "desk/second_factor.html", context, status=status)


def _salt(user: User) -> str:
    return f"second factor of {user.pk}"
