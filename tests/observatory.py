"""What Mozilla's Observatory asks of a site's headers, item by item under its names, and four things more.

`python -m tests.observatory https://tiebreak.example` prints the table for a running site, and fails unless all of it
is satisfied. A certificate that only this machine knows is trusted with `SSL_CERT_FILE=its.pem` before the command.
"""

import http.client
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from core.policy import source_of

HALF_A_YEAR = 15_768_000
PRIVATE_REFERRERS = {
    "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "no-referrer-when-downgrade",
}  # fmt: skip
MADE_TO_BE_FRAMED = ("/cards/", "/styleguide/")
READ_BY_SCRIPTS = {"__Host-yours"}  # says that there is something to ask for, and no more
WALK = ("/", "/tools/", "/compare/", "/search?q=a", "/nowhere", "/tray", "/api/", "/robots.txt", "/admin/login/")


@dataclass(frozen=True)
class Heard:
    """One answer, with the names of its headers in small letters."""

    url: str
    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...] = ()
    body: str = ""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def policy(self) -> dict[str, str]:
        """The content security policy by its directives."""
        parts = self.headers.get("content-security-policy", "").split(";")
        return dict(part.strip().partition(" ")[::2] for part in parts)


def content_security_policy(heard: Heard) -> str:
    policy = heard.policy
    if policy.get("default-src") != "'none'":
        return "default-src is not 'none'"
    wanted = {"frame-ancestors"} | ({"base-uri", "form-action"} if _is_page(heard) else set())
    if lacks := wanted - policy.keys():
        return f"default-src does not speak for {', '.join(sorted(lacks))}"
    if _is_page(heard) and "upgrade-insecure-requests" not in policy and not heard.path.startswith("/cards/"):
        return "it lets pages ask for what is not encrypted"
    words = "; ".join(map(" ".join, policy.items()))
    loose = re.search(r"'unsafe|(script|style|object)-src[^;]*(\*|data:|https?:)", words)
    return f"it allows {loose[0]}" if loose else ""


def cookies(heard: Heard) -> str:
    for cookie in heard.cookies:
        name, _, flags = cookie.lower().partition("=")
        flags = flags.partition(";")[2]
        known = cookie.partition("=")[0]
        wanted = ["secure", "samesite=", "path=/", *([] if known in READ_BY_SCRIPTS else ["httponly"])]
        lacks = [flag for flag in wanted if flag not in flags]
        if lacks or not name.startswith("__host-") or "domain=" in flags or "samesite=none" in flags:
            return f"{known} lacks {', '.join(lacks) or 'its ties to the host'}"
    return ""


def cross_origin_resource_sharing(heard: Heard) -> str:
    allowed = heard.headers.get("access-control-allow-origin", "")
    if allowed not in ("", "*") or "access-control-allow-credentials" in heard.headers:
        return f"it is open to {allowed} with what is one reader's own"
    return ""


def referrer_policy(heard: Heard) -> str:
    told = heard.headers.get("referrer-policy", "none")
    return "" if told in PRIVATE_REFERRERS else f"it is {told}"


def strict_transport_security(heard: Heard) -> str:
    told = heard.headers.get("strict-transport-security", "")
    seconds = re.search(r"max-age=(\d+)", told)
    if not seconds or int(seconds[1]) < HALF_A_YEAR:
        return "it lasts less than half a year"
    return "" if "includeSubDomains" in told and "preload" in told else "subdomains or preloading are left out"


def subresource_integrity(heard: Heard) -> str:
    elsewhere = [one for one in _elements(heard, "script[src]", "src") if not re.match(r"/[^/]", one)]
    return f"scripts come from elsewhere: {elsewhere[0]}" if elsewhere else ""


def x_content_type_options(heard: Heard) -> str:
    return "" if heard.headers.get("x-content-type-options") == "nosniff" else "it is not nosniff"


def x_frame_options(heard: Heard) -> str:
    if heard.path.startswith(MADE_TO_BE_FRAMED) and heard.status != http.client.MOVED_PERMANENTLY:
        return ""
    safe = heard.headers.get("x-frame-options") == "DENY" and heard.policy.get("frame-ancestors") == "'none'"
    return "" if safe else "it can be framed"


def cross_origin_resource_policy(heard: Heard) -> str:
    told = heard.headers.get("cross-origin-resource-policy", "none")
    return "" if told in ("same-origin", "cross-origin") else f"it is {told}"


