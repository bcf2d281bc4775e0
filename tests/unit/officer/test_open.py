"""Opening a pouch, as the officer does it: what is shown, what is refused, and with which status it ends."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from console.width import width
from protocol import facts
from tests.unit.officer.desk import ENVIRONMENT, Terminal, interruptible, officer
from tests.unit.officer.reporters import (
    CONTACT,
    FACTS,
    OTHER,
    PASSPHRASE,
    PORTAL,
    box_record,
    case_record,
    key_file,
    plain,
    pouch_bytes,
    ref,
    reporter,
    seal,
    seed,
)

MEMBERS = ["ref", "case", "status", "step", "contact", "facts"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two keys, their passphrase, and a pouch of two good boxes and a header."""
    tmp_path.chmod(0o700)
    (tmp_path / "pass").write_text(PASSPHRASE + "\n", encoding="utf-8")
    (tmp_path / "pass").chmod(0o600)
    key_file(tmp_path)
    key_file(tmp_path, "another officer")
    (tmp_path / "case.pouch").write_bytes(pouch_bytes(case_record("c"), box_record("a"), box_record("b")))
    return tmp_path


def opened(folder: Path, *more: str | Path, pouch: str = "case.pouch", **environment: str):
    """Open a pouch with the officer's key and passphrase file."""
    line = ("open", folder / pouch, "--key", folder / "officer.key", "--passphrase-file", folder / "pass")
    return officer(*line, *more, **environment)


def fifteen() -> bytes:
    """A pouch of 15 boxes, the 3rd damaged, the 7th and 11th sealed to another key."""
    records = [box_record(str(number)) for number in range(15)]
    records[3]["sealed"] = {"v": 1}
    for number in (7, 11):
        records[number]["sealed"] = seal(plain(reporter(str(number))), OTHER)
    return pouch_bytes(*records)


def test_all_opened_exits_0_and_shows_contact_beside_facts(folder: Path) -> None:
    """Contact details and facts are shown, with what was recorded of the pull."""
    run = opened(folder, COLUMNS="120")
    assert run.returncode == 0, run.stderr
    for text in (ref("a"), ref("b"), *CONTACT.values(), FACTS["what"], "核对楼号", "2026-11-25 01:00-02:00 UTC"):
        assert text in run.stdout
    assert "check something with the reporter" in run.stdout
    name_line = next(line for line in run.stdout.splitlines() if CONTACT["name"] in line)
    assert "Kind" in name_line  # beside, not below
    assert "2 of 2 opened" in run.stderr


def test_on_a_narrow_screen_facts_stand_below(folder: Path) -> None:
    """At 80 columns no line is wider than the screen."""
    run = opened(folder, "--lang", "zh", COLUMNS="80")
    lines = run.stdout.splitlines()
    assert [line for line in lines if CONTACT["name"] in line and "类型" in line] == []
    assert "联系方式（此前一直密封）" in run.stdout
    assert "向反映人核实情况" in run.stdout


NAMED = {
    "v": 1,
    "portal": PORTAL,
    "categories": {"education": {"en": "Schools", "zh-CN": "教育与托幼"}},
    "places": {"yx-hongxing": {"zh-CN": "河东区\u202e 红星街道"}},
}


@pytest.mark.parametrize(
    ("language", "category"), [("en", "Schools (education)"), ("zh", "教育与托幼（编号 education）")]
)
def test_ids_are_shown_with_their_names(folder: Path, language: str, category: str) -> None:
    """The name of a category and place stands before its id, in boxes and headers; JSON has the ids alone."""
    (folder / "names.json").write_text(json.dumps(NAMED), encoding="utf-8")
    run = opened(folder, "--names", folder / "names.json", "--lang", language, COLUMNS="160")
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(category) == run.stdout.count("河东区⟨U+202E⟩ 红星街道") == 3
    assert run.stdout.count("yx-hongxing") == 3
    assert "--names" not in run.stderr
    narrow = opened(folder, "--names", folder / "names.json", "--lang", language, COLUMNS="80").stdout.splitlines()
    assert max(map(width, narrow)) == 80
    plain_ids = opened(folder, "--lang", language)
    assert plain_ids.stdout.count("education") == 3
    assert "--names" in plain_ids.stderr
    as_json = opened(folder, "--names", folder / "names.json", "--json")
    assert [json.loads(line)["facts"]["place"] for line in as_json.stdout.splitlines()] == ["yx-hongxing"] * 2


