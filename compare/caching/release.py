"""Which release of the site this is, so that two of them beside one another do not exchange pages."""

from functools import cache
from hashlib import blake2b

from compare.environment import BASE_DIR

# What pages are made from.
FOLDERS = ("compare", "core", "digest", "reviews", "static", "templates", "tools", "votes")
FILES = ("requirements.txt",)
ENDS = {".css", ".html", ".ico", ".js", ".png", ".py", ".svg", ".txt", ".woff2", ".xml"}


@cache
def release() -> str:
    """A name for the code as it is, the same on every machine that has the same. It takes some 20 ms at first."""
    digest = blake2b(digest_size=6)
    found = (path for folder in FOLDERS for path in (BASE_DIR / folder).rglob("*") if path.suffix in ENDS)
    for path in sorted([*found, *(BASE_DIR / name for name in FILES if (BASE_DIR / name).exists())]):
        digest.update(f"{path.relative_to(BASE_DIR)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
