"""The whole journey on browsers that phones of 2018 and 2019 still have, with a touch of what goes wrong there."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol import b64, canonical, code, envelope, photo, report
from tests.browser import journey
from tests.browser.conftest import Rendered
from tests.browser.old.browser import Old
from tests.browser.portal import LOST, Portal
from tests.browser.test_photos import NAME, SECRETS, camera

CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}")
NO_STORAGE = (
    "for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, "
    "{ get() { throw new DOMException('blocked', 'SecurityError'); } });"
)
# Note what is really copied, by whichever of the two interfaces.
TAKING = (
    "window.taken = []; document.addEventListener('copy', () => window.taken.push(document.activeElement.value)); "
    "const board = navigator.clipboard; if (board) { const real = board.writeText.bind(board); "
    "board.writeText = (text) => real(text).then(() => { window.taken.push(text); }); }"
)
WITHOUT_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"


def open_report(old: Old, portal: Portal, language: str) -> None:
    """Open the report page and wait until the form is open."""
    old.goto(f"{portal.site}/{language}/report/")
    old.wait("!document.getElementById('controls').disabled")


def write(old: Old) -> None:
    """Fill the form as a citizen does."""
    for name, value in journey.FACTS.items():
        if name == "kind":
            old.press(f'[name="kind"][value="{value}"]')
        elif name in ("category", "place"):
            old.choose(name, value)
        else:
            old.write(name, value)
    for name, value in journey.CONTACT.items():
        old.write(f"contact.{name}", value)


def send(old: Old) -> None:
    """Check and send, and wait until the code is on screen."""
    old.press('[data-act="review"]')
    old.wait_for('[data-step="review"]')
    old.press('[data-act="send"]')
    old.wait_for('[data-step="code"]')


@pytest.fixture
def look(old: Old, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Look at a step: nothing is wider than the screen, and `--shots` keeps a picture."""
    shots = request.config.getoption("--shots", default=None)
    name = re.sub(r"[^\w-]", "-", request.node.name)

    def at(step: str) -> None:
        if shots is not None:
            folder = Path(shots)
            folder.mkdir(parents=True, exist_ok=True)
            old.shot(folder / f"{name}-{step}.png")
        wide = old.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{step} is {wide} pixels wide"

    return at


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_report_is_written_sent_and_received(
    old: Old, portal: Portal, rendered: Rendered, look: Callable[[str], None], language: str
) -> None:
    """Mistakes are told, the report arrives as typed, its receipt verifies, and finishing clears the page."""
    open_report(old, portal, language)
    look("write")
    old.press('[data-act="review"]')
    old.wait_for("#mistakes")
    assert old.evaluate("document.activeElement.id") == "mistakes"
    assert old.evaluate("document.querySelectorAll('#mistakes a').length") == 4
    look("mistakes")
    write(old)
    old.press("#avoiding summary")
    old.press('[name="avoid"][value="hongxing"]')
    assert old.evaluate("document.querySelector('[value=hongxing-binhe]').disabled")
    look("written")
    old.press('[data-act="review"]')
    old.wait_for('[data-step="review"]')
    assert {unit.id: unit.name[language] for unit in rendered.configuration.units}["hongxing"] in old.text("#avoided")
    assert journey.CONTACT["phone"] in old.text("#contact")
    assert journey.CONTACT["phone"] not in old.text("#facts")
    look("review")
    old.press('[data-act="send"]')
    old.wait_for("#filed")
    secret = old.text('[data-value="secret-code"]')
    assert CODE.fullmatch(secret)
    look("filed")
    (body,) = portal.bodies
    found = report.parse(canonical.loads(body))
    assert found.facts.to_value() == {"v": 1} | journey.FACTS
    assert found.avoid == ("hongxing",)
    plain = canonical.parse(envelope.unpad(rendered.open(found.sealed.box)))
    assert isinstance(plain, dict) and plain["contact"] == journey.CONTACT
    assert plain["proof"] == b64.encode(code.derive(code.parse(secret)).proof)
    assert old.text('[data-value="ref"]') == code.ref(found.case)
    old.press("#kept")
    old.press('[data-act="finish"]')
    old.wait_for('[data-step="done"]')
    look("done")
    assert secret not in old.evaluate("document.documentElement.outerHTML")
    assert (
        old.evaluate("Array.from(document.querySelectorAll('#form input[type=text]')).map((one) => one.value).join('')")
        == ""
    )
    assert old.seen()["faults"] == []
    assert all(address.startswith((f"{portal.site}/", "data:")) for address in old.seen()["requests"])


