"""Who votes: a random number in a signed cookie, and nothing else."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from core.cookies import own_cookie

COOKIE = "voter"  # by the name that `own_cookie` makes of it
SALT = "votes.voter"
MAX_AGE_SECONDS = 400 * 24 * 3600  # as long as browsers keep any cookie


class ForgedVoter(Exception):
    """The voter's cookie is not as this site has set it."""


def voter_of(request: HttpRequest) -> UUID | None:
    """The voter that this browser is, or None if it has not voted yet. Raises ForgedVoter."""
    name = own_cookie(COOKIE)
    if name not in request.COOKIES:
        return None
    try:
        return UUID(request.get_signed_cookie(name, salt=SALT, max_age=MAX_AGE_SECONDS))
    except (BadSignature, ValueError) as error:
        raise ForgedVoter from error


def new_voter(request: HttpRequest) -> UUID:
    """The voter that a browser becomes with its first vote.

    It follows from the random secret in the browser's CSRF cookie. So when a first vote is sent twice, by a double
    click or from two tabs, it is the same voter's and not two voters'. Without that cookie no form is accepted.
    """
    secret = request.COOKIES[settings.CSRF_COOKIE_NAME]
    digest = salted_hmac(SALT, secret, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


def remember(response: HttpResponse, voter: UUID) -> None:
    """Have the browser keep who it is."""
    response.set_signed_cookie(
        own_cookie(COOKIE),
        str(voter),
        salt=SALT,
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Have the browser throw its cookie away."""
    response.delete_cookie(own_cookie(COOKIE), samesite="Lax")
