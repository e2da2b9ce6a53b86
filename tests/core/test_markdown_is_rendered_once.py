"""A review is turned into HTML once in a process, not at every request."""

import pytest

from core.markdown import render


@pytest.mark.parametrize(
    ("path", "reviews"),
    [
        ("/tools/smolvlm-3b", 4),
        ("/compare/smolvlm-3b-vs-mistral-8x22b-v2", 8),
        ("/reviewers/creator", 1),
    ],
)
def test_showing_a_page_again_renders_no_review_again(client, demo, path, reviews):
    render.cache_clear()

    client.get(path)
    assert render.cache_info().misses == reviews

    client.get(path)
    assert render.cache_info().misses == reviews
    assert render.cache_info().hits >= reviews


def test_a_corrected_text_is_rendered_anew():
    assert render("first *draft*") == "<p>first <em>draft</em></p>\n"
    assert render("second *draft*") == "<p>second <em>draft</em></p>\n"
