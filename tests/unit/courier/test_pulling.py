"""A pull brings everything once, in order, into a pouch that is verified before it has a name."""

import os
import stat
import threading
import time
from pathlib import Path

import pytest

from console.errors import FileRefused
from courier import pulling
from courier.errors import AnswerRefused, CloudRefused, PortalProblem, PouchUnverified
from courier.progress import Progress
from officer.opening import open_line
from officer.outcome import Outcome
from officer.scan import Line
from protocol import pouch
from tests.unit.courier.portals import NAMES, NOTE, FakeFunction, demand, patient, problem, screen
from tests.unit.officer.reporters import HOUR, OFFICER, PORTAL, box_record, ref, reporter

START = pouch.Start(portal=PORTAL, direction="in", hour=HOUR, since="2026-11-23T00Z")


def pull(folder: Path, function: object, *names: str) -> pulling.Pulled:
    """Pull headers and some reporters' boxes into a folder."""
    demands = tuple(map(demand, names))
    return pulling.pull_into(
        folder / "case.pouch", patient(function), start=START, demands=demands, progress=Progress(screen())
    )


def records(folder: Path) -> list[pouch.Record]:
    """Return what the pouch in a folder holds."""
    with (folder / "case.pouch").open("rb") as source:
        return list(pouch.read(source))


def test_a_pull_brings_headers_of_every_page_then_boxes(tmp_path: Path) -> None:
    """The pouch is whole, 0600, and in order; what the first page says is where the next pull starts."""
    pulled = pull(tmp_path, FakeFunction("ab", "", "c"), "b", "a")
    start, *found, end = records(tmp_path)
    assert start == START
    assert [(type(one).__name__, one.case) for one in found] == [  # type: ignore[union-attr]  # all have cases
        ("CaseRecord", reporter("a").case),
        ("CaseRecord", reporter("b").case),
        ("CaseRecord", reporter("c").case),
        ("BoxRecord", reporter("b").case),
        ("BoxRecord", reporter("a").case),
    ]
    assert end == pouch.End(whole=True)
    assert (pulled.headers, pulled.boxes, pulled.until, pulled.refusals) == (3, 2, "2026-11-24T08Z", ())
    assert stat.S_IMODE((tmp_path / "case.pouch").stat().st_mode) == 0o600


def test_what_courier_writes_officer_opens(tmp_path: Path) -> None:
    """A pulled box opens at the desk, with the purpose and note that were recorded."""
    pull(tmp_path, FakeFunction(()), "a")
    line = (tmp_path / "case.pouch").read_bytes().splitlines()[1]
    found = open_line(Line(2, line, long=False), PORTAL, {OFFICER.public.key_id: OFFICER})
    assert isinstance(found, Outcome)
    assert (found.status, found.purpose, found.note) == ("opened", "verify", NOTE)


def test_the_next_pull_starts_where_the_first_page_said(tmp_path: Path) -> None:
    """What was filed while the pages were read comes with the next pull."""

    class Passing(FakeFunction):
        def _list(self, request):
            answer = super()._list(request)
            self.until = "2026-11-24T23Z"
            return answer

    assert pull(tmp_path, Passing("a", "b")).until == "2026-11-24T08Z"


@pytest.mark.parametrize("count", [1001, 2500])
def test_every_page_is_fetched_however_many_there_are(tmp_path: Path, count: int) -> None:
    """Listings of more than one page of 1,000 are complete, and an empty page ends nothing."""
    names = [str(number) for number in range(count)]
    pages = [names[start : start + 1000] for start in range(0, count, 1000)]
    pulled = pull(tmp_path, FakeFunction(*pages[:1], (), *pages[1:]))
    assert pulled.headers == count
    assert len({one.case for one in records(tmp_path) if isinstance(one, pouch.CaseRecord)}) == count


