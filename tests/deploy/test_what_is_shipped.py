"""What is shipped fits what it ships: settings, commands and files that are there, and no more rights than needed."""

import json
import re
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.nginx import TEMPLATE
from tests.site import ROOT

README = (ROOT / "README.md").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OWN_SERVICES = {name: about for name, about in COMPOSE.items() if about["image"] == "${IMAGE:-tiebreak}"}
DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def is_command(words: list[str]) -> bool:
    """Whether words are what runs the site, or one of its management commands."""
    if words[0].endswith("gunicorn"):
        return words[1:] == ["--config", "gunicorn.conf.py", "compare.wsgi"]
    return words[0].endswith("python") and words[1] == "manage.py" and words[2] in get_commands()


def test_image_runs_the_site_as_nobody_in_particular():
    last = DOCKERFILE.split("\nFROM ")[-1]

    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*CMD \[.*/healthz", last, re.MULTILINE)
    assert "install --no-cache-dir" not in last
    (command,) = re.findall(r"^CMD (.+)$", last, re.MULTILINE)
    assert is_command(json.loads(command))


def test_image_holds_every_folder_of_code_and_nothing_of_this_machine():
    wanted = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    code = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    files = {"manage.py", "gunicorn.conf.py", "requirements.txt", "pyproject.toml"}  # the last tells the version

    assert code | files | {"static", "templates", "fixtures"} <= wanted
    assert not wanted & {"tests", ".git", ".data", ".venv", ".env"}


@pytest.mark.parametrize("name", sorted(OWN_SERVICES))
def test_service_of_compose(name: str):
    about: dict[str, Any] = OWN_SERVICES[name]

    assert about["read_only"] is True
    assert about["cap_drop"] == ["ALL"]
    assert about["security_opt"] == ["no-new-privileges:true"]
    assert "command" not in about or is_command(about["command"])
    for setting in about["environment"]:
        assert f"| `{setting}` |" in README


def test_compose_has_what_a_site_is_made_of():
    assert set(COMPOSE) == {"db", "migrate", "web-a", "web-b", "worker", "nginx"}
    assert "ports" not in str(COMPOSE["db"]) + str(OWN_SERVICES)


def test_compose_fills_in_all_of_the_template_and_names_the_web_servers():
    about = COMPOSE["nginx"]
    servers = {COMPOSE[name]["networks"]["site"]["ipv4_address"] for name in ("web-a", "web-b")}

    assert set(re.findall(r"\$\{([A-Z]+)\}", TEMPLATE.read_text())) <= set(about["environment"])
    assert set(re.findall(r"server ([\d.]+):8000", about["environment"]["UPSTREAMS"])) == servers
    trusted = OWN_SERVICES["web-a"]["environment"]["TRUSTED_PROXIES"]
    assert trusted.endswith(about["networks"]["site"]["ipv4_address"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_unit_of_systemd(unit: Path):
    parser = RawConfigParser(strict=False, interpolation=None)
    parser.read(unit)
    service = parser["Service"]
    command = service["ExecStart"].removeprefix("/opt/tiebreak/current/").split()

    assert is_command(command)
    assert service["User"] == "tiebreak"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
