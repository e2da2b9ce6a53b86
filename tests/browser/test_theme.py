"""The theme is the system's until the reader chooses, and then it is the reader's everywhere and without a flash."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import Reader

PAPER = "getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor"
NOTE_PAPER = f"""
    window.papers = new Set();
    const note = () => {{
        if (document.body) window.papers.add({PAPER});
        requestAnimationFrame(note);
    }};
    requestAnimationFrame(note);
"""
RGB_OF = """(colour) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = colour;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
}"""
NO_STORAGE = """
    Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
"""


def root(page: Page) -> Locator:
    return page.locator(":root")


def switch(page: Page) -> None:
    page.locator("button.theme").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_at_first_it_is_the_system_s(reader: Reader, theme: str):
    page = reader.new_page(theme=theme)
    page.goto("/")

    expect(root(page)).to_have_attribute("data-theme", theme)


@pytest.mark.parametrize(("of_system", "chosen"), [("light", "dark"), ("dark", "light")])
def test_a_choice_holds_on_every_page(reader: Reader, of_system: str, chosen: str):
    page = reader.new_page(theme=of_system)
    page.goto("/")

    switch(page)
    expect(root(page)).to_have_attribute("data-theme", chosen)

    page.reload()
    expect(root(page)).to_have_attribute("data-theme", chosen)
    page.goto("/about")
    expect(root(page)).to_have_attribute("data-theme", chosen)


def test_a_choice_reaches_pages_that_are_open(reader: Reader):
    page = reader.new_page(theme="light")
    other = page.context.new_page()
    page.goto("/")
    other.goto("/about")

    switch(page)

    expect(root(other)).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(("of_system", "chosen"), [("light", "dark"), ("dark", "light")])
def test_the_chosen_theme_is_there_from_the_first_frame(reader: Reader, of_system: str, chosen: str):
    page = reader.new_page(theme=of_system)
    page.add_init_script(NOTE_PAPER)
    page.goto("/")
    before = page.evaluate(PAPER)
    switch(page)
    after = page.evaluate(PAPER)

    page.reload()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert before != after
    assert page.evaluate("[...papers]") == [after]


def test_choosing_what_the_system_has_follows_the_system_again(reader: Reader):
    page = reader.new_page(theme="light")
    page.goto("/")
    switch(page)
    page.emulate_media(color_scheme="dark")
    expect(root(page)).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(root(page)).to_have_attribute("data-theme", "dark")

    switch(page)

    expect(root(page)).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(root(page)).to_have_attribute("data-theme", "dark")


def test_without_storage_a_choice_holds_for_the_page(reader: Reader):
    page = reader.new_page(theme="light")
    page.add_init_script(NO_STORAGE)
    page.goto("/")

    switch(page)

    expect(root(page)).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(root(page)).to_have_attribute("data-theme", "light")


def test_the_frame_of_the_browser_has_the_colour_of_the_paper(reader: Reader):
    page = reader.new_page(theme="light")
    page.goto("/")
    colours = {}

    for theme in ("light", "dark"):
        expect(root(page)).to_have_attribute("data-theme", theme)
        tint = page.locator("meta[name=theme-color][media=all]")
        expect(tint).to_have_count(1)
        colours[theme] = tint.get_attribute("content")
        assert page.evaluate(RGB_OF, colours[theme]) == page.evaluate("getComputedStyle(document.body).backgroundColor")
        switch(page)

    assert colours["light"] != colours["dark"]


def test_colours_that_the_system_forces_are_left_to_the_system(reader: Reader):
    page = reader.new_page(theme="light")
    page.goto("/tools/smolvlm-3b")
    page.emulate_media(forced_colors="active")
    inks = "['.bar .fill', '.bar .track'].map((part) => getComputedStyle(document.querySelector(part)).fill).join()"
    before = page.evaluate(inks)

    switch(page)

    expect(root(page)).to_have_attribute("data-theme", "dark")
    assert page.evaluate(inks) == before
