"""The check of JSON-LD finds what is wrong, or the pages that pass it would show nothing."""

import pytest

from tests.compare.vocabulary import faults

REVIEW = {
    "@type": "Review",
    "name": "Ship",
    "author": {"@type": "Organization", "name": "Builder"},
    "datePublished": "2026-10-01",
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"name": ""}, "/Review/name cannot be ''"),
        ({"score": 5}, "/Review has no score"),
        ({"ratingValue": 5}, "/Review has no ratingValue"),
        ({"reviewRating": 5}, "/Review/reviewRating cannot be 5"),
        ({"author": {"@type": "Rating"}}, "/Review/author cannot be Rating"),
        ({"author": {"@type": "Organization"}}, "/Review/author/Organization lacks name"),
        ({"@type": "Revue"}, "/Revue: nobody has said what this type needs"),
    ],
)
def test_what_is_wrong_is_named(change, fault):
    found = list(faults(REVIEW | change))

    assert found[:1] == ([fault] if fault else [])
