"""The form of the names that stand in addresses."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.slugs import SLUG_MAX_LENGTH, is_slug, validate_slug

BAD = ["", "-", "-a", "a-", "a--b", "A", "Smol", "a_b", "a b", " a", "a.b", "a/b", "é", "ß", "٣", "a\u200bb", "a\x00"]


@pytest.mark.parametrize("slug", ["a", "7", "smollm3", "mistral-8x22b-v2", "3-1", "a" * SLUG_MAX_LENGTH])
def test_lower_case_letters_digits_and_single_hyphens_make_a_slug(slug):
    validate_slug(slug)
    assert is_slug(slug)


@pytest.mark.parametrize("slug", BAD)
def test_anything_else_is_refused_with_an_example_of_what_would_do(slug):
    with pytest.raises(ValidationError, match=r"lower-case letters a to z.*such as smolvlm-3b"):
        validate_slug(slug)
    assert not is_slug(slug)


@pytest.mark.parametrize("slug", ["a\n", "a" * (SLUG_MAX_LENGTH + 1)])
def test_a_line_end_or_too_many_letters_make_no_slug(slug):
    assert not is_slug(slug)


@given(st.lists(st.text("abz019", min_size=1, max_size=8), min_size=1, max_size=6))
def test_words_joined_by_hyphens_are_a_slug(words):
    assert is_slug("-".join(words))
