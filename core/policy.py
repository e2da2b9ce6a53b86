"""The content security policy of an answer, in words."""

from base64 import b64encode
from hashlib import sha256

from csp.utils import build_policy


def policy_in_words(**changed: list[str]) -> str:
    """The value of the header for the setting CONTENT_SECURITY_POLICY, with some directives `changed`.

    Their names have underscores for hyphens.
    """
    changes = {name.replace("_", "-"): sources for name, sources in changed.items()}
    return "; ".join(sorted(build_policy(replace=changes).split("; ")))


def source_of(style: str) -> str:
    """The source by which a policy lets in the style element with this text, to the letter, and no other."""
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
