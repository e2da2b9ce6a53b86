"""The path of what a slug names is what Django's own search says."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from core.paths import path_to


@pytest.mark.parametrize("slug", ["a", "smolvlm-3b-vs-b", "A-vs-B", "ä b", "100%"])
def test_it_is_as_reverse_has_it(slug):
    assert path_to("comparison", slug) == reverse("comparison", args=[slug])


def test_so_it_is_where_the_site_is_mounted_elsewhere():
    assert path_to("tool", "a") == "/tools/a"
    set_script_prefix("/below/")
    try:
        assert path_to("tool", "a") == "/below/tools/a"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize("slug", ["", "a/b"])
def test_what_no_path_can_hold_is_refused_as_reverse_does(slug):
    with pytest.raises(NoReverseMatch):
        path_to("tool", slug)
