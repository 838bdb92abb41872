"""The wording of order mail loads, and its small language means what it says."""

import pytest

from assistant.content import phrases
from assistant.content.wording import expand, fold, letters, phrase
from assistant.domain.kind import Kind
from assistant.errors import ConfigError

NOUNS = {"po": ["purchase order", "po", "p.o."]}
# Every table of common.toml, empty.
MINIMAL = "".join(
    f"[{section}]\n" + "".join(f"{key} = []\n" for key in keys)
    for section, keys in phrases.COMMON.items()
)


def stands(source: str, text: str) -> bool:
    return phrase(source, NOUNS).search(fold(text)) is not None


def test_the_shipped_wording_loads_and_every_pattern_compiles() -> None:
    """All shipped phrases are regular, and none matches the empty text."""
    loaded = phrases.load()
    everything = [
        one
        for kinds in (loaded.subject, loaded.body, loaded.portal, loaded.altered)
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


def test_printed_headers_are_known_in_every_language() -> None:
    """Each field of a printed header has its labels, and a forwarded mail its mark."""
    loaded = phrases.load()
    assert {"from", "date", "to", "cc", "subject"} == set(loaded.printed.values())
    for label, field in (("von", "from"), ("envoyé", "date"), ("asunto", "subject")):
        assert loaded.printed[label] == field
    assert {"fw", "fwd", "wg", "tr", "rv", "enc"} <= loaded.forwards <= loaded.replies


def test_written_words_come_longest_first() -> None:
    """Where one word holds another, the longer one is found: a change before an order."""
    written = list(phrases.load().written)
    for place, word in enumerate(written):
        assert not any(word in later for later in written[place + 1 :])


@pytest.mark.parametrize("name", ["accepts", "demands", "conditional", "settled", "old", "wanted"])
def test_every_list_of_a_language_reaches_the_value(name: str) -> None:
    """The lists that a mail is weighed by hold phrases of several languages."""
    assert len(getattr(phrases.load(), name)) > 5
