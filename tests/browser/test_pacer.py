"""What the pacer says, sounds and shows (F34)."""

from collections.abc import Callable

from player import begin, go_on, press
from playwright.sync_api import BrowserContext, Page, expect
from server import Server

# Counts what leaves the phone's speaker and motor; sets down each word that is read aloud.
SENSES = """
window.heard = [];
window.felt = [];
window.audios = 0;
const Audio = window.AudioContext;
window.AudioContext = class extends Audio { constructor(...how) { super(...how); audios += 1; } };
const from = AudioParam.prototype.setValueAtTime;
const to = AudioParam.prototype.linearRampToValueAtTime;
AudioParam.prototype.setValueAtTime = function (value, at) {
  if (value > 20) heard.push([value]); // hertz; loudness is below 1
  return from.call(this, value, at);
};
AudioParam.prototype.linearRampToValueAtTime = function (value, at) {
  if (value > 20) heard.at(-1).push(value);
  return to.call(this, value, at);
};
Object.defineProperty(navigator, "vibrate", { value: (pattern) => felt.push(String(pattern)) > 0 });
"""
SAID = """() => {
  window.said = [];
  const any = { childList: true, characterData: true, subtree: true };
  for (const place of document.querySelectorAll("[aria-live], [role=status], [role=alert]")) {
    const read = () => place.textContent && said.push(place.textContent);
    new MutationObserver(read).observe(place, any);
  }
}"""


def test_f34_only_changes_of_phase_are_read_aloud(phone: Page, shared_server: Server) -> None:
    phone.goto(f"{shared_server.url}/exercises/before-the-next-door")
    phone.locator("exercise-player:defined").wait_for()
    phone.wait_for_timeout(400)  # the page's own title is told after a moment
    phone.evaluate(SAID)
    press(phone, "Start")
    pacer = phone.locator("breathing-pacer")
    expect(pacer.locator("[data-phase]")).to_have_text("Breathe out", timeout=6_000)
    expect(pacer.locator("[data-phase]")).to_have_text("Breathe in", timeout=8_000)
    assert phone.evaluate("said") == ["Breathe in", "Breathe out", "Breathe in"]
    region = pacer.locator("[aria-live]")
    assert region.count() == 1
    assert region.get_attribute("aria-live") == "polite"
    assert pacer.locator("[aria-hidden=true]").count() == 3
    assert "1" not in region.inner_text()


def test_f34_a_quiet_time_is_told_once(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, "name-it")
    phone.evaluate(SAID)
    go_on(phone)
    go_on(phone)
    expect(phone.locator("quiet-timer [data-count]")).to_contain_text("17", timeout=6_000)
    assert phone.evaluate("said") == ["The quiet time has begun"]


def test_f34_tones_and_buzz_are_off_until_asked_for_and_differ_for_in_and_out(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(SENSES)
    begin(phone, shared_server.url, "before-the-next-door")
    phase = phone.locator("breathing-pacer [data-phase]")
    tones, buzz = phone.get_by_label("Tones"), phone.get_by_label("Buzz")
    expect(tones).not_to_be_checked()
    expect(buzz).not_to_be_checked()
    expect(phase).to_have_text("Breathe out", timeout=6_000)
    assert phone.evaluate("[audios, heard.length, felt.length]") == [0, 0, 0]

    phone.locator("label", has=tones).click()
    phone.locator("label", has=buzz).click()
    expect(phase).to_have_text("Breathe in", timeout=8_000)
    expect(phase).to_have_text("Breathe out", timeout=8_000)
    phone.wait_for_timeout(300)
    heard, felt = phone.evaluate("[heard, felt]")
    assert len(heard) == len(felt) == 2
    assert heard[0] == heard[1][::-1] != heard[1]
    assert felt[0] != felt[1]

    phone.locator("label", has=tones).click()
    phone.locator("label", has=buzz).click()
    expect(phase).to_have_text("Breathe in", timeout=8_000)
    phone.wait_for_timeout(300)
    assert phone.evaluate("[heard.length, felt.length]") == [2, 2]


def test_with_motion_reduced_the_moon_is_still_and_words_and_numbers_count(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    phone = new_phone(reduced_motion="reduce").new_page()
    begin(phone, shared_server.url, "before-the-next-door")
    drawn = "document.querySelector('breathing-pacer .moon-lit').getAttribute('d')"
    at_first = phone.evaluate(drawn)
    pacer = phone.locator("breathing-pacer")
    for words, number in (("Breathe in", "2"), ("Breathe in", "3"), ("Breathe out", "2")):
        expect(pacer.locator("[data-count]")).to_have_text(number, timeout=6_000)
        expect(pacer.locator("[data-phase]")).to_have_text(words)
        expect(pacer.locator("[data-count]")).to_be_visible()
        assert phone.evaluate(drawn) == at_first


def test_the_moon_moves_where_motion_is_welcome(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, "before-the-next-door")
    drawn = "document.querySelector('breathing-pacer .moon-lit').getAttribute('d')"
    at_first = phone.evaluate(drawn)
    phone.wait_for_timeout(1_000)
    assert phone.evaluate(drawn) != at_first


def test_the_breaths_that_are_left_are_counted_in_good_english(
    phone: Page, shared_server: Server
) -> None:
    """From the draft of a breath that is nearly over: the last but one has one to go."""
    phone.goto(f"{shared_server.url}/exercises/before-the-next-door")
    press(phone, "Start")
    left = phone.locator("breathing-pacer [data-left]")
    expect(left).to_have_text("2 breaths to go")
    expect(left).not_to_have_text("2 breaths to go", timeout=10_000)
    expect(left).to_have_text("1 breath to go")