def test_an_id_without_a_name_stays_as_it_is(folder: Path) -> None:
    """A category that was taken out since is told by its id, and names of other members name nothing."""
    (folder / "names.json").write_text(json.dumps(NAMED | {"categories": {"report": {"en": "Wrong"}}}))
    run = opened(folder, "--names", folder / "names.json", COLUMNS="160")
    assert run.returncode == 0
    assert run.stdout.count("education") == 3
    assert "Wrong" not in run.stdout


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"portal": "other.example"}, "those of another portal: other.example"),
        ({"v": 2}, "no file of names (v: "),
        ({"places": []}, "no file of names (places: "),
        ({"places": {"yx-hongxing": {}}}, "no file of names (places.yx-hongxing: "),
        ({"categories": {"education": {"en": "two\nlines"}}}, "no file of names (categories.education: "),
    ],
)
def test_names_that_are_none_are_refused_before_a_passphrase_is_asked(
    folder: Path, changed: dict[str, object], said: str
) -> None:
    """Names of another portal, or in another form, open nothing, and the error says where to get the right ones."""
    (folder / "names.json").write_text(json.dumps(NAMED | changed))
    run = officer("open", folder / "case.pouch", "--key", folder / "officer.key", "--names", folder / "names.json")
    assert run.returncode == 1
    assert said in run.stderr
    assert "/keys/names.json" in run.stderr
    assert run.stdout == ""


@pytest.mark.parametrize(("language", "said"), [("en", "2, kept by the portal"), ("zh", "2 张，保存在门户")])
def test_photos_are_shown_by_their_number_and_hashes(folder: Path, language: str, said: str) -> None:
    """The officer learns how many pictures there are and which, each hash whole on a line of its own."""
    hashes = [seed(name).hex() for name in ("one picture", "another")]
    with_photos = FACTS | {"photos": hashes}
    sealed = seal(plain(reporter("p"), facts=facts.hash_of(facts.parse(with_photos))))
    (folder / "case.pouch").write_bytes(pouch_bytes(box_record("p", sealed=sealed, facts=with_photos)))
    run = opened(folder, "--lang", language, COLUMNS="200")
    assert run.returncode == 0, run.stderr
    assert said in run.stdout
    lines = run.stdout.splitlines()
    assert [sum(line.endswith(f" {one}") for line in lines) for one in hashes] == [1, 1]


def test_another_list_of_photos_is_refused_at_facts(folder: Path) -> None:
    """A portal that changes which pictures belong to a report changes its facts."""
    hashes = [seed(name).hex() for name in ("one picture", "another")]
    sealed = seal(plain(reporter("p"), facts=facts.hash_of(facts.parse(FACTS | {"photos": hashes}))))
    for changed in ({"photos": hashes[::-1]}, {"photos": hashes[:1]}, {"photos": [*hashes, "x"]}, {}):
        (folder / "case.pouch").write_bytes(pouch_bytes(box_record("p", sealed=sealed, facts=FACTS | changed)))
        run = opened(folder, "--json")
        assert json.loads(run.stdout)["step"] == "facts"


