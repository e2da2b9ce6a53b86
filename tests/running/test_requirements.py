"""What gets installed is pinned to the byte, and from whichever registry the user has."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.site import ROOT

FILES = sorted(ROOT.glob("requirements*.txt"))
PIN = re.compile(r"([a-z0-9-]+)(\[[a-z,-]+\])?==[\w.]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def pins(file: Path) -> list[str]:
    """One line for each package, hashes and all."""
    text = re.sub(r"^\s*#.*\n", "", file.read_text(), flags=re.MULTILINE)
    return re.sub(r" *\\\n *", " ", text).strip().splitlines()


def test_there_are_requirements_for_running_and_for_development():
    assert [file.name for file in FILES] == ["requirements-dev.txt", "requirements.txt"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_requirement_has_one_version_and_its_hashes(file: Path):
    assert len(pins(file)) > 10
    assert [pin for pin in pins(file) if not PIN.fullmatch(pin)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_requirements_name_no_registry(file: Path):
    assert "://" not in file.read_text()
    assert not re.search(r"^\s*-", re.sub(r"^ +--hash=.*$", "", file.read_text(), flags=re.MULTILINE), re.MULTILINE)


def test_development_has_the_very_packages_that_run_the_site():
    # Only what stands before a marker: development may want a package on systems where the site does not.
    run = {pin.split(" ")[0] for pin in pins(ROOT / "requirements.txt")}
    development = {pin.split(" ")[0] for pin in pins(ROOT / "requirements-dev.txt")}

    assert run <= development


def test_every_dependency_of_the_project_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[^\w-]", name)[0].lower() for name in project["dependencies"]}

    pinned = {pin.partition("==")[0] for pin in pins(ROOT / "requirements.txt")}

    assert wanted <= pinned
