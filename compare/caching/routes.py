"""Which views are public: the same for everybody, kept for a while, and read from the replica."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from core.replicas import from_replica

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Rule:
    """How the pages of a view are kept.

    `parameters` are those that its pages depend on; all others in an address are passed over. None stands for any.
    `cache` names the cache, by its name in the settings.
    """

    parameters: tuple[str, ...] | None = ()
    cache: str = "default"

    def query(self, request: HttpRequest) -> str:
        """The query of `request` without what says nothing here, and in one order. Raises SuspiciousOperation."""
        given: str = request.META.get("QUERY_STRING", "")
        if not given or self.parameters is None:
            return given
        told = [(name, value) for name in self.parameters for value in request.GET.getlist(name)]
        return urlencode(told, safe=":")


def public(view: View, *parameters: str, cache: str = "default") -> View:
    """`view`, whose pages depend on its address with these `parameters` and on nothing else that is asked."""
    return kept_by(Rule(parameters, cache), from_replica(view))


def public_at_once(view: View) -> View:
    """`view`, to which readers come from what they have just done: so it is not read from the replica."""
    return kept_by(Rule(), view)


def kept_by(rule: Rule, view: View) -> View:
    """`view`, whose pages are kept by `rule`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        return view(request, *args, **named)

    cast(Any, answer).kept_by = rule
    return answer


def rule_of(match: ResolverMatch) -> Rule | None:
    """How the pages of an address are kept, or None where they are not."""
    return cast(Rule | None, getattr(match.func, "kept_by", None))


def match_of(request: HttpRequest) -> ResolverMatch | None:
    """The pattern that the address of `request` matches, or None."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None