def test_json_gives_one_object_a_line_in_order(folder: Path) -> None:
    """Each box is one ASCII line with exactly the promised members, the text exactly as written."""
    contact = {"name": "周\u202e见微", "phone": "+8613900004271", "note": "=HYPERLINK(1)\n007"}
    (folder / "case.pouch").write_bytes(
        pouch_bytes(case_record("c"), box_record("a", sealed=seal(plain(reporter("a"), contact=contact))), b"{\n")
    )
    run = opened(folder, "--json")
    assert run.stdout.isascii()
    good, bad = map(json.loads, run.stdout.splitlines())
    assert list(good) == list(bad) == MEMBERS
    assert good == {
        "ref": ref("a"),
        "case": reporter("a").case,
        "status": "opened",
        "step": None,
        "contact": contact,
        "facts": FACTS,
    }
    assert bad == {"ref": None, "case": None, "status": "refused", "step": "form", "contact": None, "facts": None}
    assert run.returncode == 1


def test_bad_boxes_are_named_and_the_others_opened(folder: Path) -> None:
    """Of 15 boxes 12 are opened, and the three others are named with step and key; the counts agree everywhere."""
    (folder / "case.pouch").write_bytes(fifteen())
    run = opened(folder, "--json")
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 1
    assert [one["ref"] for one in found] == [ref(str(number)) for number in range(15)]
    assert {one["ref"]: one["step"] for one in found if one["step"]} == {
        ref("3"): "form",
        ref("7"): "key",
        ref("11"): "key",
    }
    assert "12 of 15 opened" in run.stderr
    told = run.stderr.splitlines()
    for number, step in ((3, "form"), (7, "key"), (11, "key")):
        assert any(line.startswith(f"officer: {ref(str(number))}: refused at step {step}") for line in told)
    assert OTHER.public.key_id in run.stderr
    assert OTHER.public.fingerprint[:19] in run.stderr  # the key id is its first half


def test_giving_the_older_key_too_opens_all(folder: Path) -> None:
    """A box sealed to an older key opens once that key is given as well, with the same or its own passphrase."""
    record = box_record("a", sealed=seal(plain(reporter("a"), key=OTHER.public.key_id), OTHER))
    (folder / "case.pouch").write_bytes(pouch_bytes(record, box_record("b")))
    assert opened(folder).returncode == 1
    assert opened(folder, "--key", folder / "another officer.key").returncode == 0
    key_file(folder, "another officer", "another passphrase")
    (folder / "pass2").write_text("another passphrase")
    more = ("--key", folder / "another officer.key", "--passphrase-file", folder / "pass2")
    assert opened(folder, *more).returncode == 0


def test_hostile_text_is_visible_in_every_output_for_people(folder: Path) -> None:
    """Nothing that strangers wrote acts on the terminal, in contact details, facts, notes, portal or file names."""
    hostile = "\u202e\u2066\u200b\u2028\U000e0041"
    facts = FACTS | {"what": f"a{hostile}"}
    from protocol.facts import hash_of, parse

    sealed = seal(plain(reporter("a"), contact={"name": f"x{hostile}"}, facts=hash_of(parse(facts))))
    record = box_record("a", facts=facts, sealed=sealed)
    record["entry"]["note"] = f"n{hostile}"
    name = "case\x1b[2J\u202e.pouch"
    (folder / name).write_bytes(pouch_bytes(record))
    run = opened(folder, pouch=name)
    cut = opened(folder, pouch="none\x1b]0;title\x07")
    assert run.returncode == 0
    for text in (run.stdout, run.stderr, cut.stderr):
        assert not set(text) & set(hostile + "\x1b\x07")
    assert run.stdout.count("⟨U+202E⟩⟨U+2066⟩⟨U+200B⟩⟨U+2028⟩⟨U+E0041⟩") == 3
    assert "none⟨U+001B⟩]0;title⟨U+0007⟩" in cut.stderr


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda data: data[:-200], "cut off"),
        (lambda data: data.replace(b'"n":0', b'"n":9', 1), "altered"),
        (lambda data: data + data, "after its end"),
    ],
)
def test_a_pouch_that_is_not_whole_exits_1_with_its_good_boxes_opened(folder: Path, change, word: str) -> None:
    """What can be opened is opened, and the fault of the file is told."""
    (folder / "case.pouch").write_bytes(change((folder / "case.pouch").read_bytes()))
    run = opened(folder)
    assert run.returncode == 1
    assert CONTACT["name"] in run.stdout
    assert word in run.stderr


