"""Hold one old Chromium by its driver, and do with its page what a citizen does."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

DRIVER: Final = Path(__file__).parent / "drive.cjs"
PATIENCE: Final = 20  # seconds that a state of the page may take


class Broken(AssertionError):
    """The old browser could not do what a test asked of it."""


class Old:
    """One browser with one page; `fresh` gives each test a page and a profile of its own."""

    def __init__(self, node: str, path: Path) -> None:
        self._driver = subprocess.Popen(
            [node, str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.version = str(self._do("launch", path=str(path)))

    def close(self) -> None:
        """End the browser and its driver."""
        self._do("close")
        self._driver.communicate(timeout=PATIENCE)

    def fresh(self, *, width: int = 360, height: int = 640, script: str = "", stay: bool = False) -> None:
        """Open an empty page; `script` runs before the page's own, `stay` answers a question on leaving."""
        self._do("fresh", width=width, height=height, script=script, stay=stay)

    def goto(self, address: str) -> None:
        """Go to an address and wait until it has loaded."""
        self._do("goto", address=address)

    def evaluate(self, expression: str) -> Any:
        """Return what an expression is in the page."""
        return self._do("evaluate", expression=expression)

    def wait(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        self._do("wait", expression=expression, seconds=PATIENCE)

    def press(self, selector: str) -> None:
        """Press the first visible element of a selector, with the mouse."""
        self._do("press", selector=selector)

    def write(self, name: str, text: str) -> None:
        """Put a text into a control, as an input method does, in place of what it held."""
        self._do("write", selector=f'[name="{name}"]', text=text)

    def choose(self, name: str, value: str) -> None:
        """Choose an option of a list."""
        self._do("choose", selector=f'[name="{name}"]', value=value)

    def key(self, name: str) -> None:
        """Press one key."""
        self._do("key", name=name)

    def give(self, selector: str, path: Path) -> None:
        """Choose a file."""
        self._do("give", selector=selector, path=str(path))

    def shot(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        self._do("shot", path=str(path))

    def shown(self, selector: str) -> bool:
        """Return whether an element is there and visible."""
        return bool(self.evaluate(f"Array.from(document.querySelectorAll({json.dumps(selector)})).some({_VISIBLE})"))

    def wait_for(self, selector: str) -> None:
        """Wait until an element is visible."""
        self.wait(f"Array.from(document.querySelectorAll({json.dumps(selector)})).some({_VISIBLE})")

    def text(self, selector: str) -> str:
        """Return the visible text of the first element of a selector."""
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    def seen(self) -> Mapping[str, list[str]]:
        """Return the addresses this page asked for, the faults it had, and the questions that the browser asked."""
        seen: Mapping[str, list[str]] = self._do("seen")
        return seen

    def _do(self, act: str, **words: object) -> Any:
        assert self._driver.stdin is not None and self._driver.stdout is not None
        self._driver.stdin.write(json.dumps({"act": act, **words}) + "\n")
        self._driver.stdin.flush()
        line = self._driver.stdout.readline()
        if not line:
            raise Broken(f"the driver ended at {act}")
        answer = json.loads(line)
        if "error" in answer:
            raise Broken(f"{act} {words}: {answer['error']}")
        return answer["value"]


_VISIBLE: Final = "(one) => one.getClientRects().length > 0"
