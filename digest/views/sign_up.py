"""Signing up, and confirming the address."""

import math

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.grammar import counted
from core.origins import is_from_elsewhere
from core.rate_limits import HOUR, Limit, seconds_to_wait
from core.small_forms import small_body
from digest import subscribing, tasks
from digest.forms import SignUpForm
from digest.models import Subscriber
from digest.subscribing import COOLDOWN, MOST_MESSAGES_A_DAY, Link
from digest.tokens import confirmation_in, reader_path
from digest.views.notices import Notice, personal, tell
from votes.networks import network_hash_of

FROM_ELSEWHERE = Notice(
    "This form came from another site",
    "Nobody was signed up. Another site tried to sign you up, or its page stands between you and this one. "
    "Use the form on this page.",
    403,
)
CONFIRMED = Notice(
    "You are subscribed",
    "The address is confirmed, and the next digest comes to it. There is nothing left to do.",
    200,
    offers=False,
)
CONFIRMED_ALREADY = Notice(
    "The address is confirmed already",
    "There is nothing left to do.",
    200,
    offers=False,
)
TOLD = {
    Link.CONFIRMED: CONFIRMED_ALREADY,
    Link.USED: Notice(
        "This link is used up",
        "It has done its work once, or a newer one has taken its place. Nothing was changed: the digest does not come "
        "to the address. If you would like it, sign up anew, and a new link comes by mail.",
        410,
    ),
    Link.REFUSED: Notice(
        "This address cannot be confirmed",
        "Nothing is sent to this address any more. Sign up with another one.",
        409,
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@small_body  # every page has the form, the same for everyone and kept whole, so it cannot hold a CSRF token
def sign_up(request: HttpRequest) -> HttpResponse:
    """`/digest/sign-up`: where every form sends an address. What is answered does not tell whether it is known."""
    if request.method != "POST":
        return redirect("digest")
    if is_from_elsewhere(request):
        return tell(request, FROM_ELSEWHERE)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return render(request, "digest/sign_up.html", {"sign_up_form": form}, status=422)
    address = form.cleaned_data["address"]
    if wait := seconds_to_wait(_limit_of_network(request)):
        return _refuse_for_now(request, wait, address)
    if not form.is_from_a_program:
        with transaction.atomic():
            tasks.answer_sign_up.defer(subscriber=subscribing.sign_up(address=address).pk)
    context = {
        "address": address,
        "minutes": COOLDOWN.seconds // 60,
        "most_a_day": MOST_MESSAGES_A_DAY,
        "mail_folder": settings.EMAIL_FILE_PATH if "filebased" in settings.EMAIL_BACKEND else "",
    }
    return render(request, "digest/asked.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """`/digest/confirm/<token>`: a button, which confirms the address. Opening the page changes nothing."""
    key, confirmation = confirmation_in(token)
    reader = Subscriber.objects.get(key=key)
    pressed = request.method == "POST"
    link = subscribing.confirm(reader, confirmation) if pressed else subscribing.opened(reader, confirmation)
    if link is Link.CONFIRMS and not pressed:
        return render(request, "digest/confirm.html", {"reader": reader})
    settings_path = reader_path("reader", key) if link in (Link.CONFIRMS, Link.CONFIRMED) else ""
    address = "" if link is Link.REFUSED else reader.address
    return tell(request, TOLD.get(link, CONFIRMED), address=address, settings_path=settings_path)


def _limit_of_network(request: HttpRequest) -> Limit:
    network = network_hash_of(request)
    return Limit(f"sign-ups {network}", settings.SIGN_UPS_PER_NETWORK_AND_HOUR, HOUR)


def _refuse_for_now(request: HttpRequest, wait: int, address: str) -> HttpResponse:
    again = counted(math.ceil(wait / 60), "minute")
    notice = Notice(
        "Too many addresses for now",
        f"Nothing was done with yours: many addresses came from your network within an hour. Try again in {again}; "
        "it is still in the form below.",
        429,
    )
    response = tell(request, notice, address=address)
    response["Retry-After"] = str(wait)
    return response
