"""The staff desk as a whole: who may come in, where they start, and what holds for all of its pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Any, TypeVar, cast

import pghistory
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from compare.desk.codes import has_second_factor, must_switch_on
from compare.desk.duplicates import duplicates, merge
from compare.desk.second_factor import second_factor
from compare.desk.sign_in import SignInForm, is_over
from core.desk import TracedAdmin
from core.history import deletions
from reviews.models import Review

PRIVATE = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
MOST_DELETED = 50
# What staff may still do who have to switch on the second factor first.
UNTIL_SWITCHED_ON = {"admin:second_factor", "admin:logout"}
View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=View)


@dataclass(frozen=True)
class Worklist:
    """A link on the desk's front page to what waits for somebody, shown to those who have the permission."""

    title: str
    view: str
    permission: str
    query: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return reverse(self.view, query=self.query)


WORKLISTS = [
    Worklist("Likely duplicates", "admin:duplicates", "reviews.publish_review"),
    Worklist("Facts due for a check", "admin:tools_fact_changelist", "tools.change_fact", {"due": "yes"}),
    Worklist(
        "Editions to approve", "admin:digest_edition_changelist", "digest.send_edition", {"stage__exact": "draft"}
    ),
    Worklist("Deleted, to bring back", "admin:deleted", "tools.add_tool"),
]


class NameView(AutocompleteJsonView):
    """Names while one types. Whoever writes reviews finds the tools to write about, and sees no more of them."""

    def process_request(self, request: HttpRequest) -> tuple[str, Any, Any, str]:
        term, model_admin, field, to_field = super().process_request(request)
        if not field.concrete:  # a relation as seen from its other end is in no form, and Django fails at it
            raise PermissionDenied
        return term.replace("\0", ""), model_admin, field, to_field

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.source_field is Review._meta.get_field("tool"):
            return request.user.has_perm("reviews.add_review")
        return bool(super().has_perm(request, obj))


class StaffSite(admin.AdminSite):
    site_header = f"{settings.SITE_NAME}: staff desk"
    site_title = settings.SITE_NAME
    index_title = "What would you like to change?"
    enable_nav_sidebar = False  # it takes a quarter of the width from lists and forms
    index_template = "desk/index.html"
    logout_template = "desk/signed_out.html"
    login_form = SignInForm

    def is_signed_in(self, request: HttpRequest) -> bool:
        """Whether whoever asks has given a name and password of staff, and not too long ago."""
        return super().has_permission(request) and not is_over(request.session)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether whoever asks is signed in with every factor that it takes."""
        if not self.is_signed_in(request):
            return False
        if must_switch_on(request.user):
            return request.resolver_match is not None and request.resolver_match.view_name in UNTIL_SWITCHED_ON
        return not has_second_factor(request.user) or getattr(request.user, "otp_device", None) is not None

    def admin_view(self, view: AnyView, cacheable: bool = False) -> AnyView:
        def named(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            with pghistory.context(user=request.user.pk):
                return view(request, *args, **kwargs)

        return super().admin_view(cast(AnyView, update_wrapper(named, view)), cacheable)

    def get_urls(self) -> list[Any]:
        # Django's own way from here to the site tells the address of any draft to any staff.
        usual = [one for one in super().get_urls() if getattr(one, "name", None) != "view_on_site"]
        return [
            path("second-factor/", self.admin_view(second_factor), name="second_factor"),
            path("duplicates/", self.admin_view(duplicates), name="duplicates"),
            path("merge/", self.admin_view(merge), name="merge"),
            path("deleted/", self.admin_view(require_safe(self.deleted)), name="deleted"),
            *usual,
        ]

    def deleted(self, request: HttpRequest) -> HttpResponse:
        """`.../deleted/`: what was deleted and whoever asks may bring back, each with the way to its history."""
        theirs = [one for one in self._registry.values() if isinstance(one, TracedAdmin) and one.may_restore(request)]
        found = [(one.opts, deletions(one.model, most=MOST_DELETED)) for one in theirs]
        context = self.each_context(request) | {
            "title": "Deleted, to bring back",
            "lists": [(opts, versions) for opts, versions in found if versions],
        }
        return TemplateResponse(request, "desk/deleted.html", context)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        answer = cast(Callable[..., HttpResponse], NameView.as_view(admin_site=self))
        return answer(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and self.is_signed_in(request) and must_switch_on(request.user):
            return redirect("admin:second_factor")
        return super().login(request, {"title": "Sign in"} | (extra_context or {}))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().logout(request, {"title": "Signed out"} | (extra_context or {}))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        worklists = [one for one in WORKLISTS if request.user.has_perm(one.permission)]
        return super().index(request, {"worklists": worklists} | (extra_context or {}))


def private_desk(get_response: View) -> View:
    """Middleware: nothing of the desk is kept, found by a search engine, or told to other sites by its address."""
    desk = f"/{settings.ADMIN_PATH}/"

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path_info.startswith(desk):
            for name, value in PRIVATE.items():
                response[name] = value
        return response

    return answer