def cross_origin_opener_policy(heard: Heard) -> str:
    return "" if heard.headers.get("cross-origin-opener-policy") == "same-origin" else "windows that open it reach it"


def permissions_policy(heard: Heard) -> str:
    if not _is_page(heard):
        return ""
    told = heard.headers.get("permissions-policy", "")
    off = {"camera=()", "microphone=()", "geolocation=()"} <= set(told.split(", "))
    return "" if off and told.count("=()") == told.count("=") else "features are left on"


def no_version_told(heard: Heard) -> str:
    told = [heard.headers.get(name, "") for name in ("server", "x-powered-by", "via", "x-aspnet-version")]
    return "it tells the server's version" if re.search(r"\d", "".join(told)) else ""


def no_inline_code(heard: Heard) -> str:
    """The policy would keep it from working."""
    found = [
        *_elements(heard, "script:not([src]):not([type='application/ld+json'])"),
        *_elements(heard, "[style]", "style"),
        *(style for style in _elements(heard, "style") if source_of(style) not in heard.policy.get("style-src", "")),
        *re.findall(r"""<[^<>]*\son[a-z]+=["'][^>]*>""", heard.body if _is_page(heard) else ""),
    ]
    return f"scripts or styles stand in the page: {found[0]!r}" if found else ""


def redirection(heard: Heard) -> str:
    here = urlsplit(heard.url).hostname
    to = urlsplit(heard.headers.get("location", ""))
    safe = heard.status in (301, 308) and (to.scheme, to.hostname) == ("https", here)
    return "" if safe else "what is not encrypted is not sent on to the same host over HTTPS"


Item = Callable[[Heard], str]
OVER_HTTPS: dict[str, Item] = {
    "Content Security Policy (CSP)": content_security_policy,
    "Cookies": cookies,
    "Cross Origin Resource Sharing (CORS)": cross_origin_resource_sharing,
    "Referrer Policy": referrer_policy,
    "Strict Transport Security (HSTS)": strict_transport_security,
    "Subresource Integrity": subresource_integrity,
    "X-Content-Type-Options": x_content_type_options,
    "X-Frame-Options": x_frame_options,
    "Cross Origin Resource Policy": cross_origin_resource_policy,
    "Cross Origin Opener Policy": cross_origin_opener_policy,
    "Permissions Policy": permissions_policy,
    "No version of the server": no_version_told,
    "No scripts or styles inside pages": no_inline_code,
}
OVER_HTTP: dict[str, Item] = {"Redirection": redirection}


def judge(answers: Iterable[Heard]) -> dict[str, list[str]]:
    """Each item with what is wrong with which address; an empty list where it is satisfied."""
    table: dict[str, list[str]] = {name: [] for name in (*OVER_HTTP, *OVER_HTTPS)}
    for heard in answers:
        for name, item in (OVER_HTTPS if heard.url.startswith("https:") else OVER_HTTP).items():
            if complaint := item(heard):
                table[name].append(f"{heard.url}: {complaint}")
    return table


def ask(url: str) -> Heard:
    """One request to a running site. Raises OSError where it cannot be reached."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with closing(kind(parts.netloc, timeout=10)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read().decode(errors="replace")
        return Heard(url, answer.status, headers, tuple(answer.headers.get_all("Set-Cookie", [])), body)


def main(site: str) -> int:
    """Print the table for the site at this address, `https://host`; 0 if all is satisfied, and else 1."""
    answers = [ask(site + path) for path in WALK]
    files = {one for heard in answers for one in _elements(heard, "link[rel=stylesheet], script[src]", "href", "src")}
    answers += [ask(site + path) for path in sorted(files)]
    if site.startswith("https://") and not urlsplit(site).port:  # what is on the usual port is also there without TLS
        answers.append(ask(site.replace("https://", "http://") + "/"))
    asked = OVER_HTTPS | (OVER_HTTP if answers[-1].url.startswith("http:") else {})
    for name, faults in judge(answers).items():
        told = "NOT SATISFIED" if faults else "satisfied" if name in asked else "not asked"
        print(f"{told:14} {name}", *faults[:5], sep="\n    ")
    return int(any(judge(answers).values()))


def _is_page(heard: Heard) -> bool:
    return heard.headers.get("content-type", "text/html").startswith("text/html")


def _elements(heard: Heard, selector: str, *attributes: str) -> list[str]:
    if not _is_page(heard):
        return []
    found = BeautifulSoup(heard.body, "html.parser").select(selector)
    return [next((str(one[name]) for name in attributes if one.has_attr(name)), one.string or "") for one in found]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
