"""Folds text to the plain letters a reader sees, keeping the way back to the original."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# One piece of markup or one character. Attribute text is possessive: no way back, no blow-up.
_PIECE = re.compile(
    r"(?P<comment><!--)|(?P<tag><[/!?]?(?P<name>[A-Za-z][A-Za-z0-9]*)[^<>]*+>)"
    r"|(?P<entity>&\#?[0-9A-Za-z]{1,32};)|(?P<plain>.)",
    re.DOTALL,
)
# Tags that stand inside a word without parting it; every other tag parts words.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "code", "del", "em", "font", "i", "ins", "kbd"}
    | {"mark", "s", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr"}
)
_TAG = re.compile(r"<[^<>]*+>")

# Letters of other alphabets by the Latin letter a reader takes them for (drafting page D,
# "look-alikes"): Cyrillic, Greek, Armenian, small capitals, Cherokee, Lisu, barred letters.
_LOOKS = {
    ord(look): letter
    for letter, looks in {
        "a": "аαɑᴀᎪꓮ", "b": "бвβʙᏴꓐьЬ", "c": "сϲᴄᏟꓚ", "d": "ԁđᴅᎠꓓ", "e": "еєεᴇᎬꓰ",
        "f": "ғꜰꓝ", "g": "ɡցɢᏀꓖ", "h": "һнհħʜᎻꓧ", "i": "іιıɪӏӀᏆꓲ", "j": "јᴊᎫꓙ",
        "k": "кκĸᴋᏦꓗ", "l": "łʟᏞꓡ", "m": "мᴍᎷꓟ", "n": "пոηɴꓠ", "o": "оοօøσᴏꓳ",
        "p": "рρᴘᏢꓑ", "q": "ԛզ", "r": "гʀꓣ", "s": "ѕꜱᏚꓢ", "t": "тτŧᴛᎢꓔ",
        "u": "սʋυᴜꓴ", "v": "ѵνᴠᏙꓦ", "w": "ԝωᴡᎳꓪ", "x": "хχꓫ", "y": "уүγʏꓬ", "z": "ᴢᏃꓜ",
        "oe": "œ", "ae": "æ",
    }.items()
    for look in looks
}  # fmt: skip
# Capitals whose small form looks like another letter: the Greek eta, rho, upsilon, nu.
_LOOKS_UPPER = str.maketrans("ΗΝΡΥ", "hnpy")
_SIGNS = str.maketrans(
    dict.fromkeys("’‘ʼ`´′＇ʹ", "'")
    | dict.fromkeys("“”„«»‟″", '"')
    | dict.fromkeys("‐‑‒–—―−⁃﹣", "-")
)
# Fillers that show nothing although Unicode does not call them format characters.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
_HIDDEN = frozenset({"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"})
_VOICED = frozenset("\u3099\u309a\uff9e\uff9f")  # Japanese sound marks: part of the letter
# Letters drawn in boxes and flags that no normal form resolves (Unicode 1F150, 1F170, 1F1E6).
_BOXED = ((0x1F150, 0x1F169), (0x1F170, 0x1F189), (0x1F1E6, 0x1F1FF))
_LEET_LETTERS = dict(zip("013457@$!|", "oieastasii", strict=True))


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `spots[i]` is the place in the original that character i came from."""

    text: str
    spots: tuple[int, ...]

    def quote(self, original: str, start: int, end: int) -> str:
        """The original words of the folded span without markup, at most 120 letters."""
        written = original[self.spots[start] : self.spots[end - 1] + 1]
        words = " ".join(html.unescape(_TAG.sub("", written)).split())
        return words if len(words) <= 120 else words[:119] + "…"


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Letters only, look-alike digits read as letters. `spots` points into the folded text.

    `edges` holds the places where a word of the folded text begins.
    """

    text: str
    spots: tuple[int, ...]
    edges: frozenset[int]

    def whole(self, start: int, end: int) -> bool:
        """True if the span begins where a word begins and ends where one ends."""
        return start in self.edges and (end == len(self.text) or end in self.edges)


def _markup(text: str) -> Iterator[tuple[int, str]]:
    """The visible characters of `text` with their place; a parting tag becomes a line break."""
    skip_to = 0
    for piece in _PIECE.finditer(text):
        at = piece.start()
        if at < skip_to:
            continue
        if piece["comment"]:
            end = text.find("-->", at)
            skip_to = len(text) if end < 0 else end + 3
        elif piece["tag"]:
            if piece["name"].lower() not in _INLINE:
                yield at, "\n"
        elif piece["entity"]:
            for character in html.unescape(piece["entity"]):
                yield at, character
        else:
            yield at, piece["plain"]


def _boxed(character: str) -> str:
    code = ord(character)
    for first, last in _BOXED:
        if first <= code <= last:
            return chr(ord("a") + code - first)
    return character


def _letter(cluster: str) -> str:
    """One character and its marks as the plain letters a reader takes it for ("" for none)."""
    if cluster.isascii():
        return cluster.lower() if cluster.isprintable() else ""
    if cluster[-1] in _VOICED:
        cluster = unicodedata.normalize("NFKC", cluster)
    plain = unicodedata.normalize("NFKD", cluster.translate(_SIGNS).translate(_LOOKS_UPPER))
    if unicodedata.normalize("NFC", plain)[:1] >= "\u3040":  # kana keep their sound marks
        plain = unicodedata.normalize("NFC", plain)
    kept = "".join(
        _boxed(c) for c in plain if c not in _BLANK and unicodedata.category(c) not in _HIDDEN
    )
    return kept.translate(_SIGNS).casefold().translate(_LOOKS)


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """The folded letters with their place; white space is passed on as it stands."""
    held: tuple[int, str] | None = None
    for at, character in _markup(text):
        if character in _VOICED and held:
            held = (held[0], held[1] + character)
            continue
        if held:
            yield from ((held[0], letter) for letter in _letter(held[1]))
        held = None
        if character.isspace():
            yield at, "\n" if character in "\n\v\f\u2028\u2029" else " "
        else:
            held = (at, character)
    if held:
        yield from ((held[0], letter) for letter in _letter(held[1]))


def fold(text: str) -> Folded:
    """Plain lower-case letters: no tags, entities, invisible signs, accents or look-alikes.

    Runs of white space become one blank, an empty line becomes one line break, so that a
    sentence wrapped over lines reads as one and two paragraphs do not.
    """
    letters: list[str] = []
    spots: list[int] = []
    blank: list[str] = []
    for at, letter in _letters(text):
        if letter in " \n":
            blank.append(letter)
            continue
        if blank and letters:
            letters.append("\n" if blank.count("\n") > 1 else " ")
            spots.append(max(at - 1, 0))
        blank.clear()
        letters.append(letter)
        spots.append(at)
    return Folded("".join(letters), tuple(spots))


def plain(text: str) -> str:
    """Just the folded letters, for a word to look for."""
    return fold(text).text


def squeeze(folded: Folded) -> Squeezed:
    """The letters run together, so that a word split by signs or blanks is whole again.

    A letter drawn out to three or more counts once.
    """
    letters: list[str] = []
    spots: list[int] = []
    edges: set[int] = set()
    run = 0  # how often the last letter has been seen in a row; 0 parts words
    for at, sign in enumerate(folded.text):
        letter = _LEET_LETTERS.get(sign, sign)
        inside = letter.isalnum() and (sign not in "!|" or folded.text[at + 1 : at + 2].isalnum())
        if not inside:
            run = 0
            continue
        if run == 0:
            edges.add(len(letters))
        run = run + 1 if run and letters[-1] == letter else 1
        if run == 3:
            letters.pop()
            spots.pop()
        if run < 3:
            letters.append(letter)
            spots.append(at)
    return Squeezed("".join(letters), tuple(spots), frozenset(edges))
