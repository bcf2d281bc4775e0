"""The identity lint: its rule file keeps to what both languages read alike, and no text is slow or misplaced."""

import json
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra import story
from infra.environment import ROOT
from protocol import lint
from tests.vectors import people

RULES = lint.own_rules()
FILE = json.loads((ROOT / "protocol" / lint.RULE_FILE).read_text(encoding="utf-8"))
LABELLED = [
    labelled
    for path in sorted((ROOT / "tests" / "lint").glob("*.json"))
    for labelled in json.loads(path.read_text(encoding="utf-8"))
]
TYPES = {*lint.HARD, "plate", "self_name", "self_address", "self_relation"}
PATTERNS = [*FILE["words"].values()] + [
    rule[name] for rule in FILE["rules"] for name in ("find", "before", "after", "needs", "unless") if name in rule
]
# Texts that make expressions try much and find little; each is repeated to 5,000 characters.
WEARING = (
    "我", "我家", "我是", "是我", "我在", "我叫", "我住3号", "只有我", "全校", "本人", "1", "1 ", "13", "0", "+1",
    "一三九", "一", "电话1", "身份证1", "公司", "公司1390000427", "。公司", "微信", "微信a", "楼上", "住", "地址是",
    "王", "姓", "“", '"', "，", "a", "a.", "a@", "a at ", "A", "Aa ", "my ", "i ", "i was ", "one ", "京a", "😀",
    "\n", "他说", "我跟他", "还剩", "寄",
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Make texts of the rules' own words, of labelled texts' pieces, and of anything else."""
    pieces = sorted({piece for one in LABELLED for piece in re.findall(r"[\w@.]+|[^\w]", one["text"])})
    return st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=3)), max_size=40).map("".join)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_expression_is_read_alike_in_both_languages(pattern: str) -> None:
    """No class escapes, dots, anchors, lookbehind, names, back references, and no repetition without an upper bound."""
    spelt = lint._WORD.sub("x", pattern)
    outside = re.sub(r"\[(?:\\.|[^\]\\])*\]", "[]", spelt)
    assert not re.search(r"\\[^n\[\]\\.()]", spelt), "an escape that the two languages may read differently"
    assert not re.search(r"[.^$]", outside.replace("\\.", "")), "a dot or an anchor"
    assert re.findall(r"\((?!\?:|\?=|\?!)", outside) == [], "a group of another kind"
    assert not re.search(r"[*+]|\{\d+,\}|\{,", outside), "a repetition without an upper bound"
    assert not re.search(r"\[\[|--|&&|\|\||~~", spelt), "what Python may read as set arithmetic one day"


def test_a_rule_has_the_members_of_the_spec() -> None:
    """Ids are distinct, types known, views three, and a rule that finds nothing has no type."""
    assert len({rule["id"] for rule in FILE["rules"]}) == len(FILE["rules"])
    assert {rule["type"] for rule in FILE["rules"]} == TYPES | {"", "could_know"}
    members = {"id", "type", "view", "find", "before", "after", "needs", "unless"}
    assert all(set(rule) <= members and {"id", "type", "find"} <= set(rule) for rule in FILE["rules"])
    assert {rule.view for rule in RULES.rules} == {0, 1, 2}


def test_every_word_is_used() -> None:
    """What no rule needs is not sent to every reader's telephone."""
    used = {name for pattern in PATTERNS for name in lint._WORD.findall(pattern)}
    assert used == set(FILE["words"])


def test_maps_stay_in_the_first_plane() -> None:
    """Each code point becomes one UTF-16 unit, so that positions stay in both languages."""
    for source, target in (FILE["fold"], FILE["digits"]):
        assert len(source) == len(target) == len(set(source))
        assert max(map(ord, source + target)) < 0x10000
    for first, last, target, cycle in FILE["ranges"]:
        assert first <= last
        assert target + cycle <= 0x10000
    covered = [range(first, last + 1) for first, last, _, _ in FILE["ranges"]]
    assert any(0x10000 in span for span in covered)
    assert any(0x10FFFF in span for span in covered)


@given(texts())
def test_hits_lie_in_the_text_in_order_and_apart(text: str) -> None:
    """Starts rise, nothing overlaps, nothing is empty, and hardness follows the type."""
    end = 0
    for hit in lint.hits(text, RULES):
        assert end <= hit.start < hit.end <= len(text)
        assert hit.type in TYPES
        assert hit.hard is (hit.type in lint.HARD)
        end = hit.end


@given(texts())
def test_the_mark_of_a_context_cannot_be_typed(text: str) -> None:
    """A text full of the sign that stands for the hit is read as one full of blanks."""
    blank = text.replace(lint.MARK, " ")
    assert lint.hits(text, RULES) == lint.hits(blank, RULES)


@given(
    st.text(alphabet=st.sampled_from("0123456789"), min_size=8, max_size=8), st.sampled_from(["13", "15", "18", "19"])
)
def test_every_mobile_number_is_found_in_every_writing(tail: str, prefix: str) -> None:
    """Plain, full-width, in numerals and spaced, from the first digit to the last."""
    number = f"{prefix}9{tail}"
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    spoken = "".join("零一二三四五六七八九"[int(digit)] for digit in number)
    for written in (number, wide, spoken, " ".join(number), f"{number[:3]}-{number[3:7]}-{number[7:]}"):
        (hit,) = lint.hits(f"我的电话是{written}。", RULES)
        assert (hit.type, hit.start, hit.end) == ("phone", 5, 5 + len(written))


@given(st.dates(), st.integers(0, 999), st.sampled_from("0123456789Xx"))
def test_every_id_with_a_date_is_found_and_is_no_phone(date, order: int, check: str) -> None:
    """18 places with a date of the 19th to 21st century in them."""
    year = 1900 + date.year % 200
    number = f"110101{year}{date.month:02}{date.day:02}{order:03}{check}"
    hits = lint.hits(f"身份证号 {number}，", RULES)
    assert [(hit.type, hit.start, hit.end) for hit in hits] == [("resident_id", 5, 23)]


@pytest.mark.parametrize("told", [people.FACTS.to_value(), story.FACTS])
def test_the_seed_story_says_nothing_of_its_teller(told: dict[str, str]) -> None:
    """The portal takes the reports of the vectors and of the demonstration unkept."""
    found = [hit for name, text in told.items() if name in ("what", "spot", "when") for hit in lint.hits(text, RULES)]
    assert found == []


def test_a_kept_text_is_named_by_its_bytes() -> None:
    """SHA-256 of the UTF-8, as the page computes it."""
    assert lint.keep_hash("139") == "8d27ba37c5d810106b55f3fd6cdb35842007e88754184bfc0e6035f9bcede633"


def least(run: Callable[[], object]) -> float:
    """Return the processor seconds of the quickest of five runs: other work on the machine only ever adds."""
    took = []
    for _ in range(5):
        started = time.process_time()
        run()
        took.append(time.process_time() - started)
    return min(took)


@pytest.mark.parametrize("piece", WEARING)
def test_time_grows_with_the_length_and_not_faster(piece: str) -> None:
    """Eight times as long a text of the most wearing kind takes less than 24 times as long; squared it would be 64."""
    short, long = ((piece * 5000)[:length] for length in (625, 5000))
    assert least(lambda: lint.hits(long, RULES)) < 24 * least(lambda: lint.hits(short, RULES))


def test_the_rules_are_the_file_beside_the_module() -> None:
    """Parsing the file gives what the package's own loader gives."""
    data = (ROOT / "protocol" / lint.RULE_FILE).read_bytes()
    assert lint.parse_rules(data) == RULES
    assert lint.own_rules() is RULES
