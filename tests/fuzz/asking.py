"""Requests as no browser sends them: every part may be mistaken or hostile, in bytes as they come off the wire."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.fuzz.world import World

MARKER = "\"'><x-fuzz>"  # nothing of it may come back as markup
BROWSERS = ("GET", "POST")
METHODS = (*BROWSERS, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=fuzz"
KNOWN = [
    "a", "smolvlm-3b", "SMOLVLM-3B", "mistral-8x22b-v2", "a-vs-b", "-vs-", "a-vs-vs-b", "a-vs-a", "vs", "1", "2",
    "0", "-1", "on", "ship", "skip", "none", "add", "remove", "clear", "newest", "community", "free", "erase",
    "off", "2026-W47", "2026-W99", "0000-W00", "2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "23:59:60",
    "1e999", "NaN", "9" * 30, str(2**63), "²", "٣", "..", "../../etc/passwd", "//evil.example", "/\\evil.example",
    "/\t/evil.example", "https://evil.example/", "javascript:alert(1)", "' OR 1=1 --", "\0", "a\0b", "%00", "%",
    "_", "\\", "+", "{}", "[]", "null", "{{ 7 }}", "%s", "a:b:c", "runs-on:Linux", ".md", ".svg", "\x1b[31m",
    "\x7f", "\u202e", "\u2028", "İ", "ﷺ", "e\u0301", "🏴", "\r\nSet-Cookie: a=b", "a" * 5_000, "-vs-".join("abcdef"),
    "a/" * 200, "admin", "a@example.org", "a@b@c", "smolvlm-3b-vs-mistral-8x22b-v2", MARKER,
]  # fmt: skip
UNREADABLE = [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\xff", b"\x80" * 50]
PARAMETERS = [
    "q", "page", "sort", "category", "licence", "free", "verdict", "reviewer", "fact", "after", "before", "limit",
    "first", "second", "third", "fourth", "next", "choice", "action", "tool", "of", "only", "theme", "v", "do",
    "stage", "week", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "state__exact", "due",
    "term", "app_label", "model_name", "field_name", "tool__id__exact", "pk__in", "address", "key", "version",
    "reason", "code", "token",
]  # fmt: skip
HEADERS = {
    "Accept": ["text/html", "application/json", "*/*;q=x"],
    "Accept-Encoding": ["gzip", "br", "gzip;q=0", "*"],
    "Accept-Language": ["de", "en-gb;q=0.5,*", "-", "x" * 600],
    "Authorization": ["Basic", "Basic !", "Basic YTpi", "Bearer x"],
    "Cache-Control": ["no-cache", "max-age=0"],
    "Expect": ["100-continue"],
    "Forwarded": ["for=1.2.3.4;host=evil.example;proto=https"],
    "Host": ["testserver:8000", "evil.example", "testserver@evil.example", "[::1", "", "testserver.", "TESTSERVER"],
    "HX-Boosted": ["true"],
    "HX-Current-URL": ["http://testserver/", "//evil.example", "http://[", "%ff"],
    "HX-History-Restore-Request": ["true"],
    "HX-Prompt": ["x"],
    "HX-Prompt-URI-AutoEncoded": ["true"],
    "HX-Request": ["true", "false"],
    "HX-Target": ["yours"],
    "HX-Trigger": ["{", '{"a": 1}'],
    "If-Match": ["*", '"a"', "a"],
    "If-Modified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo 99999 99:99:99 GMT", "31 Dec 9999"],
    "If-None-Match": ["*", '"a", W/"b"', '"', "W/"],
    "If-Range": ['"a"'],
    "If-Unmodified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT"],
    "Origin": ["null", "http://testserver", "https://evil.example", "http://["],
    "Range": ["bytes=0-1", "bytes=-1", "bytes=9-1", "bytes=0-,0-,0-", "lines=1"],
    "Referer": ["http://testserver/", "https://evil.example/", "http://["],
    "Sec-Fetch-Site": ["cross-site", "same-origin"],
    "Traceparent": ["00-0-0-00"],
    "Transfer-Encoding": ["chunked", "gzip"],
    "User-Agent": ["", "Mozilla/5.0"],
    "X-Forwarded-For": ["1.2.3.4", "1.2.3.4, x", "::1%eth0", "999.1.1.1"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Proto": ["https", "http,https"],
    "X-HTTP-Method-Override": ["DELETE"],
    "X-Request-ID": ["a", "a" * 500],
    "X-Requested-With": ["XMLHttpRequest"],
}
COOKIES = ["voter", "tray", "bookmarks", "yours", "csrftoken", "sessionid", "messages", "__Host-voter"]
PLACES = ["192.0.2.7", "2001:db8::1", "", "fe80::1%eth0", "unix:", "nowhere"]
ENDS = [b"&%", b"%ff=%", b"\xff", b"&&=;"]
WRONG_TYPES = ["", "text/plain", "multipart/form-data", f"{FORM}; charset=utf-7", "a/b; c"]
BODIES = [b"", b"{", b'{"RecordType": 1}', b"[]", b"a" * 20_000]
LENGTHS = ["", "0", "5", "99999999"]  # what is no number, gunicorn refuses (see tests/running/test_limits.py)


@dataclass(frozen=True)
class Asked:
    """One request: the path and query as they stand in its first line, and a Content-Length that may be wrong."""

    method: str
    path: bytes
    query: bytes
    headers: tuple[tuple[str, str], ...]
    content_type: str
    content_length: str
    body: bytes
    place: str


values: SearchStrategy[bytes] = st.one_of(
    st.sampled_from(KNOWN).map(str.encode),
    st.sampled_from(KNOWN).map(str.encode),
    st.sampled_from(UNREADABLE),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=8),
)
# A header's value may hold any byte but those that end it.
header_values = values.map(lambda value: value.translate(None, b"\0\r\n").decode("latin-1")[:4_000])


@st.composite
def requests(draw: st.DrawFn, world: World) -> Asked:
    """A request for an address of `world`, or for one that is nearly one."""
    if world.forms and draw(st.integers(0, 3)) == 0:
        return draw(filled_in(world))
    name = draw(st.sampled_from(sorted(world.addresses)))
    path, _, query = draw(st.sampled_from(world.addresses[name])).partition("?")
    method = draw(st.sampled_from((*BROWSERS, *METHODS)))
    content_type, body = draw(bodies()) if method != "GET" else ("", b"")
    return draw(sent(world, method, path, _pairs(query), content_type, body))


@st.composite
def filled_in(draw: st.DrawFn, world: World) -> Asked:
    """A form of the site, filled in as nobody meant it."""
    path, fields = draw(st.sampled_from(world.forms))
    pairs = [(name.encode(), value.encode()) for name, values in fields.items() for value in values]
    for _ in range(draw(st.integers(0, 3))):
        if pairs:
            place = draw(st.integers(0, len(pairs) - 1))
            name = pairs[place][0]
            pairs[place : place + draw(st.integers(0, 1))] = draw(st.sampled_from([[], [(name, draw(values))]]))
    pairs += draw(parameters(most=1))
    content_type, body = draw(st.sampled_from([(FORM, _encoded(pairs)), (MULTIPART, _in_parts(pairs))]))
    path, _, query = path.partition("?")
    return draw(sent(world, "POST", path, _pairs(query), content_type, body))


@st.composite
def sent(
    draw: st.DrawFn, world: World, method: str, path: str, pairs: list[Any], content_type: str, body: bytes
) -> Asked:
    """The request with its address and its headers bent, or as they should be."""
    often = ["chief"] * 4 if path.startswith("/admin/") else []
    cookies = dict(world.cookies[draw(st.sampled_from(often + sorted(world.cookies)))])
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=3, unique=True))
    headers = [(name, draw(_header(name))) for name in names]
    if draw(st.integers(0, 3)):  # the token of a form that the browser has got
        cookies.setdefault("csrftoken", "c" * 32)
        headers.append(("X-CSRFToken", cookies["csrftoken"]))
    if draw(st.integers(0, 3)) == 0:
        cookies[draw(st.sampled_from(COOKIES))] = draw(header_values)
    headers.append(("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())))
    return Asked(
        method,
        _unquoted(draw(bent(path))),
        _encoded(pairs + draw(parameters(most=3))) + draw(st.sampled_from([b""] * 9 + ENDS)),
        tuple(headers),
        draw(st.sampled_from([content_type] * 9 + WRONG_TYPES)),
        draw(st.sampled_from([str(len(body))] * 12 + LENGTHS)),
        body,
        draw(st.sampled_from(PLACES[:1] * 9 + PLACES)),
    )


@st.composite
def bent(draw: st.DrawFn, path: str) -> bytes:
    """A path as it is, or with one of its parts changed, added or doubled."""
    parts = path.encode().split(b"/")
    place = draw(st.integers(1, len(parts) - 1))
    match draw(st.sampled_from(["as it is"] * 6 + ["changed", "added", "doubled", "cut"])):
        case "changed":
            parts[place] = quote_from_bytes(draw(values), safe="").encode()
        case "added":
            parts.insert(place, quote_from_bytes(draw(values), safe="/").encode())
        case "doubled":
            parts.insert(place, parts[place])
        case "cut":
            parts[place] = parts[place][: draw(st.integers(0, len(parts[place])))]
    return b"/".join(parts)


def parameters(*, most: int) -> SearchStrategy[list[tuple[bytes, bytes]]]:
    """Names that pages know or do not, and anything for their values; the same name may come twice."""
    names = st.one_of(st.sampled_from(PARAMETERS).map(str.encode), values)
    return st.lists(st.tuples(names, values), max_size=most)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, bytes]:
    """A content type and a body, which may not be of it."""
    pairs = draw(parameters(most=4))
    anything = draw(st.one_of(st.binary(max_size=60), st.sampled_from(BODIES)))
    return draw(
        st.sampled_from(
            [
                (FORM, _encoded(pairs)), (FORM, _encoded(pairs)), (MULTIPART, _in_parts(pairs)), (MULTIPART, anything),
                ("application/json", anything), (FORM, anything), (MULTIPART, _in_parts(pairs)[:-9]),
            ]
        )
    )  # fmt: skip


def _header(name: str) -> SearchStrategy[str]:
    return st.one_of(st.sampled_from(HEADERS[name]), st.sampled_from(HEADERS[name]), header_values)


def _unquoted(path: bytes) -> bytes:
    return unquote_to_bytes(path)


def _pairs(query: str) -> list[tuple[bytes, bytes]]:
    parts = [part.partition("=") for part in query.split("&") if part]
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in parts]


def _encoded(pairs: list[tuple[bytes, bytes]]) -> bytes:
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in pairs).encode()


def _in_parts(pairs: list[tuple[bytes, bytes]]) -> bytes:
    parts = []
    for name, value in pairs:
        safe = name.translate(None, b'\r\n"')
        file = b'; filename="a.csv"\r\nContent-Type: text/csv' if safe == b"file" else b""
        head = b'--fuzz\r\nContent-Disposition: form-data; name="' + safe + b'"' + file
        parts.append(head + b"\r\n\r\n" + value + b"\r\n")
    return b"".join(parts) + b"--fuzz--\r\n"
