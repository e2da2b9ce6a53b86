"""How long requests wait for the database: readers a few seconds in all, staff longer, since they import and merge."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.database.patience import waiting_at_most

SECONDS_OF_STAFF = 30.0


def patient_requests(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Middleware: whoever asks waits no longer than that for the database, and is told so by `views.errors`."""
    desk = f"/{settings.ADMIN_PATH}/"

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(desk):
            waiting = waiting_at_most(SECONDS_OF_STAFF, renewed=True)
        else:
            waiting = waiting_at_most(settings.DATABASE_WAIT_SECONDS)
        with waiting:
            return get_response(request)

    return answer