def test_a_failing_page_leaves_no_pouch_and_repeats_cleanly(tmp_path: Path) -> None:
    """Interrupted after the first page, nothing is on disk; the next run brings all."""

    class Failing(FakeFunction):
        def invoke(self, request):
            if "page" in request:
                raise CloudRefused("cloud.unreachable", why="cut")
            return super().invoke(request)

    with pytest.raises(CloudRefused):
        pull(tmp_path, Failing("ab", "c"), "a")
    assert os.listdir(tmp_path) == []
    assert pull(tmp_path, FakeFunction("ab", "c"), "a").headers == 3


def test_a_pull_that_fails_among_the_headers_has_recorded_nothing(tmp_path: Path) -> None:
    """Boxes are asked for only once the list is complete."""
    function = FakeFunction("a", "b")
    function.pages = (("a",), ("not a page",))
    function._list = lambda _: {"v": 1, "cases": [{}], "until": HOUR}  # type: ignore[method-assign]
    with pytest.raises(AnswerRefused):
        pull(tmp_path, function, "a")
    assert function.recorded == []


TROUBLES = {
    "unknown": [problem("unknown")],
    "ambiguous": [problem("ambiguous")],
    "gone": [problem("gone")],
    "member": [problem("member")],
    "malformed": [problem("malformed")],
    "fault": [problem("fault")],
    "a new word": [problem("moon")],
    "busy for ever": [problem("busy")] * 9,
    "no network": [CloudRefused("cloud.unreachable", why="cut")],
    "another case": [{"v": 1, "record": box_record("j")}],
    "another purpose": [
        {"v": 1, "record": box_record("a") | {"entry": box_record("a")["entry"] | {"purpose": "court"}}}
    ],
    "no record": [{"v": 1}],
    "a bad record": [{"v": 1, "record": box_record("a") | {"extra": 1}}],
    "a header": [{"v": 1, "record": {"record": "case"}}],
    "another version": [{"v": 2, "record": box_record("a")}],
    "no answer": [None],
}


@pytest.mark.parametrize("name", TROUBLES)
def test_one_refused_box_is_reported_and_the_others_go_on(tmp_path: Path, name: str) -> None:
    """Of ten boxes with one in trouble nine are in the pouch, in order, and the tenth is named."""
    function = FakeFunction(
        ("a",), troubles={ref("e"): TROUBLES[name]} if name != "another purpose" else {ref("a"): TROUBLES[name]}
    )
    troubled = "a" if name == "another purpose" else "e"
    pulled = pull(tmp_path, function, *NAMES)
    assert [refusal.demand.ref for refusal in pulled.refusals] == [ref(troubled)]
    boxes = [one.case for one in records(tmp_path) if isinstance(one, pouch.BoxRecord)]
    assert boxes == [reporter(one).case for one in NAMES if one != troubled]
    assert pulled.boxes == 9
    # Each refusal has its sentence in both languages.
    for language in ("en", "zh"):
        error = pulled.refusals[0].error
        assert screen(language).words(f"error.{error.key}", **error.details)


def test_a_busy_portal_is_asked_again_with_growing_pauses(tmp_path: Path) -> None:
    """Throttled twice, the box comes at the third time, recorded once."""
    function = FakeFunction((), troubles={ref("a"): [problem("busy"), problem("unavailable")]})
    waits: list[float] = []
    pulling.pull_into(
        tmp_path / "case.pouch",
        patient(function, waits),
        start=START,
        demands=(demand("a"),),
        progress=Progress(screen()),
    )
    assert len(function.recorded) == 1
    assert len(waits) == 2
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1.0


def test_several_boxes_are_fetched_at_once(tmp_path: Path) -> None:
    """Up to four invocations run at the same time, and no more."""
    together = threading.Barrier(4, timeout=10)
    running, most = 0, 0
    lock = threading.Lock()

    class Slow(FakeFunction):
        def invoke(self, request):
            nonlocal running, most
            if request["act"] == "list":
                return super().invoke(request)
            with lock:
                running += 1
                most = max(most, running)
            together.wait()
            with lock:
                running -= 1
            return super().invoke(request)

    assert pull(tmp_path, Slow(()), *NAMES[:8]).boxes == 8
    assert most == 4


