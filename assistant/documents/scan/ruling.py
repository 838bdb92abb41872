"""Takes the ruled lines off the picture of a page: they hide the words they frame."""

from PIL import Image, ImageChops, ImageFilter

_DARK = 160  # of 255
_FULL = 0.9  # share of dark dots in a run: a scanned line has gaps and leans a little
_CROWDED = 0.5  # share of dark dots beside a run: more is a dark band with white letters on it
_RUN = 20  # a rule is at least a 20th of the page's width long: no stroke of a letter is
_THIN = 100  # and at most a 100th thick

Size = tuple[int, int]


def unruled(page: Image.Image) -> Image.Image:
    """The grey page with its rules, level or upright, painted white where no letter meets them."""
    dark = page.point(lambda dot: 255 if dot < _DARK else 0)
    run = max(page.width // _RUN, 20)
    thin = max(page.width // _THIN, 3)
    rules = ImageChops.lighter(
        _rules(dark, (run, 1), (1, thin), (0, thin)), _rules(dark, (1, run), (thin, 1), (thin, 0))
    )
    wide = rules.filter(ImageFilter.MaxFilter(3))
    letters = ImageChops.subtract(dark, wide).filter(ImageFilter.MaxFilter(5))
    white = Image.new("L", page.size, 255)
    return Image.composite(white, page, ImageChops.subtract(wide, letters))


def _rules(dark: Image.Image, along: Size, across: Size, aside: Size) -> Image.Image:
    """Where a run as long as `along` is not as thick as `across`, and has light on both sides."""
    long = _fits(dark, along)
    thin = ImageChops.subtract(long, _fits(long, across))
    share = dark.filter(_window((along[0] + across[0], along[1] + across[1])))
    beside = ImageChops.lighter(
        ImageChops.offset(share, *aside), ImageChops.offset(share, -aside[0], -aside[1])
    )
    return ImageChops.subtract(thin, beside.point(lambda mean: 255 if mean > 255 * _CROWDED else 0))


def _fits(dark: Image.Image, size: Size) -> Image.Image:
    """What a window of that size fits into: an opening, made of two means."""
    kernel = dark.filter(_window(size)).point(lambda mean: 255 if mean > 255 * _FULL else 0)
    return kernel.filter(_window(size)).point(lambda mean: 255 if mean > 0 else 0)


def _window(size: Size) -> ImageFilter.BoxBlur:
    return ImageFilter.BoxBlur((size[0] // 2, size[1] // 2))
