"""Waiting for what a person would wait for."""

from contextlib import suppress

from player import LAST_KEYSTROKE
from playwright.sync_api import Page, expect


def installed(page: Page) -> None:
    """Wait until the service worker holds everything and is in charge of the page."""
    # Playwright takes the promise of an asynchronous condition for its being met.
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          if (navigator.serviceWorker.controller) return;
          await new Promise((done) => {
            navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
          });
        }"""
    )


def written(page: Page) -> None:
    """Wait until the last letter is on the disk. Where the disk refuses it that moment never comes,
    and the test goes on after two seconds: what it looks for then is its own business."""
    with suppress(AssertionError):
        expect(page.locator("[data-unsaved]")).to_have_count(0, timeout=2000)


def pause(page: Page) -> None:
    """As long as an interruption may cost (F31), and on a busy machine until it is written."""
    page.wait_for_timeout(LAST_KEYSTROKE)
    written(page)
