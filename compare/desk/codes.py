"""The codes of the second factor: from an app on the phone (TOTP), or from a list of recovery codes, each good once."""

import django_otp
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
APP_DIGITS = 6
LONGEST = 16  # what a recovery code's column holds


def has_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether signing in as `user` takes a code. Asks the database unless the session's user brought the answer."""
    brought = getattr(user, "with_second_factor", None)
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists() if brought is None else bool(brought)


def must_switch_on(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether `user` may do nothing here before switching on the second factor."""
    return settings.STAFF_SECOND_FACTOR == "required" and not has_second_factor(user)


def check_code(user: AbstractBaseUser, code: str) -> Device | None:
    """The device of `user` that takes `code`, which is used up then, or None.

    Spaces, hyphens and capitals don't matter. After a wrong code django-otp makes the device refuse all codes
    for a second, after the next for two, then four, and so on until a right one comes.
    """
    code = "".join(filter(str.isalnum, code)).lower()[:LONGEST]
    from_app = len(code) == APP_DIGITS and code.isdecimal()
    device = (TOTPDevice if from_app else StaticDevice).objects.filter(user_id=user.pk, confirmed=True).first()
    return django_otp.verify_token(user, device.persistent_id, code) if code and device else None


def switch_on(user: User, *, key: str, code: str) -> TOTPDevice | None:
    """Give `user` the second factor with `key` (hexadecimal), and return it.

    None where `code` is not the app's code of now, or the second factor is on already.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # or two clicks would make two devices
        if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
            return None
        device = TOTPDevice.objects.create(user=user, name="App", key=key)
        if device.verify_token(code.replace(" ", "")):
            return device
        transaction.set_rollback(True)
        return None


def new_recovery_codes(user: User) -> list[str]:
    """Ten fresh recovery codes for `user`; those from before are void."""
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        # The device stays: a session may be signed in by it.
        device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Recovery codes"})
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many recovery codes of `user` are not used yet."""
    return int(StaticToken.objects.filter(device__user=user).count())


def switch_off(user: User) -> None:
    """Take the second factor of `user` away, with all recovery codes."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
