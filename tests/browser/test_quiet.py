"""Pages ask for nothing that is not there and nothing elsewhere, and say nothing on the console.

Every test that opens a page ends with asking for that, by way of its `reader`: here it is shown that it hears.
"""

import pytest

from tests.browser.reader import Reader


@pytest.mark.parametrize(
    ("script", "noise"),
    [
        ("console.error('no good')", "error: no good"),
        ("console.warn('beware')", "warning: beware"),
        ("void setTimeout(() => { throw new Error('broken') })", "error: broken"),
        ("fetch('/static/none.css').then(() => {})", "404: {site}/static/none.css"),
        ("fetch('http://elsewhere.localhost:9/').catch(() => {})", "Content Security Policy"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("document.body.append(document.createElement('style'))", "Content Security Policy"),
    ],
)
def test_noise_would_be_heard(reader: Reader, script: str, noise: str):
    page = reader.new_page()
    page.goto("/about")

    page.evaluate(script)
    page.evaluate("new Promise((done) => setTimeout(done))")

    heard, reader.noise = reader.noise, []
    assert any(noise.format(site=reader.site_url) in one for one in heard), heard
