"""Load and run pages in Chromium for the bench: what they ask of the network, and how long they keep a processor.

An old phone is taken to be THROTTLE times slower than this machine. Leaves judging the figures to `bench`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from infra import render
from infra.browser import FLAGS, PHONE
from infra.errors import NotHealthy

THROTTLE: Final = 6
_RUNS: Final = 5
_TRACED: Final = ("devtools.timeline", "toplevel", "blink.user_timing")
_SETTLED: Final = 1500  # milliseconds after opening, by when the known-answer test is long through
_WORKED: Final = 2000  # milliseconds of proof of work that its rate is taken of
_HARNESS: Final = "bench/computing.ts"

# Marks the moment at which the form's controls are let go, in the trace of the page's own thread.
_WATCH: Final = """
new MutationObserver((_, observer) => {
  const controls = document.getElementById('controls');
  if (controls === null || controls.disabled) return;
  performance.mark('let-go');
  observer.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
"""


class TornTrace(NotHealthy):
    """A busy machine began to trace a page too late, or lost some of it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many requests a page made until it was ready; milliseconds of processor, THROTTLE times this machine's.

    `ready` is from the page's commit until its form was let go, `longest` the longest task in the second after.
    """

    requests: int
    ready: float
    longest: float


@dataclass(frozen=True, slots=True)
class Computed:
    """Milliseconds on a slower processor: sealing, a proof of work in the mean, looking through a text."""

    seal: float
    work: float
    lint: float


def load(chromium: Path, address: str) -> Loaded:
    """Return what loading the report page at `address` takes, the median of a few browsers that never saw it before.

    Raises TornTrace when more of their traces are torn than whole.
    """
    found: list[Loaded] = []
    torn = 0
    while len(found) < _RUNS:
        with _running(chromium) as browser:
            try:
                found.append(_loaded(browser, address))
            except TornTrace:
                torn += 1
                if torn > _RUNS:
                    raise
    return Loaded(
        requests=max(one.requests for one in found),
        ready=median(one.ready for one in found),
        longest=median(one.longest for one in found),
    )


def compute(chromium: Path, *, difficulty: int, text: str) -> Computed:
    """Return how long a slowed page seals, works for `difficulty` bits in the mean, and looks through `text`."""
    script = render.built_of((_HARNESS,))[_HARNESS]
    with _running(chromium) as browser:
        page = browser.new_page()
        page.set_content("<!doctype html><title>bench</title>")
        page.add_script_tag(content=script)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        rate: float = page.evaluate("milliseconds => computing.work(milliseconds)", _WORKED)
        return Computed(
            seal=page.evaluate("computing.seal()"),
            work=2**difficulty / rate * 1000,
            lint=page.evaluate("text => computing.lint(text)", text),
        )


@contextmanager
def _running(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def _loaded(browser: Browser, address: str) -> Loaded:
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]  # a plain dict of two numbers
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.add_init_script(_WATCH)
    events = _traced(browser, page, address)
    ready, longest = _processor(events)
    return Loaded(requests=len(requests), ready=ready * THROTTLE, longest=longest * THROTTLE)


def _traced(browser: Browser, page: Page, address: str) -> Sequence[Mapping[str, Any]]:
    browser.start_tracing(page=page, categories=list(_TRACED))
    page.goto(address)
    page.wait_for_function("performance.getEntriesByName('let-go').length > 0")
    page.wait_for_timeout(_SETTLED)
    events: Sequence[Mapping[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    return events


def _processor(events: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return the milliseconds of processor that the page's thread took until `let-go`, and by its longest task after.

    Processor time and not the clock: other programs of the machine do not count.
    """
    marks = [event for event in events if event.get("name") == "let-go"]
    if not marks:
        raise TornTrace("the trace of the page does not say when its form opened", "is the machine busy?")
    mark = marks[-1]
    thread = (mark["pid"], mark["tid"])
    own = [event for event in events if (event["pid"], event["tid"]) == thread]
    starts = [event["ts"] for event in own if event["name"] == "CommitLoad" and event["ts"] < mark["ts"]]
    if not starts:
        raise TornTrace("the trace of the page does not say when it came", "is the machine busy?")
    start = max(starts)
    tasks = [event for event in own if event["name"] == "ThreadControllerImpl::RunTask" and event["ph"] == "X"]
    before = sum(_share(task, start, mark["ts"]) for task in tasks)
    after = max((task.get("tdur", 0) for task in tasks if task["ts"] >= mark["ts"]), default=0)
    return before / 1000, after / 1000


def _share(task: Mapping[str, Any], start: float, end: float) -> float:
    """Return the microseconds of processor that a task took between two moments, as if it took them evenly."""
    within = min(end, task["ts"] + task["dur"]) - max(start, task["ts"])
    return float(task.get("tdur", 0)) * within / task["dur"] if within > 0 else 0.0
