"""Email addresses as people give them."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from digest.models import LONGEST_ADDRESS

EXAMPLE = "ann@example.org"
TOO_LONG = f"This is longer than any address can be ({LONGEST_ADDRESS} letters). Check it."


class NoAddress(ValueError):
    """What was given is no address that mail can go to; the message says what is wrong and what to do."""


def normalised(given: str) -> str:
    """The address in `given`, without white space around it, its domain in small letters, all in the form NFC.

    At most 254 octets long, also as mail servers write it, where a domain in another script is longer than it looks.
    Raises NoAddress for what is no address, is more than one, or has a name or anything else beside it.
    """
    text = given.strip()
    before, _, after = text.partition("@")
    if fault := _fault(text, before, after):
        raise NoAddress(fault)
    if not _parsed(f"a@{after}"):
        raise NoAddress(f"No mail can go to “{after}”. Check what stands after the @.")
    if not _parsed(f"{before}@example.org"):
        raise NoAddress(f"No address can have “{before}” before its @: there is a dot or a sign too many. Check it.")
    address = _parsed(text)
    if not address:
        raise NoAddress(TOO_LONG)
    return address


def _fault(text: str, before: str, after: str) -> str:
    """What is wrong with an address at first sight, in the order in which one would tell it; empty for nothing."""
    faults = (
        (not text, f"Type your email address, such as {EXAMPLE}."),
        (len(text) > LONGEST_ADDRESS, TOO_LONG),
        (
            any(_is_unseen(letter) for letter in text),
            "There is something in it that cannot be seen. Delete it all and type the address by hand.",
        ),
        (
            any(sign in text for sign in '<>"'),
            f"Give the address alone, without a name, quotes or brackets, such as {EXAMPLE}.",
        ),
        (
            text.count("@") > 1 or any(sign in text for sign in ",;"),
            "Give one address only, with one @ in it. Every reader signs up and confirms by themselves.",
        ),
        ("@" not in text, f"There is no @ in it. Type the whole address, such as {EXAMPLE}."),
        (any(letter.isspace() for letter in text), "There is a space in it. Take it out."),
        (not before, f"Something is missing before the @. Type the whole address, such as {EXAMPLE}."),
        (not after, f"Something is missing after the @. Type the whole address, such as {EXAMPLE}."),
    )
    return next((words for is_wrong, words in faults if is_wrong), "")


def _is_unseen(letter: str) -> bool:
    """Whether it is a control character, a mark of direction, a break between lines, or no letter at all."""
    category = unicodedata.category(letter)
    return category.startswith("C") or category in ("Zl", "Zp")


def _parsed(text: str) -> str:
    """`text` as an address in its one form, or nothing where it is none."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return ""
