"""What email providers report of mail that came back or was complained about."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Value
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from digest.addresses import NoAddress, normalised
from digest.models import Subscriber
from digest.outcomes import printable
from digest.subscribing import leave, suppress

CAME_BACK = {EventType.BOUNCED, EventType.REJECTED}
# For any other reason, such as a full mailbox or a block, the next edition may arrive.
FOR_GOOD = {RejectReason.INVALID, RejectReason.BOUNCED}


def addresses() -> list[URLPattern]:
    """`PROVIDER/tracking/`. Those of providers whose reports nobody could check for lack of a setting are not found."""
    from anymail.urls import urlpatterns  # which loads the modules of all providers

    routes = {str(pattern.pattern): pattern.callback for pattern in urlpatterns}
    return [path(route, _if_set_up(view)) for route, view in routes.items() if route.endswith("/tracking/")]


def _if_set_up(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except ImproperlyConfigured as error:
            raise Http404 from error

    return answered


def on_report(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Suppress an address that does not exist or whose reader complained; whoever left at the provider has left."""
    reader = _reader(event.recipient or "")
    if reader is None:
        return
    if event.event_type == EventType.COMPLAINED:
        suppress(reader, because=f"The reader complained of it, says {esp_name}.")
    elif event.event_type in CAME_BACK and event.reject_reason in FOR_GOOD:
        why = event.description or event.mta_response or event.reject_reason
        suppress(reader, because=printable(f"It came back, says {esp_name}: {why}"))
    elif event.event_type == EventType.UNSUBSCRIBED:
        leave(reader)


def _reader(address: str) -> Subscriber | None:
    try:
        known = normalised(address)  # providers may write a domain in ASCII that its reader wrote otherwise
    except NoAddress:
        return None
    return Subscriber.objects.alias(lower=Lower("address")).filter(lower=Lower(Value(known))).first()
