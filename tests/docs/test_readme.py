"""The README names every setting, every dependency, every folder and every command."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

SOURCES = [*(ROOT / "compare").glob("*.py"), ROOT / "gunicorn.conf.py"]
SETTINGS = {
    name
    for source in SOURCES
    for name in re.findall(
        r"""(?:env\.\w+|environ\.get|text|whole_number|networks|names|folder|port|further_database)\(\s*["']([A-Z_]+)["']""",
        source.read_text(),
    )
} - {"DJANGO_SETTINGS_MODULE"}
DEPENDENCIES = {
    re.split(r"[\[<>=]", one)[0] for one in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
}
FOLDERS = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"templates", "static", "fixtures", "docs"}
COMMANDS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_there_is_something_to_name():
    assert {"PORT", "DATABASE_URL", "SECRET_KEY", "WEB_CONCURRENCY"} <= SETTINGS
    assert {"Django", "pytest"} <= DEPENDENCIES
    assert {"compare", "tests"} <= FOLDERS
    assert {"run", "test", "check", "bench", "dev", "help"} <= COMMANDS


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_setting(setting):
    assert f"| `{setting}` |" in README


@pytest.mark.parametrize("dependency", sorted(DEPENDENCIES))
def test_dependency(dependency):
    assert re.search(rf"^\| (.+, )?{re.escape(dependency)}(, .+)? \|", README, re.MULTILINE)


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_folder(folder):
    assert f"| `{folder}/` |" in README


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_command(command):
    assert f"| `make {command}` |" in README
