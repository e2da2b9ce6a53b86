"""Pictures of every page, to be looked at, and the one for the README: `make screenshots`."""

import re
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import HOW_TO_GET_IT, find_chromium, launch
from tests.browser.page_types import PAGE_TYPES, PageType, add_extremes
from tests.browser.reader import DESKTOP, PHONE, Reader, go
from tests.pages import COMPARISON
from tests.site import ROOT, fresh_site, prepare

WIDTHS = (PHONE, 768, DESKTOP)
THEMES = ("light", "dark")
FOLDER = ROOT / "screenshots"

README_PICTURE = ROOT / "docs" / "comparison.png"
README_PAGE = PageType(COMPARISON)
README_WINDOW = {"width": 1000, "height": 1100}
README_COLOURS = 128

THUMBNAIL = (300, 900)
COLUMNS = 7
MARGIN, LABEL = 12, 28


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print(HOW_TO_GET_IT)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with (
        fresh_site(Path(tempfile.gettempdir())) as site,
        sync_playwright() as playwright,
        launch(playwright, chromium) as browser,
    ):
        prepare(site.data_dir)
        add_extremes(site.data_dir)
        site.start(STYLEGUIDE="1")
        reader = Reader(browser, site.url)
        picture_for_readme(reader)
        for width in WIDTHS:
            for theme in THEMES:
                pictures = [picture(reader, page_type, width, theme) for page_type in PAGE_TYPES]
                print(contact_sheet(pictures, f"{width}-{theme}"))
    return 0


def picture(reader: Reader, page_type: PageType, width: int, theme: str) -> Path:
    """The whole page, from top to bottom."""
    file = FOLDER / f"{width}-{theme}" / f"{file_name(page_type)}.png"
    page = reader.open(page_type, width=width, theme=theme)
    page.screenshot(path=file, full_page=True)
    reader.end_of_test()
    return file


def file_name(page_type: PageType) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(page_type).lower()).strip("-") or "home"


def contact_sheet(pictures: list[Path], name: str) -> Path:
    """All pictures small, side by side, each with its name below. What is longer than its place is cut."""
    cell_width, cell_height = THUMBNAIL[0] + MARGIN, THUMBNAIL[1] + LABEL + MARGIN
    rows = -(-len(pictures) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * cell_width + MARGIN, rows * cell_height + MARGIN), "#808080")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(14)
    for number, file in enumerate(pictures):
        row, column = divmod(number, COLUMNS)
        left, top = MARGIN + column * cell_width, MARGIN + row * cell_height
        with Image.open(file) as whole:
            small = whole.convert("RGB").resize((THUMBNAIL[0], whole.height * THUMBNAIL[0] // whole.width))
        sheet.paste(small.crop((0, 0, THUMBNAIL[0], min(small.height, THUMBNAIL[1]))), (left, top))
        draw.text((left, top + THUMBNAIL[1] + MARGIN // 2), file.stem[:40], font=font, fill="white")
    file = FOLDER / f"sheet-{name}.png"
    sheet.quantize(256).save(file, optimize=True)
    return file


def picture_for_readme(reader: Reader) -> None:
    """One comparison by day and by night, side by side."""
    halves = [window(reader.regular_page(theme=theme), FOLDER / f"readme-{theme}.png") for theme in THEMES]
    both = Image.new("RGB", (sum(half.width for half in halves), halves[0].height))
    both.paste(halves[0], (0, 0))
    both.paste(halves[1], (halves[0].width, 0))
    both.quantize(README_COLOURS).save(README_PICTURE, optimize=True)


def window(page: Page, file: Path) -> Image.Image:
    """What a window shows of the comparison before anyone scrolls."""
    page.set_viewport_size(README_WINDOW)
    go(page, README_PAGE)
    page.screenshot(path=file)
    with Image.open(file) as shown:
        return shown.convert("RGB")


if __name__ == "__main__":
    sys.exit(main())
