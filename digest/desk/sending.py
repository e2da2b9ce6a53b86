"""The pages on which staff look at an edition as the mail it will be, approve it, and watch and stop its sending."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.history import is_key
from digest.building import days_of, items_to_send, summary
from digest.desk.as_page import as_page
from digest.desk.buttons import BUTTONS, approve_as_seen
from digest.desk.forms import ApprovalForm, mark_of
from digest.desk.trial import NotTaken, trial
from digest.editions import NotNow, progress, undecided
from digest.models import BEGUN, Edition, Stage, Standing, Subscriber
from digest.tasks import UNATTENDED_FOR
from digest.weeks import Week

OUT_OF_DATE = "Nothing was changed: the page was out of date. Here it is as it is now."


def by_itself_at(edition: Edition) -> datetime | None:
    """When a draft goes out though nobody approves it, because the settings have it; None where it does not."""
    if settings.DIGEST_WEEKDAY is None or edition.stage != Stage.DRAFT:
        return None
    due = Week.of(edition.span.end).moment(settings.DIGEST_WEEKDAY, settings.DIGEST_HOUR)
    is_over = timezone.now() >= due + UNATTENDED_FOR
    return None if is_over or not edition.items.filter(dropped=False).exists() else due


class SendingAdmin(admin.ModelAdmin):
    """What can be done with an edition as a whole, each on a page or by a button of its own."""

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"digest_edition_{name}")

        approve = require_http_methods(["GET", "HEAD", "POST"])(self.approve_view)
        return [
            page("<path:object_id>/mail.html", require_safe(self.html_view), "html"),
            page("<path:object_id>/mail.txt", require_safe(self.text_view), "text"),
            page("<path:object_id>/progress/", require_safe(self.progress_view), "progress"),
            page("<path:object_id>/press/", require_POST(self.press_view), "press"),
            page("<path:object_id>/unknown/", require_safe(self.unknown_view), "unknown"),
            page("<path:object_id>/approve/", approve, "approve"),
            *super().get_urls(),
        ]

    def may_send(self, request: HttpRequest) -> bool:
        """Whether whoever asks may approve, send, pause and resume, and so change what is approved."""
        return bool(request.user.has_perm("digest.send_edition"))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Edition | None:
        found = cast(Edition | None, super().get_object(request, object_id, from_field))
        if found is None or request.method != "POST":
            return found
        # Held to the end of the request's transaction: what saves, builds or begins it at this moment waits here.
        with transaction.atomic():
            return Edition.objects.select_for_update().filter(pk=found.pk).first()

    def html_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`.../mail.html`: the HTML of the mail. `?category=3` shows it to a reader of that category."""
        return self._mail(request, object_id, as_html=True)

    def text_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`.../mail.txt`: the text of the mail, likewise."""
        return self._mail(request, object_id, as_html=False)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`.../progress/`: the fragment about how far it is, for a page that showed it at `?stage=`."""
        edition, shown = self._edition(request, object_id), request.GET.get("stage", "")
        response = render(request, "desk/digest/_progress.html", self.sending_of(request, edition, shown))
        if shown in BEGUN and shown != edition.stage:
            response["HX-Refresh"] = "true"  # other buttons belong to it now, and there is nothing to type on the page
        return response

    def press_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`.../press/`: do what the button says that was pressed."""
        edition = self._edition(request, object_id, to_send=True)
        press = BUTTONS.get(request.POST.get("do", ""))
        if press:
            self._do(request, edition, lambda: press(edition, request.user))
        else:
            messages.warning(request, OUT_OF_DATE)
        return self.to_page(edition)

    def approve_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`.../approve/`: what would be sent, to how many and when; POST approves it."""
        edition = self._edition(request, object_id, to_send=True)
        if edition.is_frozen:
            messages.error(request, "Nothing was approved: its sending has begun already.")
            return self.to_page(edition)
        later = edition.send_at if edition.send_at and edition.send_at > timezone.now() else None
        known = {"seen": mark_of(edition), "send_at": later}
        form = ApprovalForm(request.POST if request.method == "POST" else None, initial=known)
        if request.method == "POST" and form.is_valid():
            given: dict[str, Any] = form.cleaned_data
            self._do(request, edition, lambda: approve_as_seen(edition, **given, by=request.user))
            return self.to_page(edition)
        items = items_to_send(edition)
        context = self.context_of(request, edition, title=f"Approve {edition.week}", form=form, days=days_of(edition))
        context |= {"summary": summary(items), "is_empty": not items}
        context |= {"readers": Subscriber.objects.filter(standing=Standing.CONFIRMED).count()}
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "desk/digest/approve.html", context, status=status)

    def unknown_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`.../unknown/`: what it means that the fate of deliveries is unknown, and what can be done."""
        edition = self._edition(request, object_id, to_send=True)
        count = undecided(edition).count()
        if not count:
            messages.info(request, "There is no delivery of unknown fate to decide about.")
            return self.to_page(edition)
        context = self.context_of(request, edition, title="Deliveries of unknown fate", undecided=count)
        return TemplateResponse(request, "desk/digest/unknown.html", context)

    # What the pages have in common

    def _edition(self, request: HttpRequest, object_id: str, *, to_send: bool = False) -> Edition:
        """The edition with this key, for whoever may see it, or send it. Raises PermissionDenied and Http404."""
        if not self.has_view_or_change_permission(request) or (to_send and not self.may_send(request)):
            raise PermissionDenied
        edition = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        return edition

    def to_page(self, edition: Edition) -> HttpResponse:
        """The way back to the page of an edition."""
        return redirect("admin:digest_edition_change", edition.pk)

    def context_of(self, request: HttpRequest, edition: Edition, **more: Any) -> dict[str, Any]:
        """What every page about an edition shows, and what else this one does."""
        return {**self.admin_site.each_context(request), "opts": self.opts, "edition": edition, **more}

    def sending_of(self, request: HttpRequest, edition: Edition, shown: str = "") -> dict[str, Any]:
        """How the sending stands, for a page that showed the edition at the stage `shown`."""
        is_due = edition.stage == Stage.APPROVED and cast(Any, edition.send_at) <= timezone.now()
        return {
            "edition": edition,
            "shown": shown if shown in Stage.values else edition.stage,
            "progress": progress(edition) if edition.is_frozen else None,
            "undecided": undecided(edition).count(),
            "by_itself_at": by_itself_at(edition),
            "is_due": is_due,
            "is_live": is_due or edition.stage == Stage.SENDING,
            "is_held": edition.held_until is not None and edition.held_until > timezone.now(),
            "may_send": self.may_send(request),
        }

    def _do(self, request: HttpRequest, edition: Edition, what: Callable[[], str]) -> None:
        """Do it and say what was done, or why not."""
        try:
            said = what()
        except NotNow as refusal:
            messages.error(request, f"Nothing was changed. {refusal}")
        except NotTaken as refusal:
            messages.error(request, str(refusal))
        except Edition.DoesNotExist:  # any more
            messages.warning(request, OUT_OF_DATE)
        else:
            self.log_change(request, edition, said)
            messages.success(request, said)

    def _mail(self, request: HttpRequest, object_id: str, *, as_html: bool) -> HttpResponse:
        edition = self._edition(request, object_id)
        chosen = [key for key in request.GET.getlist("category") if key]
        keys = [int(key) if is_key(key) else 0 for key in chosen]  # there is none with the key 0
        message = trial(edition, address=cast(Any, request.user).email, categories=keys)
        if message is None:
            nobody = "whoever has chosen only this category gets no mail" if chosen else "put back one of its items"
            messages.warning(request, f"There is nothing to look at: {nobody}.")
            return self.to_page(edition)
        if not as_html:
            return HttpResponse(message.body, content_type="text/plain; charset=utf-8")
        page, policy = as_page(cast(Any, message.alternatives[0]).content)
        return HttpResponse(page, headers={"Content-Security-Policy": policy})
