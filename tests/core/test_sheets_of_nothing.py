"""A file in which nothing stands is said to be empty."""

import pytest

from core.exchange.sheets import Unreadable, read_sheet


@pytest.mark.parametrize("data", [b"", b" \n", b",,\n", b'""\n', b";;;", b",\n,\n"])
def test_a_table_of_nothing_is_an_empty_file(data):
    with pytest.raises(Unreadable, match=r"The file is empty\."):
        read_sheet(data, "tools.csv")
