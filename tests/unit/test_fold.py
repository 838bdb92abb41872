"""Folding shows the check what a reader sees, and finds the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.fold import fold, plain, squeeze


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The  Kick-Off\tPlan", "the kick-off plan"),
        ("a sentence wrapped\nover lines", "a sentence wrapped over lines"),
        ("one paragraph\n \nanother", "one paragraph\nanother"),
        ("<b>Pl</b>an <i>B</i>", "plan b"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("pl<!-- a > b -->an", "plan"),
        ("the plan <!-- never closed", "the plan"),
        ("Pl&#97;n &amp; kick&shy;off", "plan & kickoff"),
        ("p\u200bl\u200da\ufeffn", "plan"),
        ("\u202eplan\u202c", "plan"),
        ("ＰＬＡＮ", "plan"),
        ("𝐩𝐥𝐚𝐧 ⓟⓛⓐⓝ 🅟🅛🅐🅝 🇵🇱🇦🇳", "plan plan plan plan"),
        ("рlаn ΚΙΝΔ", "plan kinδ"),
        ("ᴘʟᴀɴ", "plan"),
        ("p\u0335l\u0336a\u0337n", "plan"),
        ("Größe Œuvre déjà señor ação", "grosse oeuvre deja senor acao"),
        ("it’s – fine", "it's - fine"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
    ],
)
def test_folds_to_what_a_reader_sees(written: str, read: str) -> None:
    """Markup, invisible signs, alphabets and accents do not change what is read."""
    assert plain(written) == read


def test_japanese_sound_marks_stay_part_of_their_letter() -> None:
    """A mark over kana makes another letter; it is not dropped like an accent."""
    assert plain("が\u304b\u3099 ｶﾞ プラン") == "がが ガ プラン"


def test_quote_gives_the_original_words_back() -> None:
    """A span of the folded text is quoted as it was written, without markup."""
    original = "Our <b>Größe</b>\n  is «fine»."
    folded = fold(original)
    start = folded.text.index("grosse")
    assert folded.quote(original, start, start + 6) == "Größe"
    assert folded.quote(original, start, len(folded.text)) == "Größe is «fine»."


def test_quote_is_bounded() -> None:
    """A finding never carries a whole page."""
    original = "word " * 500
    folded = fold(original)
    assert len(folded.quote(original, 0, len(folded.text))) == 120


@pytest.mark.parametrize("written", ["pl-an", "p l a n", "p.l.a.n", "p_l_a_n", "pl4n", "plaaaan"])
def test_squeezed_text_makes_a_split_word_whole(written: str) -> None:
    """Signs between letters, look-alike digits and drawn-out letters are read through."""
    squeezed = squeeze(fold(written))
    assert squeezed.text == "plan"
    assert squeezed.whole(0, 4)


def test_squeezed_text_knows_where_words_begin() -> None:
    """Letters of two neighbouring words that happen to spell a third are no whole word."""
    squeezed = squeeze(fold("step lane"))
    at = squeezed.text.index("plan")
    assert not squeezed.whole(at, at + 4)


@given(st.text(max_size=200))
def test_every_folded_letter_points_into_the_original(text: str) -> None:
    """Whatever the input, both views keep one place per letter, in rising order."""
    folded = fold(text)
    squeezed = squeeze(folded)
    assert len(folded.spots) == len(folded.text)
    assert len(squeezed.spots) == len(squeezed.text)
    assert list(folded.spots) == sorted(folded.spots)
    assert list(squeezed.spots) == sorted(squeezed.spots)
    assert all(0 <= spot < len(text) for spot in folded.spots)
    assert all(0 <= spot < len(folded.text) for spot in squeezed.spots)