def test_ctrl_c_leaves_no_pouch_and_asks_for_no_further_box(tmp_path: Path) -> None:
    """Interrupted among the boxes, no file is left and the rest is not recorded."""
    function = FakeFunction((), troubles={ref("a"): [KeyboardInterrupt()]})
    with pytest.raises(KeyboardInterrupt):
        pull(tmp_path, function, "a", *NAMES[1:])
    assert os.listdir(tmp_path) == []
    assert len(function.recorded) < 9


def test_a_full_disk_leaves_no_pouch_and_asks_for_no_further_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the first box cannot be written, boxes that nobody has asked for yet stay where they are."""

    class Slow(FakeFunction):
        def invoke(self, request):
            time.sleep(0.1 if request["act"] == "pull" else 0)
            return super().invoke(request)

    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(pouch.Writer, "write", full)
    function = Slow(())
    with pytest.raises(FileRefused):
        pull(tmp_path, function, *NAMES)
    assert os.listdir(tmp_path) == []
    assert len(function.recorded) <= 8


def test_an_existing_pouch_is_never_overwritten(tmp_path: Path) -> None:
    """The old file is kept, and the function is not even asked."""
    (tmp_path / "case.pouch").write_text("old")
    function = FakeFunction("a")
    with pytest.raises(FileRefused):
        pull(tmp_path, function, "a")
    assert function.requests == []
    assert (tmp_path / "case.pouch").read_text() == "old"


def test_a_pouch_that_does_not_read_back_gets_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk or writer that lost a line is found out before the pouch exists."""
    real = pouch.Writer.write
    monkeypatch.setattr(
        pouch.Writer, "write", lambda writer, record: None if record["record"] == "box" else real(writer, record)
    )
    with pytest.raises(PouchUnverified):
        pull(tmp_path, FakeFunction("a"), "a")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("case", ["../../x", "/etc/x", "a/../../x", "C:\\x", "CON", "x/", "x" * 1024, ""])
def test_no_name_from_the_server_becomes_a_path(tmp_path: Path, case: str) -> None:
    """A hostile case id is refused as malformed, and nothing is written anywhere."""
    function = FakeFunction("a")
    good = function._list({})
    function._list = lambda _: good | {"cases": [good["cases"][0] | {"case": case}]}  # type: ignore[operator, index, method-assign]
    (tmp_path / "inner").mkdir()
    with pytest.raises(AnswerRefused):
        pull(tmp_path / "inner", function)
    assert [*tmp_path.rglob("*")] == [tmp_path / "inner"]


@pytest.mark.parametrize(
    "answer",
    [
        "Mock response",
        [],
        {},
        {"v": 1},
        {"v": 1, "cases": {}, "until": HOUR},
        {"v": 1, "cases": [], "until": "now"},
        {"v": 1, "cases": [], "until": HOUR, "page": ""},
        {"v": 1, "cases": [], "until": HOUR, "page": "x" * 5000},
        {"v": 1, "cases": [], "until": HOUR, "extra": 1},
        {"v": 0, "cases": [], "until": HOUR},
        {"v": "1", "cases": [], "until": HOUR},
        {"v": True, "cases": [], "until": HOUR},
        {"v": 1, "cases": [], "until": HOUR, "page": "the same"},
    ],
)
def test_answers_of_no_known_form_end_the_pull(tmp_path: Path, answer: object) -> None:
    """A mock, an older or newer version, a malformed page or a list that never ends is refused with its words."""
    function = FakeFunction()
    function._list = lambda _: answer  # type: ignore[method-assign]
    with pytest.raises(AnswerRefused) as refused:
        pull(tmp_path, function)
    assert screen().words(f"error.{refused.value.key}", **refused.value.details)
    assert os.listdir(tmp_path) == []


def test_a_problem_of_the_list_ends_the_pull(tmp_path: Path) -> None:
    """What the portal says of the whole list is an error of the run."""
    function = FakeFunction()
    function._list = lambda _: problem("fault")  # type: ignore[method-assign]
    with pytest.raises(PortalProblem):
        pull(tmp_path, function)
