"""The addresses of tools, categories and comparisons."""

import pytest

from tests.factories import CategoryFactory, ToolFactory
from tools.addresses import comparison_path


@pytest.mark.parametrize(
    ("slugs", "path"),
    [
        (["a", "b"], "/compare/a-vs-b"),
        (["b", "a"], "/compare/b-vs-a"),
        (["a", "b", "c", "d"], "/compare/a-vs-b-vs-c-vs-d"),
    ],
)
def test_a_comparison_is_addressed_by_its_tools_from_left_to_right(slugs, path):
    assert comparison_path(slugs) == path
    assert comparison_path(iter(slugs)) == path


def test_a_tool_and_a_category_have_addresses_without_a_slash_at_the_end():
    assert ToolFactory.build(slug="smollm3", category=None).get_absolute_url() == "/tools/smollm3"
    assert CategoryFactory.build(slug="developer-tools").get_absolute_url() == "/categories/developer-tools"
