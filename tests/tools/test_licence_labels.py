"""How the licence of a tool reads."""

import pytest

from tests.factories import ToolFactory


@pytest.mark.parametrize(
    ("licence", "label"),
    [
        ("Apache-2.0", "Apache 2.0"),
        ("MIT", "MIT"),
        ("BSD-3-Clause", "BSD 3-Clause"),
        ("GPL-3.0-only", "GPL 3.0-only"),
        ("CC-BY-4.0", "CC-BY 4.0"),
        ("LicenseRef-Stability-AI-Community", "Stability AI Community"),
        ("Proprietary", "Proprietary"),
        ("", ""),
    ],
)
def test_an_identifier_reads_as_people_write_the_licence(licence, label):
    assert ToolFactory.build(licence=licence, category=None).licence_label == label
