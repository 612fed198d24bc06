"""What a phone needs to put the app on its home screen."""

import struct
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page
from server import Server
from waits import installed

pytestmark = pytest.mark.whole_browser

MASKABLE = "maskable"
# A browser without a screen is never asked to install anything by a person.
HEADLESS_CANNOT = {"in-incognito"}


@pytest.fixture
def manifest(phone: Page, shared_server: Server) -> dict[str, Any]:
    phone.goto(shared_server.url)
    address = phone.locator("link[rel=manifest]").get_attribute("href")
    answer = phone.request.get(f"{shared_server.url}{address}")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    return dict(answer.json())


def test_the_manifest_says_what_the_app_is(manifest: dict[str, Any]) -> None:
    assert manifest["name"] == manifest["short_name"] == "Between Visits"
    assert {key: manifest[key] for key in ("id", "start_url", "scope")} == {
        "id": "/",
        "start_url": "/",
        "scope": "/",
    }
    assert (manifest["display"], manifest["lang"]) == ("standalone", "en-GB")
    assert manifest["description"]


def test_every_icon_is_an_image_of_the_size_it_is_said_to_be(
    manifest: dict[str, Any], shared_server: Server
) -> None:
    icons = [*manifest["icons"], *(i for each in manifest["shortcuts"] for i in each["icons"])]
    for icon in icons:
        with urllib.request.urlopen(shared_server.url + icon["src"]) as answer:
            assert answer.headers["content-type"] == icon["type"] == "image/png"
            head = answer.read(24)
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", head[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    purposes = {(icon["sizes"], icon.get("purpose", "any")) for icon in manifest["icons"]}
    assert purposes >= {("192x192", "any"), ("512x512", "any"), ("512x512", MASKABLE)}


def test_a_maskable_icon_fills_its_square_and_keeps_its_middle(
    phone: Page, manifest: dict[str, Any]
) -> None:
    [icon] = [each for each in manifest["icons"] if each.get("purpose") == MASKABLE]
    # Opaque to the corners; outside the circle of 80% that every mask keeps, the dark ground alone.
    bright, clear = phone.evaluate(
        """async (src) => {
          const image = await createImageBitmap(await (await fetch(src)).blob());
          const { width, height } = image;
          const canvas = new OffscreenCanvas(width, height);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          let bright = 0, clear = 0;
          for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
            if (Math.hypot(x - width / 2, y - height / 2) < width * 0.4) continue;
            const [r, g, b, a] = data.slice((y * width + x) * 4, (y * width + x) * 4 + 4);
            if (r + g + b > 400) bright += 1;
            if (a < 255) clear += 1;
          }
          return [bright, clear];
        }""",
        icon["src"],
    )
    assert (bright, clear) == (0, 0)


def test_every_shortcut_opens_the_page_it_names(
    phone: Page, manifest: dict[str, Any], shared_server: Server
) -> None:
    for shortcut in manifest["shortcuts"]:
        answer = phone.goto(shared_server.url + shortcut["url"])
        assert answer
        assert answer.status == 200
        assert phone.get_by_role("heading", level=1).inner_text() == shortcut["name"]


def test_the_browser_has_nothing_against_installing_it(phone: Page, shared_server: Server) -> None:
    phone.goto(shared_server.url)
    installed(phone)
    devtools = phone.context.new_cdp_session(phone)
    read = devtools.send("Page.getAppManifest")
    assert read["errors"] == []
    assert read["url"] == f"{shared_server.url}/manifest.webmanifest"
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each for each in found if each["errorId"] not in HEADLESS_CANNOT] == []


def test_the_touch_icon_and_the_small_icon_are_there(phone: Page, shared_server: Server) -> None:
    phone.goto(shared_server.url)
    for rel, kind in (("apple-touch-icon", "image/png"), ("icon", "image/svg+xml")):
        address = phone.locator(f"link[rel={rel}]").get_attribute("href")
        answer = phone.request.get(f"{shared_server.url}{address}")
        assert answer.ok
        assert answer.headers["content-type"].startswith(kind)
