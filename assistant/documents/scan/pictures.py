"""Reads pages that are pictures: files of images, and pages of a PDF without a text layer."""

import contextlib
import io
import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from PIL import Image, ImageOps

from assistant.documents import limits
from assistant.documents.layout import lay
from assistant.documents.reading import Reading
from assistant.documents.scan import lines as scan_layout
from assistant.documents.scan import tesseract
from assistant.documents.scan.ruling import unruled
from assistant.documents.scan.tesseract import Word

PAGES = 10
NOT_INSTALLED = "a scan; not read, because OCR is not installed"
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "PPM")
_SMALL = 200  # pixels: logos and icons
_PIXELS = 64_000_000  # a photograph; more is a bomb
_BEST_PIXELS = 10_000_000  # a page at 300 dots an inch
_NARROW = 1_000  # pixels: the letters of a page this narrow are too small to read
_LOW = 14  # pixels: words this low are read better when the page is enlarged
_ENLARGED = 4_000_000  # dots: as far as it is not large already
_HARD = 60.0  # mean confidence below which a scan is hard to read
_DOUBTFUL = 70.0  # below it the page may be turned
_WHITE, _INK = 255, 200
# What the child needs to send its answer, and a page to be rendered, before its time is up.
_RESERVE_SECONDS = 1.5
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError)  # what a broken picture raises

Draw = Callable[[], Image.Image]


@dataclass(frozen=True, slots=True)
class Look:
    """What a page's picture says, and how sure the program is of its words (0 to 100)."""

    text: str = ""
    sure: float = 100.0


@dataclass(frozen=True, slots=True)
class Scan:
    """The texts of the pages that were read, from the first on; whether they are hard to read."""

    texts: tuple[str, ...] = ()
    hard: bool = False

    def problem(self, count: int) -> str:
        """What to tell of a scan of `count` pages."""
        if not tesseract.languages():
            return NOT_INSTALLED
        if not self.texts:
            return "a scan that takes too long to read"
        if len(self.texts) < count:
            return f"only the first {len(self.texts)} of {count} pages were read"
        return "the scan is hard to read" if self.hard else ""


def picture(data: bytes) -> Reading:
    """An image file as text, one page for each picture in it; images of a few dots are told.

    Its size is taken from its first bytes, before any dot of it is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Reading(problem="a picture too large to be read")
    except _DAMAGE:
        return Reading(problem="the picture is damaged")
    if min(image.size) < _SMALL:
        return Reading(problem="a small picture")
    if image.width * image.height > _PIXELS:
        return Reading(problem="a picture too large to be read")
    count = _frames(image)
    scan = pages(_draw(image, number) for number in range(count))
    texts = scan.texts if any(scan.texts) else ()
    problem = scan.problem(count)
    if scan.texts and not texts:
        problem = "a picture without text"
    return Reading(pages=texts, problem=problem, scanned=True)


def pages(pictures: Iterable[Draw]) -> Scan:
    """Up to ten pages read one by one, as long as the item's time allows for another one."""
    if not tesseract.languages():
        return Scan()
    looks: list[Look] = []
    for draw in islice(pictures, PAGES):
        found = _look(draw()) if _seconds() > 0 else None
        if found is None:
            break
        looks.append(found)
    sure = [look.sure for look in looks if look.text]
    hard = bool(sure) and sum(sure) / len(sure) < _HARD
    return Scan(tuple(look.text for look in looks), hard)


def _frames(image: Image.Image) -> int:
    """The pages of a fax or a scan; the pictures of an animation are no pages."""
    try:
        return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    except _DAMAGE:
        return 1


def _draw(image: Image.Image, number: int) -> Draw:
    def draw() -> Image.Image:
        with warnings.catch_warnings(), contextlib.suppress(*_DAMAGE):
            warnings.simplefilter("ignore")  # of pages that have too many dots we see to ourselves
            if number:
                image.seek(number)
            if image.width * image.height <= _PIXELS:
                image.draft("L", image.size)
                return _flat(ImageOps.exif_transpose(image))
        return Image.new("L", (1, 1), _WHITE)

    return draw


def _flat(image: Image.Image) -> Image.Image:
    """The picture in grey on white, its dots square, its letters of a size to be read."""
    if "A" in image.getbands() or "transparency" in image.info:
        over = Image.new("RGBA", image.size, "white")
        over.alpha_composite(image.convert("RGBA"))
        image = over
    across, down = (float(dots) for dots in image.info.get("dpi", (1, 1))[:2])
    grey = image.convert("L")
    # A fax has twice as many dots across as down.
    stretch = across / down if down and 1.5 < across / down < 3 else 1.0
    scale = 2.0 if grey.width < _NARROW else 1.0
    scale = min(scale, math.sqrt(_BEST_PIXELS / (grey.width * grey.height * stretch)))
    size = round(grey.width * scale), round(grey.height * scale * stretch)
    return grey if size == grey.size else grey.resize(size, Image.Resampling.LANCZOS)


def _look(page: Image.Image) -> Look | None:
    """The text of one page; None if there was not time enough."""
    if page.getextrema()[0] > _INK:  # type: ignore[operator] # one band: a pair of numbers
        return Look()
    seen = _upright(unruled(page))
    if seen is None:
        return None
    page, words = seen
    if not words:
        return Look()
    sure = sum(word.sure * len(word.text) for word in words) / sum(len(w.text) for w in words)
    return Look(
        lay(scan_layout.pieces([word for word in words if not scan_layout.is_dirt(word)])), sure
    )


def _upright(page: Image.Image) -> tuple[Image.Image, list[Word]] | None:
    """The page as it is meant to be read, and its words."""
    words = _see(page)
    if words is None:
        return None
    if words and scan_layout.height(words) < _LOW and page.width * page.height < _ENLARGED:
        page = page.resize((page.width * 3 // 2, page.height * 3 // 2), Image.Resampling.LANCZOS)
        words = _see(page) or []
    best = page, words
    if _stands(words):
        return best
    turned = tesseract.turn(_bytes(page), seconds=_seconds())
    if not turned and scan_layout.lies(words):
        turned = 270  # of the two ways to lie, the one in which the program could read at all
    for angle in [turned, (turned + 180) % 360] if turned else []:
        other = page.rotate(-angle, expand=True, fillcolor=_WHITE)
        words = _see(other) or []
        surer = scan_layout.mean(words) > scan_layout.mean(best[1])
        if surer or (words and scan_layout.lies(best[1])):
            best = other, words
        if _stands(words):
            break
    return best


def _stands(words: Sequence[Word]) -> bool:
    """True if the page seems to be upright; also of one without a word, to lose no time on it."""
    lies = scan_layout.lies(words)
    return not words or (not lies and scan_layout.mean(words) >= _DOUBTFUL)


def _see(page: Image.Image) -> list[Word] | None:
    seen = tesseract.words(_bytes(page), seconds=_seconds())
    return None if seen is None else list(seen)


def _seconds() -> float:
    return limits.seconds_left() - _RESERVE_SECONDS


def _bytes(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "PPM")
    return out.getvalue()
