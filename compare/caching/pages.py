"""A page as it is kept, and the answers that come from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from compare.compression import codings_in, compressed
from core.replicas import REPLICA

# How long an old page may be shown beyond its time, by the site and by what stands between, while a new one is made.
SECONDS_STALE = 10
# And how old at most where no new one can be made, since the database is away.
SECONDS_WITHOUT_DATABASE = 600
# What is said of an answer as it is sent, and not of the page.
OF_ONE_ANSWER = {"age", "cache-control", "content-length", "date", "etag", "expires", "last-modified", "vary"}
MINE_ALONE = ("private", "no-store", "no-cache")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that is the same for everybody."""

    headers: dict[str, str]
    bodies: dict[str, bytes]  # by content coding; under "" as it was made
    digest: str
    made_at: float  # seconds since 1970, when making it began: it shows what was true then
    changed_at: float  # when these very bytes were first made
    own_rule: str  # the header Cache-Control, where the view itself says how long it is good
    may_be_framed: bool

    def age(self, now: float) -> float:
        """Seconds since it was made; none where another machine's clock is ahead."""
        return max(now - self.made_at, 0.0)

    def is_fresh(self, now: float) -> bool:
        """Whether it is shown as it is."""
        return self.age(now) < settings.PAGE_CACHE_SECONDS

    def is_bearable(self, now: float) -> bool:
        """Whether it may be shown while a new one is made."""
        return self.age(now) < settings.PAGE_CACHE_SECONDS + SECONDS_STALE

    def is_better_than(self, status: int, now: float) -> bool:
        """Whether it is shown instead of an answer with this status."""
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            return self.age(now) < settings.PAGE_CACHE_SECONDS + SECONDS_WITHOUT_DATABASE
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR and self.is_bearable(now)


def seconds_until_seen() -> int:
    """How long it takes at most until everybody sees a change, whatever keeps pages between them and the site.

    A page shows what was true when making it began. Caches in between show it no longer than the site, for they are
    told the seconds that are left, and then once more while they ask for a new one; so does the reader's browser.
    """
    if not settings.PAGE_CACHE_SECONDS:
        return 0
    behind = settings.REPLICA_LAG_SECONDS if REPLICA in settings.DATABASES else 0
    return int(settings.PAGE_CACHE_SECONDS + 2 * SECONDS_STALE + behind)


def page_in(
    response: HttpResponseBase, *, made_at: float, before: KeptPage | None, codings: Iterable[str]
) -> KeptPage | None:
    """The page that `response` is, compressed in `codings`, or None where it is not one to give to everybody.

    Where it is the same as the page `before`, it has changed no later than that.
    """
    if not isinstance(response, HttpResponse) or not _is_for_everybody(response):
        return None
    body, content_type = response.content, response.headers.get("Content-Type", "")
    digest = blake2b(content_type.encode() + b"\n" + body, digest_size=12).hexdigest()
    same = before if before and before.digest == digest else None
    return KeptPage(
        headers={name: value for name, value in response.items() if name.lower() not in OF_ONE_ANSWER},
        bodies=same.bodies if same else {"": body} | compressed(body, content_type, codings),
        digest=digest,
        made_at=made_at,
        changed_at=same.changed_at if same else made_at,
        own_rule=response.headers.get("Cache-Control", ""),
        may_be_framed=getattr(response, "xframe_options_exempt", False),
    )


def answer_from(page: KeptPage, request: HttpRequest, *, now: float) -> HttpResponseBase:
    """The answer to `request`: the page in the coding that suits, or only that nothing has changed."""
    allowed = codings_in(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    coding = next((coding for coding in allowed if coding in page.bodies), "")
    etag = f'"{page.digest}-{coding}"' if coding else f'"{page.digest}"'
    changed_at = int(page.changed_at) if settings.PAGE_CACHE_SECONDS else None
    told = {"ETag": etag, "Cache-Control": page.own_rule or _rule(page, now), "Vary": "Accept-Encoding"}
    if changed_at:
        told["Last-Modified"] = http_date(changed_at)
    response = get_conditional_response(request, etag=etag, last_modified=changed_at)
    if response is None:
        body = page.bodies[coding]
        told |= {"Content-Length": str(len(body))} | ({"Content-Encoding": coding} if coding else {})
        response = HttpResponse(b"" if request.method == "HEAD" else body, headers=page.headers | told)
    elif isinstance(response, HttpResponseNotModified):
        # Whoever keeps the page takes these for its headers from now on.
        kept = {name: value for name, value in page.headers.items() if not name.lower().startswith("content-t")}
        response = HttpResponseNotModified(headers=kept | told)
    response.xframe_options_exempt = page.may_be_framed
    return response


def _is_for_everybody(response: HttpResponse) -> bool:
    if response.status_code != 200 or response.cookies:
        return False
    varies = {part.strip().lower() for part in response.headers.get("Vary", "").split(",")}
    rule = response.headers.get("Cache-Control", "")
    return varies <= {"", "accept-encoding"} and not any(word in rule for word in MINE_ALONE)


def _rule(page: KeptPage, now: float) -> str:
    """Browsers ask each time; caches in between keep it for no longer than the site does."""
    left = int(settings.PAGE_CACHE_SECONDS - page.age(now))
    if left < 1:
        return "public, max-age=0, s-maxage=0"
    return f"public, max-age=0, s-maxage={left}, stale-while-revalidate={SECONDS_STALE}"
