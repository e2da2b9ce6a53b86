"""Signing in to the staff desk: with name, password and, where it is on, the second factor; not too often wrong.

Five failures lock a name for a network, so that nobody elsewhere can lock an editor out, and four times as many
lock the network, so that it cannot try one password on many names. Guessing from many networks is what the
second factor is for.
"""

import math
from datetime import timedelta
from typing import Any, cast

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.core.management import call_command
from django.db.models import Exists, Max, OuterRef, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from compare.desk.codes import check_code, has_second_factor
from core.grammar import counted
from core.networks import UNKNOWN, client_network

NETWORK_FACTOR = 4
UNKNOWN_NETWORK = "::"
AT_THE_DESK = timedelta(hours=12)
KEPT_SIGNED_IN = timedelta(days=30)
SESSION_ENDS = "desk_session_ends"


class SignInForm(AdminAuthenticationForm):
    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": (
            "That did not fit together. Check the username, the password and, if you have switched on a second "
            "factor, the code: each code works once, so wait for the next one."
        ),
    }
    # Django's own only tells the browser how long a name may be, and django-axes could not note a longer one.
    username = UsernameField(max_length=150, label="Username", widget=forms.TextInput(attrs={"autofocus": True}))
    code = forms.CharField(
        required=False,
        max_length=40,
        label="Code",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "aria-describedby": "about-code"}
        ),
    )
    keep_signed_in = forms.BooleanField(required=False, label="Keep me signed in for 30 days on this device")

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is not None and password and not self.errors:
            code = self.cleaned_data["code"]
            self.user_cache = authenticate(self.request, username=name, password=password, code=code)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class StaffBackend(ModelBackend):
    """Staff, and nobody else, by password and second factor. Whatever is wrong, the answer is the same."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> User | None:
        user = super().authenticate(request, username, password)
        if not isinstance(user, User) or not has_second_factor(user):
            return user
        device = check_code(user, credentials.get("code", ""))
        # Signing in keeps it in the session, which counts as verified by it.
        cast(Any, user).otp_device = device
        return user if device else None

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and user.is_staff

    def get_user(self, user_id: int) -> User | None:
        # What every page of the desk has to know comes along in the same query.
        device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        user = User.objects.annotate(with_second_factor=Exists(device)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class SignInHandler(AxesDatabaseHandler):
    """What django-axes counts, and what it keeps of a failure: the name and the network."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        name_there, network = (failures(one) for one in self.get_user_attempts(request, credentials))
        return max(name_there, network // NETWORK_FACTOR)

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        if request is not None:
            request.axes_user_agent = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        # Of this name alone: or whoever has one account could go on guessing at others.
        attempts, _network = self.filter_user_attempts(request, credentials)
        return int(attempts.delete()[0])


def failures(attempts: QuerySet) -> int:
    """How many failed sign-ins `attempts` stand for."""
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def network_of(request: HttpRequest) -> str:
    """The network that a request came from, as an address: an IPv6 /64 as its first one, an unknown one as `::`."""
    came_from = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    network = client_network(*came_from, settings.TRUSTED_PROXIES)
    return UNKNOWN_NETWORK if network == UNKNOWN else network.partition("/")[0]


def locked(request: HttpRequest, _response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The answer to whoever failed too often: what has happened, and when to try again."""
    name_there, network = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    holding = name_there if failures(name_there) >= settings.AXES_FAILURE_LIMIT else network
    last = holding.aggregate(last=Max("attempt_time"))["last"]
    until = (last or timezone.now()) + settings.AXES_COOLOFF_TIME
    seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
    context = admin.site.each_context(request) | {"title": "Too many failed sign-ins", "until": until}
    context["wait"] = counted(math.ceil(seconds / 60), "minute")
    answer = render(request, "desk/locked.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def limit_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Let a session end with the browser and after 12 hours, or after 30 days where the form asked for that."""
    kept = request.POST.get("keep_signed_in") == "on"
    lasts = KEPT_SIGNED_IN if kept else AT_THE_DESK
    request.session[SESSION_ENDS] = (timezone.now() + lasts).timestamp()
    request.session.set_expiry(lasts if kept else None)


def is_over(session: SessionBase) -> bool:
    """Whether it is time to sign in again. Django alone would count anew from every change of the session."""
    return bool(session.get(SESSION_ENDS, 0) <= timezone.now().timestamp())


def forget_sign_ins() -> None:
    """Forget failed sign-ins that lock nothing any longer, and sessions that are over."""
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    call_command("clearsessions")