@pytest.mark.parametrize("language", journey.LANGUAGES)
def test_a_question_is_answered_and_a_photo_brought(
    old: Old, portal: Portal, rendered: Rendered, look: Callable[[str], None], tmp_path: Path, language: str
) -> None:
    """The number in the text moves to the sealed part, and a picture arrives without what the camera left in it."""
    open_report(old, portal, language)
    old.press(f'[name="kind"][value="{journey.FACTS["kind"]}"]')
    for name in ("category", "place"):
        old.choose(name, journey.FACTS[name])
    old.write("what", f"有人在家里办幼儿园。请打{journey.CONTACT['phone']}找我。")
    old.press('[data-act="review"]')
    old.wait_for("#what-ask-0-move")
    assert old.evaluate("document.activeElement.id") == "mistakes"
    look("question")
    old.press("#what-ask-0-move")
    old.wait("document.getElementsByName('contact.phone')[0].value !== ''")
    picture = tmp_path / NAME
    picture.write_bytes(camera())
    old.give("#photos", picture)
    old.wait_for("#photo-list img")
    old.wait("document.getElementById('photo-working').textContent === ''")
    look("photo")
    old.press('[data-act="review"]')
    old.wait_for("#facts img")
    look("review-with-photo")
    old.press('[data-act="send"]')
    old.wait_for("#filed")
    words = json.loads(old.evaluate("document.getElementById('words').textContent"))
    arrived = words["photo.count"].replace("{arrived}", "1").replace("{most}", "1")
    old.wait(f"document.getElementById('sent-state').textContent === {json.dumps(arrived)}")
    look("filed-with-photo")
    found = report.parse(canonical.loads(portal.bodies[0]))
    assert journey.CONTACT["phone"] not in found.facts.what
    plain = canonical.parse(envelope.unpad(rendered.open(found.sealed.box)))
    assert isinstance(plain, dict) and plain["contact"] == {"phone": journey.CONTACT["phone"]}
    (brought,) = portal.photos.values()
    assert found.facts.photos == (photo.hash_of(brought),)
    assert not any(secret in brought for secret in SECRETS)
    assert old.seen()["faults"] == []


def test_the_journey_needs_no_storage(running: Old, portal: Portal) -> None:
    """Where site data is blocked, so that looking at storage throws, a report is filed all the same."""
    running.fresh(script=NO_STORAGE)
    open_report(running, portal, "zh-CN")
    write(running)
    send(running)
    running.wait_for("#filed")
    assert running.seen()["faults"] == []
    assert len(portal.filed) == 1


def test_a_lost_answer_is_sent_again_as_the_same_report(old: Old, portal: Portal) -> None:
    """The text is kept, the same bytes go out, and the first receipt comes back."""
    portal.script(portal.store_and_lose)
    open_report(old, portal, "en")
    write(old)
    send(old)
    old.wait_for("#failed")
    assert not old.shown("#filed")
    old.press('[data-act="retry"]')
    old.wait_for("#filed")
    assert portal.bodies[0] == portal.bodies[1]
    assert len(portal.filed) == 1


def test_no_answer_at_all_is_told_and_nothing_lost(old: Old, portal: Portal) -> None:
    """A broken connection has its words, and the way back to the form finds every text."""
    portal.script(LOST)
    open_report(old, portal, "zh-CN")
    write(old)
    send(old)
    old.wait_for("#failed")
    words = json.loads(old.evaluate("document.getElementById('words').textContent"))
    assert old.text("#failed-why").startswith(words["failed.lost"])
    old.press('[data-act="correct"]')
    assert old.evaluate("document.getElementsByName('what')[0].value") == journey.FACTS["what"]


@pytest.mark.parametrize("script", ["", WITHOUT_CLIPBOARD], ids=["as it is", "without a clipboard"])
def test_copied_is_said_only_of_what_was_copied(running: Old, portal: Portal, script: str) -> None:
    """Pressing copy says that it is done when the code was taken, by either interface; else the code is selected."""
    running.fresh(script=script + TAKING)
    open_report(running, portal, "en")
    write(running)
    send(running)
    running.wait_for("#filed")
    running.press('[data-act="copy"][data-of="code"]')
    running.wait("document.querySelector('[data-said=code]').textContent !== ''")
    words = json.loads(running.evaluate("document.getElementById('words').textContent"))
    secret = running.text('[data-value="secret-code"]')
    done = running.text('[data-said="code"]') == words["copied"]
    taken = running.evaluate("window.taken" if done else "[getSelection().toString().trim()]")
    assert taken == [secret]


def test_leaving_asks_before_text_is_lost(running: Old, portal: Portal) -> None:
    """The language switch waits for a second press while something is typed; a reload asks, and staying keeps it."""
    running.fresh(stay=True)
    open_report(running, portal, "zh-CN")
    running.write("what", "写了一半")
    running.press('[data-language="en"]')
    running.wait_for("#going")
    running.evaluate("void setTimeout(() => location.reload(), 0)")
    for _ in range(100):  # the driver hears of a question a moment after the browser asked it
        if running.seen()["questions"]:
            break
        time.sleep(0.05)
    assert running.seen()["questions"] == ["beforeunload"]
    assert running.evaluate("document.getElementsByName('what')[0].value") == "写了一半"
