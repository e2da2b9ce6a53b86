"""What holds for every page, told of one that is open: each rule gives what breaks it, nothing where all is well."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.reader import DESKTOP, HEIGHT, MOST_STOPS, PHONE, change_theme

SHIFTS = """() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    const name = ({ node }) => node && (node.localName ? `${node.localName}.${node.className}` : node.textContent);
    return observer.takeRecords().map(({ value, sources }) => ({ value, moved: sources.map(name).join(", ") }));
}"""

# A window of 1280 px is one of 640 at a zoom of 200 %, and one of 320 at 400 %.
WIDTHS = [320, 360, 640, 768, 1280]
OVERHANG = """() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return null;
    const over = [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > clientWidth + 0.5)
        .map((one) => `${one.localName}.${one.getAttribute("class")}`);
    return `${scrollWidth - clientWidth}px: ${over.slice(0, 5).join(", ")}`;
}"""

# Every rule that is on by itself, and the size of targets, which is not. What stands in frames is pages again, and
# stylesheets are not to be fetched once more.
EVERY_RULE = (
    "axe.run({iframes: false, preload: false, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
)
# A theme changes colours and nothing else.
RULES_OF_COLOUR = (
    "axe.run({iframes: false, resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']})"
)
# Colours are the same at every width.
WAYS = [(DESKTOP, "light", EVERY_RULE), (PHONE, "light", EVERY_RULE), (PHONE, "dark", RULES_OF_COLOUR)]

# All that Tab should come to, so that a trap is not taken for the end.
STOPS = """[...document.querySelectorAll("a[href], button, input, select, summary, textarea")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true })).length"""
FAULTS_OF_STOP = """() => {
    const stop = document.activeElement;
    if (stop === document.body || window.firstStop === stop) return null;
    window.firstStop ??= stop;
    const faults = [];
    const { outlineStyle, outlineWidth } = getComputedStyle(stop);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 3) faults.push("no outline of 3px");

    const bar = document.querySelector(".running-head");
    const sticks = bar && !bar.contains(stop) && getComputedStyle(bar).position === "sticky";
    const covered = sticks ? bar.getBoundingClientRect() : { top: 0, bottom: 0 };
    const parts = [...stop.getClientRects()].filter((part) => part.width && part.height);
    if (!parts.length) faults.push("without a size");
    for (const { left, top, right, bottom } of parts) {
        const low = stop.localName === "textarea" ? top : bottom; // of one that is high browsers show where one types
        if (top < -1 || left < -1 || low > innerHeight + 1 || right > innerWidth + 1) {
            faults.push(`outside of the window (${[left, top, right, bottom].map(Math.round)})`);
        }
        if (top < covered.bottom - 1 && bottom > covered.top + 1) faults.push("under the bar of names");
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (there && !stop.contains(there) && !there.contains(stop)) {
            faults.push(`under ${there.localName}.${there.className}`);
        }
    }
    const name = (stop.innerText || stop.name || stop.id).trim().slice(0, 40);
    return faults.slice(0, 2).map((fault) => `${stop.localName} “${name}”: ${fault}`);
}"""


def what_moved(page: Page, *, but: float = 0) -> list[str]:
    """What has moved since the page began, unless all of it together is no more than `but` (1 is the whole window)."""
    shifts = page.evaluate(SHIFTS)
    if sum(shift["value"] for shift in shifts) <= but:
        return []
    return [f"moved by {one['value']}: {one['moved']}" for one in shifts]


def what_hangs_over(page: Page) -> list[str]:
    """What makes the page wider than its window, however narrow that is and however large its letters are.

    Leaves the window at its widest.
    """
    found = {f"{width}px wide": _overhang(page, width) for width in WIDTHS}
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found |= {f"{width}px wide, letters doubled": _overhang(page, width) for width in WIDTHS}
    page.evaluate("document.documentElement.style.fontSize = ''")
    return [f"{where}: {what}" for where, what in found.items() if what]


def what_is_inaccessible(page: Page) -> list[str]:
    """What axe finds wrong, in both themes, on a phone and on a desktop. Leaves the window a phone's, in the light."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, theme, rules in WAYS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        change_theme(page, theme)
        found += [f"{width} {theme}: {violation}" for violation in violations_on(page, rules)]
    change_theme(page, "light")
    return found


def violations_on(page: Page, rules: str) -> list[str]:
    """What is wrong with the page as it stands, by these rules, and where."""
    found = page.evaluate(rules)["violations"]
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {_reason(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


def what_keys_miss(page: Page) -> list[str]:
    """What Tab does not come to, or where one does not see that it has."""
    faults: list[str] = []
    stops = 0
    page.keyboard.down("Tab")
    while (found := page.evaluate(FAULTS_OF_STOP)) is not None:
        faults += found
        stops += 1
        assert stops < MOST_STOPS
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    there = page.evaluate(STOPS)
    return faults if stops == there else [*faults, f"Tab comes to {stops} of {there}"]


def _overhang(page: Page, width: int) -> str | None:
    """What hangs over the right edge of a window of this width."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    found: str | None = page.evaluate(OVERHANG)
    return found


def _reason(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
