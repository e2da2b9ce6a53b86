"""A reader who opens pages in a browser, and notes what a page should not have said or asked for."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, Route, expect

from tests.browser.page_types import PageType

PHONE, DESKTOP = 360, 1280
HEIGHT = 800
MOST_STOPS = 400  # that a page has for Tab
BALLOTS = ".ballots[data-hx-get]"


class Reader:
    """Comes back in every test. Only what `new_page` gives has never been here before."""

    def __init__(self, browser: Browser, site_url: str) -> None:
        self.browser = browser
        self.site_url = site_url
        self.noise: list[str] = []
        self._strangers: list[BrowserContext] = []
        self._regulars: dict[bool, Page] = {}  # a context for each page would take as long as the page

    def new_page(self, *, width: int = DESKTOP, theme: str = "light", scripts: bool = True) -> Page:
        """An empty page of a browser in which nobody has been here before."""
        page = self._page(width, theme, scripts)
        self._strangers.append(page.context)
        return page

    def regular_page(self, *, width: int = DESKTOP, theme: str = "light", scripts: bool = True) -> Page:
        """The page of a browser that has been here before, for tests that leave nothing in it."""
        if scripts not in self._regulars:
            self._regulars[scripts] = self._page(width, theme, scripts)
        page = self._regulars[scripts]
        window = {"width": width, "height": HEIGHT}
        if page.viewport_size != window:  # it would lay the last page out anew
            page.set_viewport_size(window)
        page.emulate_media(color_scheme=theme)
        return page

    def open(self, page_type: PageType, **options: Any) -> Page:
        """A page of that type, as a `regular_page` with these options, with the forms to vote with in their places."""
        page = self.regular_page(**options)
        go(page, page_type)
        if options.get("scripts", True) and page.locator(BALLOTS).count():
            bring_ballots(page)
            page.evaluate("scrollTo(0, 0)")
        return page

    def end_of_test(self) -> list[str]:
        """Forget what the test has changed; the noise that it has met."""
        noise, self.noise = self.noise, []
        for context in self._strangers:
            context.close()
        self._strangers.clear()
        for page in self._regulars.values():
            page.unroute_all()
        return noise

    def _page(self, width: int, theme: str, scripts: bool) -> Page:
        context = self.browser.new_context(
            base_url=self.site_url,
            viewport={"width": width, "height": HEIGHT},
            color_scheme=theme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.noise.append(f"error: {error.error}"))
        context.on("request", self._see_request)
        context.on("requestfailed", self._see_failure)
        context.on("response", self._see_response)
        return context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        address = message.location["url"]
        # That a page of errors has an error's status is meant.
        is_status_of_page = message.page and address == message.page.url and "Failed to load" in message.text
        if message.type in ("warning", "error") and not is_status_of_page:
            self.noise.append(f"{message.type}: {message.text} ({address})")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site_url}/", "data:")):
            self.noise.append(f"another origin: {request.url}")

    def _see_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what the next page has cut short
            self.noise.append(f"failed: {request.url} {request.failure}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.noise.append(f"{response.status}: {response.url}")


def go(page: Page, page_type: PageType, **options: Any) -> None:
    """Go to a page of that type. `options` are those of `Page.goto`."""

    def as_asked(route: Route) -> None:
        route.continue_(method=page_type.method)

    if page_type.method != "GET":
        page.route(f"**{page_type.path}", as_asked)
    response = page.goto(page_type.path, **options)
    assert response is not None
    assert response.status == page_type.status


def bring_ballots(page: Page) -> None:
    """Scroll to the votes, and wait until the reader's own ballots have come."""
    page.locator(BALLOTS).scroll_into_view_if_needed()
    expect(page.locator(f"{BALLOTS} form").first).to_be_visible()


def change_theme(page: Page, theme: str) -> None:
    """Change the theme of the system, and wait until an open page has followed."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(
        """(theme) => matchMedia(`(prefers-color-scheme: ${theme})`).matches
            && [undefined, theme].includes(document.documentElement.dataset.theme)""",
        arg=theme,
    )


def scroll_to_end(page: Page) -> None:
    """Scroll down window by window, with every window painted."""
    page.evaluate("""async () => {
        const painted = () => new Promise(requestAnimationFrame);
        for (let before = -1; before < scrollY; await painted()) {
            before = scrollY;
            scrollBy({ top: innerHeight, behavior: "instant" });
        }
        await painted();
    }""")


def focus_on(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus. Raises AssertionError if it never does."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")