def test_files_that_are_no_pouch_are_named_before_a_passphrase_is_asked(folder: Path) -> None:
    """A folder, a missing file, an empty one, a key and opened results each get their words; none needs the key."""
    (folder / "empty").touch()
    results = opened(folder, "--json").stdout
    (folder / "results.jsonl").write_text(results)
    for name, word in {
        "": "is a folder",
        "none": "no file",
        "empty": "is empty",
        "officer.key": "is a key file",
        "results.jsonl": "opened already",
    }.items():
        run = officer("open", folder / name, "--key", folder / "officer.key")
        assert run.returncode == 1
        assert run.stdout == ""
        assert word in run.stderr


@pytest.mark.parametrize("given", ["wrong passphrase of some length", "", "\n"])
def test_a_wrong_or_empty_passphrase_opens_nothing(folder: Path, given: str) -> None:
    """No output and no file is made, and the error says what to look at."""
    (folder / "pass").write_text(given)
    run = opened(folder, "--out", folder / "out")
    assert run.returncode == 1
    assert run.stdout == ""
    assert "officer: error: " in run.stderr
    assert not (folder / "out").exists()


def test_without_a_terminal_the_passphrase_is_not_asked_for(folder: Path) -> None:
    """There is no echoing fallback, and the error names the option."""
    run = officer("open", folder / "case.pouch", "--key", folder / "officer.key")
    assert run.returncode == 1
    assert "--passphrase-file" in run.stderr


def test_a_passphrase_on_standard_input_is_not_taken_for_typed(folder: Path) -> None:
    """Without a terminal nothing is read from standard input, where it would have been echoed."""
    run = subprocess.run(
        [sys.executable, "-m", "officer", "open", folder / "case.pouch", "--key", folder / "officer.key"],
        input=PASSPHRASE.encode() + b"\n",
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    assert run.returncode == 1
    assert run.stdout == b""
    assert b"no terminal" in run.stderr


def test_a_passphrase_by_descriptor(folder: Path) -> None:
    """A pipe can bring the passphrase."""
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE.encode() + b"\n")
    os.close(writing)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "officer",
            "open",
            "case.pouch",
            "--key",
            "officer.key",
            "--passphrase-fd",
            str(reading),
        ],
        pass_fds=[reading],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    os.close(reading)
    assert run.returncode == 0


def test_a_prompt_gives_three_tries(folder: Path) -> None:
    """A mistyped passphrase may be typed again; the right one opens, unseen."""
    terminal = Terminal("open", folder / "case.pouch", "--key", folder / "officer.key")
    terminal.wait_for("as you type")
    terminal.type("mistyped\n")
    terminal.wait_for("once more")
    terminal.type(PASSPHRASE + "\n")
    assert terminal.end() == 0
    assert CONTACT["name"] in terminal.seen
    assert PASSPHRASE.strip() not in terminal.seen


def test_ctrl_c_at_the_prompt_exits_130(folder: Path) -> None:
    """No output file, no traceback."""
    terminal = Terminal("open", folder / "case.pouch", "--key", folder / "officer.key", "--out", folder / "out")
    terminal.wait_for("as you type")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert "Traceback" not in terminal.seen
    assert not (folder / "out").exists()


