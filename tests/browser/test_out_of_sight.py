"""The screen goes dark, a call comes in, another tab lies in front (F31, F34)."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bare import Browser, Tab
from server import Server

LOCKS = """
window.locks = [];
const request = navigator.wakeLock.request.bind(navigator.wakeLock);
navigator.wakeLock.request = async (kind) => {
  const lock = await request(kind);
  locks.push(lock);
  return lock;
};
"""
HELD = "locks.map((lock) => !lock.released)"
HIDDEN = "document.visibilityState === 'hidden'"
START = "document.querySelector('[data-do=start]').click()"
LOADED = "Boolean(document.querySelector('exercise-player:defined'))"
HERE = "document.querySelector('[data-step]:not([hidden])')?.dataset.step"
ELAPSED = """(() => { // what the screen says, as seconds since the first in-breath of 3 + 5
  const read = (name) => document.querySelector(`breathing-pacer [data-${name}]`).textContent;
  const toGo = { "Last breath": 0 }[read("left")] ?? parseInt(read("left"));
  return (2 - toGo) * 8 + (read("phase") === "Breathe in" ? 0 : 3) + Number(read("count"));
})()"""
QUIET_LEFT = "parseInt(document.querySelector('quiet-timer [data-count]').textContent)"


@pytest.fixture
def browser_of_its_own(tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(tmp_path / "profile")
    yield browser
    browser.close()


def opened(browser: Browser, server: Server, slug: str) -> Tab:
    tab = browser.tab(LOCKS)
    tab.goto(f"{server.url}/exercises/{slug}")
    tab.until(LOADED)
    return tab


def test_f34_a_hidden_breath_and_timer_keep_time_finish_and_take_the_screen_again(
    browser_of_its_own: Browser, shared_server: Server
) -> None:
    breath = opened(browser_of_its_own, shared_server, "before-the-next-door")
    breath.read(START)
    breath.until(f"{HELD}.length === 1")
    began = time.monotonic()
    assert breath.read(HELD) == [True]

    quiet = opened(browser_of_its_own, shared_server, "name-it")
    quiet.read(START)
    for here in ("feeling", "thought"):
        quiet.until(f"{HERE} === '{here}'")
        quiet.read("document.querySelector('[data-do=next]').click()")
    quiet.until(f"{QUIET_LEFT} > 0")
    quiet_began = time.monotonic()
    assert breath.read(HIDDEN)
    assert breath.read(HELD) == [False]
    time.sleep(4)

    breath.to_front()
    breath.until(f"{HELD}.length === 2")
    assert breath.read(HELD) == [False, True]
    assert abs(breath.read(ELAPSED) - (time.monotonic() - began)) <= 1.5
    assert quiet.read(HIDDEN)
    quiet.to_front()
    quiet.until("document.visibilityState === 'visible'")
    time.sleep(0.5)
    assert abs(20 - quiet.read(QUIET_LEFT) - (time.monotonic() - quiet_began)) <= 1.5

    blank = browser_of_its_own.tab("")
    blank.until("true")
    quiet.until("!document.querySelector('[data-part=after]').hidden", 24)
    assert 19 <= time.monotonic() - quiet_began <= 23
    breath.until("document.querySelector('[data-step=carrying]').checkVisibility()", 26)
    assert 23 <= time.monotonic() - began <= 30
    for tab in (breath, quiet):
        assert tab.read(HIDDEN)
        assert not any(tab.read(HELD))
        tab.to_front()
        tab.until("document.visibilityState === 'visible'")
        time.sleep(0.3)
        assert not any(tab.read(HELD)), "what is over asks for the screen no more"


def test_f34_what_is_paused_neither_runs_on_nor_holds_the_screen(
    browser_of_its_own: Browser, shared_server: Server
) -> None:
    tab = opened(browser_of_its_own, shared_server, "before-the-next-door")
    tab.read(START)
    tab.until(f"{ELAPSED} >= 2")
    tab.read("document.querySelector('[data-pause]').click()")
    at = tab.read(ELAPSED)
    tab.until(f"!{HELD}.some(Boolean)")
    browser_of_its_own.tab("")
    tab.until(HIDDEN)
    time.sleep(2)
    tab.to_front()
    tab.until("document.visibilityState === 'visible'")
    assert tab.read(ELAPSED) == at
    assert not any(tab.read(HELD))
    assert tab.read("document.querySelector('[data-pause]').textContent") == "Carry on"
    tab.read("document.querySelector('[data-pause]').click()")
    tab.until(f"{ELAPSED} > {at}", 3)
    tab.until(f"{HELD}.filter(Boolean).length === 1")


def test_f31_a_phone_call_in_the_middle_of_a_sentence_leaves_it_as_it_was(
    browser_of_its_own: Browser, shared_server: Server
) -> None:
    tab = opened(browser_of_its_own, shared_server, "abcde")
    tab.read(START)
    tab.until(f"{HERE} === 'adversity'")
    tab.read("document.querySelector('[data-step=adversity] textarea').focus()")
    tab.call("Input.insertText", text="the phone rang whi")
    browser_of_its_own.tab("")
    tab.until(HIDDEN)
    time.sleep(2)
    tab.to_front()
    tab.until("document.visibilityState === 'visible'")
    assert tab.read(HERE) == "adversity"
    assert tab.read("document.querySelector('[data-part=resume]').hidden")
    tab.call("Input.insertText", text="le I wrote")
    words = "document.querySelector('[data-step=adversity] textarea').value"
    assert tab.read(words) == "the phone rang while I wrote"
