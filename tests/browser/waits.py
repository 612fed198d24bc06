"""Waiting for what a person would wait for."""

from playwright.sync_api import Page


def installed(page: Page) -> None:
    """Wait until the service worker holds everything and is in charge of the page."""
    page.wait_for_function(
        "async () => (await navigator.serviceWorker.ready) && !!navigator.serviceWorker.controller"
    )
