"""The wording of order mail loads, and its small language means what it says."""

import pytest

from assistant.content import phrases
from assistant.content.wording import expand, fold, letters, phrase
from assistant.domain.kind import Kind
from assistant.errors import ConfigError

NOUNS = {"po": ["purchase order", "po", "p.o."]}
MINIMAL = """
[files]
risky = []
readable = []
harmless = []
[mail]
free = []
[money]
codes = []
symbols = []
[titles]
tails = []
[company]
forms = []
desks = []
"""


def stands(source: str, text: str) -> bool:
    return phrase(source, NOUNS).search(fold(text)) is not None


def test_the_shipped_wording_loads_and_every_pattern_compiles() -> None:
    """All shipped phrases are regular, and none matches the empty text."""
    loaded = phrases.load()
    everything = [
        one
        for kinds in (loaded.subject, loaded.body, loaded.portal)
        for ones in kinds.values()
        for one in ones
    ]
    assert len(everything) > 300
    assert not any(one.search("") for one in everything)
    assert loaded.titles["purchase order"] is Kind.NEW_PO
    assert loaded.months["märz"] == loaded.months["march"] == 3


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{po} #", "PO 4711"),
        ("{po} #", "Purchase order no. A-77"),
        ("{po} #", "PO#4417"),
        ("{po} #", "PO100538"),
        ("{po} #", "P.O.-7731/B"),
        ("attached ... {po}", "Attached, for your records, is our PO"),
        ("attached ... {po}", "attached please\nfind the purchase  order"),
        ("(find|see) ... {po} (attached|enclosed)", "See the signed PO enclosed"),
        ("please [kindly] send", "please kindly send"),
        ("please [kindly] send", "please send"),
        ("ihre[n] auftrag", "Ihren Auftrag"),
        ("^ [new] order #", "Order 12"),
    ],
)
def test_a_phrase_stands_where_its_words_stand(source: str, text: str) -> None:
    """Numbers, gaps, alternatives and optional words are matched in any case of letters."""
    assert stands(source, text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{po} #", "PO Box 4711"),
        ("{po} #", "post2020"),
        ("{po} #", "a purchase order must"),
        ("attached ... {po}", "It is attached. The PO follows"),
        ("attached ... {po}", "attached\n\nPO"),
        ("attached ... {po}", "attached one two three four five six seven PO"),
        ("^ [new] order #", "FERC order 888"),
        ("{po} attached", "report attached"),
    ],
)
def test_a_phrase_does_not_stand_elsewhere(source: str, text: str) -> None:
    """Sentence ends, empty lines and parts of longer words break a phrase."""
    assert not stands(source, text)


def test_titles_are_written_out() -> None:
    """Alternatives and optional words of a title become plain titles."""
    assert set(expand("(revised|amended) [local] purchase order")) == {
        "revised purchase order",
        "revised local purchase order",
        "amended purchase order",
        "amended local purchase order",
    }


def test_folding_keeps_every_place() -> None:
    """A folded text is as long as the written one, even where lower case is longer."""
    written = "İstanbul’s ORDER\u00a0–\u202f4711"
    assert len(fold(written)) == len(written)
    assert fold(written).endswith("'s order - 4711")
    assert letters("Infra F.Z. L.L.C.") == letters("INFRA FZ LLC")


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        ({"common.toml": MINIMAL, "xx.toml": "[subjekt]\n"}, ("xx.toml", "subjekt")),
        ({"common.toml": MINIMAL, "xx.toml": "[body]\nneworder = []\n"}, ("xx.toml", "neworder")),
        ({"common.toml": MINIMAL + "more = []\n"}, ("common.toml", "more")),
        ({"common.toml": "[mail]\nfree = []\n"}, ("common.toml", "files")),
        ({"common.toml": MINIMAL, "xx.toml": "[body]\nquote = ['{bo} #']\n"}, ("xx.toml", "bo")),
        ({"common.toml": MINIMAL, "xx.toml": "[body]\nquote = ['(a|b']\n"}, ("xx.toml", "bracket")),
        ({"common.toml": MINIMAL, "xx.toml": "[body\n"}, ("xx.toml",)),
        ({}, ("common.toml",)),
    ],
)
def test_a_wrong_file_is_named(texts: dict[str, str], named: tuple[str, ...]) -> None:
    """An unknown key, noun or bracket stops the start and names its file and key."""
    with pytest.raises(ConfigError) as caught:
        phrases.parse(texts)
    assert all(word in str(caught.value) for word in named)
