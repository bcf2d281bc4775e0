"""Read the number of a watermark out of a picture of a staff view, or of a part of one (CUSTODY.md).

The tiles of a view stand on a lattice. Laid on each other, what is the same in all of them remains: the number, and
not the text below it. Needs Pillow, and the program `tesseract`.
"""

import io
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageOps

from infra.errors import InfraError
from infra.progress import refuse, say
from protocol import mark
from protocol.errors import Malformed

TILE: Final = (240, 88)  # CSS pixels, as staff.css has them; every other row stands half a tile to the left
# Levels of grey by which a mark may differ from its background; what differs more is text, and is left out.
CAPS: Final = (48, 36, 64, 28)
LOOKS: Final = ((4, True), (5, False), (3, True))  # times as large as in the picture, for tesseract; in black and white
_GAPS: Final = (0.12, 0.22)  # of a tile: less than what stands free beside a number, and above it
_HALF: Final = 120  # of 255: what is darker belongs to a digit
_ROOM: Final = 40  # pixels of white around a number, without which tesseract misses digits at the edge
_WORDS: Final = ("-", "-", "--psm", "6", "--dpi", "300", "-c", "tessedit_char_whitelist=0123456789")

SCALES: Final = (0.5, 1.0, 0.75, 2.0)  # pixels of a picture to a CSS pixel, as chats and screens have them

Cell = list[list[int]]  # the rows of one tile: by how much each of its pixels differs from the background


class TesseractMissing(InfraError):
    """The program that reads digits is not there."""


def read(picture: Image.Image, *, scale: float = 0.5) -> str | None:
    """Return the mark whose number a picture shows with `scale` pixels to a CSS pixel, None when no reading holds.

    Raises TesseractMissing.
    """
    readings: list[str] = []
    for tile in _tiles(picture, scale):
        for size, plain in LOOKS:
            readings.append(_digits(_for_reading(tile, size, plain=plain)))
            found = _mark(readings[-1]) or _mark(_agreed(readings))
            if found is not None:
                return found
    return None


def _mark(digits: str) -> str | None:
    try:
        return mark.parse(digits)
    except Malformed:
        return None


def _agreed(readings: list[str]) -> str:
    """Return the digit that most readings have, at each place of those that have all digits."""
    whole = [digits for digits in readings if len(digits) == mark.DIGITS]
    return "".join(Counter(place).most_common(1)[0][0] for place in zip(*whole, strict=True))


def _tiles(picture: Image.Image, scale: float) -> Iterator[Image.Image]:
    """Yield the one tile of a picture, each with another notion of what is text."""
    grey = picture.convert("L")
    histogram = grey.histogram()
    if sum(histogram[:128]) > sum(histogram[128:]):  # a dark view
        grey = ImageOps.invert(grey)
    background = grey.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(3))
    differs = ImageChops.subtract(background, grey)
    for cap in CAPS:
        yield _centred(_folded(differs, cap, (round(TILE[0] * scale), round(TILE[1] * scale))))


def _folded(differs: Image.Image, cap: int, size: tuple[int, int]) -> Cell:
    """Lay all tiles on each other, and keep the mean of the middle half of what lies on each place."""
    text = differs.point(lambda level: 255 if level > cap else 0).filter(ImageFilter.MaxFilter(3)).tobytes()
    levels = differs.tobytes()
    across, down = size
    found: list[list[list[int]]] = [[[] for _ in range(across)] for _ in range(down)]
    for y in range(differs.height):
        row, below = divmod(y, down)
        for x in range(differs.width):
            if not text[y * differs.width + x]:
                found[below][(x - row * across // 2) % across].append(levels[y * differs.width + x])
    return [[_middle(place) for place in line] for line in found]


def _middle(levels: list[int]) -> int:
    """Return the mean of the middle half, in 64ths of a level."""
    levels.sort()
    half = levels[len(levels) // 4 : len(levels) - len(levels) // 4]
    return 64 * sum(half) // len(half) if half else 0


def _centred(cell: Cell) -> Image.Image:
    """Return a tile as a picture whose edges run where the least is: so no digit is cut."""
    across, down = len(cell[0]), len(cell)
    top = _emptiest([sum(line) for line in cell], round(down * _GAPS[1]))
    lines = []
    for y in range(top, top + down):
        row, below = divmod(y, down)  # a line from the row below stands half a tile further
        lines.append([cell[below][(x - row * across // 2) % across] for x in range(across)])
    left = _emptiest([sum(column) for column in zip(*lines, strict=True)], round(across * _GAPS[0]))
    turned = [line[left:] + line[:left] for line in lines]
    most = max(max(line) for line in turned) or 1
    picture = Image.new("L", (across, down))
    picture.putdata([255 * level // most for line in turned for level in line])
    return picture


def _emptiest(sums: list[int], gap: int) -> int:
    """Return the middle of the emptiest stretch of a ring, `gap` long."""
    around = sums + sums[:gap]
    start = min(range(len(sums)), key=lambda place: sum(around[place : place + gap]))
    return (start + gap // 2) % len(sums)


def _for_reading(tile: Image.Image, size: int, *, plain: bool) -> Image.Image:
    """Return a tile as tesseract likes it: large, dark on white; `plain` leaves no grey, so that no loop looks open."""
    large = tile.resize((tile.width * size, tile.height * size), Image.Resampling.BICUBIC)
    clear = ImageOps.autocontrast(large.filter(ImageFilter.GaussianBlur(0.4 * size)), cutoff=(50, 2))
    if plain:
        clear = clear.point(lambda level: 255 if level > _HALF else 0).filter(ImageFilter.GaussianBlur(1))
    return ImageOps.expand(ImageOps.invert(clear), _ROOM, 255)


def _digits(picture: Image.Image) -> str:
    """Return the digits that tesseract reads in a picture."""
    program = shutil.which("tesseract")
    if program is None:
        raise TesseractMissing("tesseract was not found", "install it (Debian: apt-get install tesseract-ocr)")
    data = io.BytesIO()
    picture.save(data, "PNG")
    ran = subprocess.run(
        [program, *_WORDS], input=data.getvalue(), capture_output=True, check=True,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    return "".join(ran.stdout.decode("ascii", "ignore").split())


def main(line: list[str]) -> int:
    """Print the number in a picture, and its mark; return 1 when none was read."""
    if len(line) != 1:
        say("python -m infra.reading PICTURE")
        return 2
    try:
        with Image.open(Path(line[0])) as picture:
            found = next((found for scale in SCALES if (found := read(picture, scale=scale)) is not None), None)
    except OSError as error:
        say(f"{line[0]} is no picture: {error}")
        return 1
    except InfraError as error:
        refuse(error)
        return 1
    if found is None:
        say("no number was read: try another part of the picture, or read it by eye")
        return 1
    say(f"{' '.join(mark.lines(found))}   {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