def test_results_go_into_a_private_file(folder: Path) -> None:
    """`--out` writes 0600 in UTF-8 whatever the terminal's character set, and overwrites nothing."""
    run = opened(folder, "--out", folder / "out", PYTHONIOENCODING="ascii")
    assert run.returncode == 0
    assert run.stdout == ""
    assert stat.S_IMODE((folder / "out").stat().st_mode) == 0o600
    assert CONTACT["name"] in (folder / "out").read_text(encoding="utf-8")
    again = opened(folder, "--out", folder / "out")
    assert again.returncode == 1
    assert "exists already" in again.stderr


def test_unsafe_places_are_warned_about(folder: Path) -> None:
    """A key that others can read, in a folder that others can change, and results into one, each get a warning."""
    (folder / "officer.key").chmod(0o640)
    folder.chmod(0o770)
    run = opened(folder, "--out", folder / "out")
    assert run.returncode == 0
    assert f"run chmod 600 {folder / 'officer.key'}" in run.stderr
    assert run.stderr.count(f"others on this machine can change the folder {folder}") == 2


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_output_in_another_character_set_never_fails(folder: Path, encoding: str) -> None:
    """On GBK and ASCII rare characters degrade to escapes, and the status is right."""
    contact = {"name": "\U00020bb7 ✔ \U0001f600"}
    (folder / "case.pouch").write_bytes(
        pouch_bytes(box_record("a", sealed=seal(plain(reporter("a"), contact=contact))))
    )
    line = [sys.executable, "-m", "officer", "open", "case.pouch", "--key", "officer.key", "--passphrase-file", "pass"]
    run = subprocess.run(
        [*line, "--lang", "zh"],
        cwd=folder,
        env=ENVIRONMENT | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0
    assert "\\U00020bb7" in run.stdout.decode(encoding)
    assert ("姓名" in run.stdout.decode(encoding)) == (encoding == "gbk")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "UTC"])
def test_hours_do_not_depend_on_the_zone_of_the_machine(folder: Path, zone: str) -> None:
    """The same hour with its zone is shown everywhere."""
    assert "2026-11-24 09:00-10:00 UTC" in opened(folder, TZ=zone).stdout


def test_a_large_pouch_is_shared_out_and_stays_in_order(folder: Path) -> None:
    """Beyond a few hundred boxes several processes open them; order, outcomes and counts are the same."""
    names = [str(number) for number in range(8)]
    records = [box_record(name) for name in names] * 60
    records[100] = records[100] | {"sealed": {"v": 1}}
    (folder / "large.pouch").write_bytes(pouch_bytes(*records))
    run = opened(folder, "--json", pouch="large.pouch")
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert [one["ref"] for one in found] == [ref(name) for name in names] * 60
    assert [place for place, one in enumerate(found) if one["step"]] == [100]
    assert "479 of 480 opened" in run.stderr


def test_ctrl_c_in_the_middle_leaves_no_plaintext(folder: Path) -> None:
    """Interrupted while opening, the tool exits 130 and no part of the results stands anywhere in the folder."""
    records = [box_record(str(number)) for number in range(4)] * 2000
    (folder / "large.pouch").write_bytes(pouch_bytes(*records))
    before = sorted(os.listdir(folder))
    line = ["open", "large.pouch", "--key", "officer.key", "--passphrase-file", "pass", "--out", "out"]
    process = subprocess.Popen(
        [sys.executable, "-m", "officer", *line],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=interruptible,  # noqa: PLW1509  # no thread of the tests holds a lock that it could need
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 20
    while not children.read_text().split():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    workers = [int(child) for child in children.read_text().split()]
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130, told
    assert b"Traceback" not in told
    assert sorted(os.listdir(folder)) == before
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


def test_the_portal_is_that_of_the_pouch(folder: Path) -> None:
    """Boxes of another portal put into this one's pouch are refused at step portal."""
    (folder / "case.pouch").write_bytes(pouch_bytes(box_record("a"), portal="other.example"))
    run = opened(folder, "--json")
    assert json.loads(run.stdout)["step"] == "portal"
    assert PORTAL not in run.stdout
