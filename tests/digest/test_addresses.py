"""An address comes in as people write it and is kept in one form, and what is none is refused with the way on."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.addresses import NoAddress, normalised
from digest.models import LONGEST_ADDRESS

UMLAUTS = "ä" * 40


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        (" \tann@example.org\r\n", "ann@example.org"),
        ("Ann.Lee+digest@EXAMPLE.Org", "Ann.Lee+digest@example.org"),
        ("o'neil!#$%&*/=?^_`{|}~-@example.org", "o'neil!#$%&*/=?^_`{|}~-@example.org"),
        ("jo\u0308rg@EXA\u0308MPLE.org", "j\u00f6rg@ex\u00e4mple.org"),
        ("ann@xn--exmple-cua.org", "ann@exämple.org"),
        ("δοκιμή@παράδειγμα.ευ", "δοκιμή@παράδειγμα.ευ"),
        ("用户@例子.广告", "用户@例子.广告"),
        ("مثال@نامه.com", "مثال@نامه.com"),
    ],
)
def test_what_is_an_address_is_kept_in_one_form(given_, kept):
    assert normalised(given_) == kept


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ("", "Type your email address"),
        (" \n ", "Type your email address"),
        ("ann", "There is no @ in it."),
        ("ann＠example.org", "There is no @ in it."),
        ("@example.org", "Something is missing before the @."),
        ("ann@", "Something is missing after the @."),
        ("ann lee@example.org", "There is a space in it."),
        ("ann@example.org, bob@example.org", "Give one address only, with one @ in it."),
        ("ann@example.org;bob@example.org", "Give one address only, with one @ in it."),
        ("ann@example.org bob@example.org", "Give one address only, with one @ in it."),
        ("Ann Lee <ann@example.org>", "Give the address alone"),
        ('"ann lee"@example.org', "Give the address alone"),
        ("ann@example.org\nBcc: bob@example.org", "There is something in it that cannot be seen."),
        ("ann\x00@example.org", "There is something in it that cannot be seen."),
        ("ann\u200b@example.org", "There is something in it that cannot be seen."),
        ("ann\u202e@example.org", "There is something in it that cannot be seen."),
        ("ann\ud800@example.org", "There is something in it that cannot be seen."),
        (f"{'a' * 300}@example.org", "This is longer than any address can be (254 letters)."),
        ("ann..lee@example.org", "No address can have “ann..lee” before its @"),
        (".ann@example.org", "No address can have “.ann” before its @"),
        ("ann(lee)@example.org", "No address can have “ann(lee)” before its @"),
        ("ann@example", "No mail can go to “example”."),
        ("ann@localhost", "No mail can go to “localhost”."),
        ("ann@printer.local", "No mail can go to “printer.local”."),
        ("ann@[127.0.0.1]", "No mail can go to “[127.0.0.1]”."),
        ("ann@exa_mple.org", "No mail can go to “exa_mple.org”."),
        ("ann@example..org", "No mail can go to “example..org”."),
        # Few letters, and too many octets as mail servers write them.
        (f"{'ö' * 60}@{UMLAUTS}.{UMLAUTS}.{UMLAUTS}.org", "This is longer than any address can be"),
        (f"{'a' * 60}@{UMLAUTS}.{UMLAUTS}.{UMLAUTS}.{UMLAUTS}.org", "No mail can go to"),
    ],
)
def test_what_is_none_is_refused_with_what_is_wrong(given_, told):
    with pytest.raises(NoAddress) as refusal:
        normalised(given_)

    assert str(refusal.value).startswith(told)


PIECES = st.one_of(
    st.text(max_size=20),
    st.text("abcÄöß.-_+@ ", max_size=20),
    st.sampled_from(["ann@example.org", "@", "xn--", ".org", "ı", "İ", "ẞ", "\u0301", "\u200d", "Ａ", "。", "a" * 70]),
)


def outcome(text: str) -> tuple[str, str]:
    """The address that is kept, or nothing and what is told."""
    try:
        return normalised(text), ""
    except NoAddress as refusal:
        return "", str(refusal)


def assert_refused_in_words_or_kept_in_a_form_that_stays(text: str) -> None:
    address, told = outcome(text)
    assert (address == "") == told.endswith(".")
    if told:
        return
    assert normalised(address) == address == unicodedata.normalize("NFC", address)
    assert address.count("@") == 1
    assert len(address.encode()) <= LONGEST_ADDRESS
    assert not any(letter.isspace() or unicodedata.category(letter) == "Cc" for letter in address)


@given(pieces=st.lists(PIECES, max_size=6))
@example(pieces=["ann@", "ä" * 63, ".", "ß" * 60, ".org"])
def test_anything_is_refused_in_words_or_kept_in_a_form_that_stays(pieces):
    assert_refused_in_words_or_kept_in_a_form_that_stays("".join(pieces))


@given(before=st.text(min_size=1, max_size=12), after=st.text("abcäßñ-", min_size=1, max_size=12))
def test_so_is_what_looks_much_like_an_address(before, after):
    assert_refused_in_words_or_kept_in_a_form_that_stays(f"{before}@{after}.org")
