"""A watermark is read only where its check digits hold, and tiles are folded where the lattice says."""

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image

from infra import reading
from protocol import mark

MARK = "2S7R205Z9J"
NUMBER = mark.number(MARK)
BLANK = Image.new("RGB", (240, 176), "white")


def scripted(monkeypatch: pytest.MonkeyPatch, texts: Iterable[str]) -> list[str]:
    """Have tesseract read these texts, one after the other; return what it was asked."""
    rest, asked = iter(texts), []

    def digits(_picture: Image.Image) -> str:
        asked.append(next(rest))
        return asked[-1]

    monkeypatch.setattr(reading, "_digits", digits)
    return asked


def wrong(*places: int) -> str:
    """Return the number with some of its digits misread."""
    return "".join(str((int(digit) + 1) % 10) if at in places else digit for at, digit in enumerate(NUMBER))


def test_reading_ends_where_the_check_holds(monkeypatch: pytest.MonkeyPatch):
    """Short and misread texts are passed over, and nothing is read after the right one."""
    asked = scripted(monkeypatch, ["", "12", wrong(3), NUMBER, "never asked"])
    assert reading.read(BLANK) == MARK
    assert asked[-1] == NUMBER


def test_digits_on_which_most_readings_agree_count_when_their_check_holds(monkeypatch: pytest.MonkeyPatch):
    """Three readings, each wrong elsewhere, give the number together."""
    asked = scripted(monkeypatch, [wrong(3), wrong(9), "1", wrong(15)])
    assert reading.read(BLANK) == MARK
    assert len(asked) == 4


@pytest.mark.parametrize("text", [wrong(3), "", "9" * 18, "0" * 17])
def test_no_number_is_given_back_whose_check_fails(monkeypatch: pytest.MonkeyPatch, text: str):
    """However often it is read."""
    asked = scripted(monkeypatch, itertools.repeat(text))
    assert reading.read(BLANK) is None
    assert len(asked) == len(reading.CAPS) * len(reading.LOOKS)


@pytest.mark.parametrize("offset", [(0, 0), (37, 21), (119, 43)])
@pytest.mark.parametrize("levels", [(250, 225, 20), (20, 45, 235)], ids=["light", "dark"])
def test_tiles_are_folded_where_the_lattice_says(offset: tuple[int, int], levels: tuple[int, int, int]):
    """A dot that stands once in each tile stays one dot, wherever the part was cut; text goes, even in most tiles."""
    across, down = reading.TILE[0] // 2, reading.TILE[1] // 2
    ground, ink, text = levels
    whole = Image.new("L", (across * 4, down * 8), ground)
    for row, column in itertools.product(range(8), range(5)):
        x, y = column * across - row % 2 * across // 2, row * down
        whole.paste(ink, (x + 10, y + 10, x + 13, y + 14))
        if column % 4:
            whole.paste(text, (x + 60, y + 30, x + 66, y + 33))
    part = whole.crop((*offset, offset[0] + across * 2, offset[1] + down * 4))
    for tile in reading._tiles(part, 0.5):
        inked = [at for at, level in enumerate(tile.tobytes()) if level > 127]
        assert 9 <= len(inked) <= 16
        rows = [at // across for at in inked]
        assert max(rows) - min(rows) <= 4


def test_without_tesseract_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys):
    """And a file that is no picture, or none at all, is told."""
    monkeypatch.setattr(reading.shutil, "which", lambda _name: None)
    BLANK.save(tmp_path / "blank.png")
    assert reading.main([str(tmp_path / "blank.png")]) == 1
    assert "apt-get install tesseract-ocr" in capsys.readouterr().err
    assert (reading.main([]), reading.main([str(tmp_path / "none.png")]), reading.main([__file__])) == (2, 1, 1)
