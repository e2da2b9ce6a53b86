"""Every app of ours stands in the contract that keeps imports running one way."""

import tomllib

from django.conf import settings

from tests.site import ROOT


def test_every_app_of_ours_stands_in_the_import_contract():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}

    (contract,) = [contract for contract in linter["contracts"] if contract["type"] == "layers"]
    layers = {name.strip() for layer in contract["layers"] for name in layer.split("|")}

    assert ours
    assert ours <= layers
    assert layers <= set(linter["root_packages"])
