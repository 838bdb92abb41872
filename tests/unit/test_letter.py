"""The shape of a letter: one markup, two renderings that say the same."""

import re

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from assistant.domain import letter
from assistant.domain.letter import Paragraph, Table

MARKUP = """Subject: Line 4:   next steps


Dear  Ms Voss,

  One paragraph that
  runs over two lines.


| Our step | Date |
| factory test | 3 August 2027 |

Kind regards,\\
Lena Brandt
"""


def test_subject_is_the_first_paragraph_without_its_label() -> None:
    """The first paragraph is the subject, on one line with single blanks."""
    assert letter.parse(MARKUP).subject == "Line 4: next steps"


def test_blocks_are_paragraphs_and_tables() -> None:
    """Blank lines part the blocks, a backslash breaks a line, bars make a table."""
    assert letter.parse(MARKUP).blocks == (
        Paragraph(("Dear Ms Voss,",)),
        Paragraph(("One paragraph that runs over two lines.",)),
        Table((("Our step", "Date"), ("factory test", "3 August 2027"))),
        Paragraph(("Kind regards,", "Lena Brandt")),
    )


def test_prose_leaves_the_table_out() -> None:
    """The running text is what a word count is about."""
    assert "factory test" not in letter.parse(MARKUP).prose


def test_html_and_text_hold_the_same_words_in_the_same_order() -> None:
    """Whatever a reader's mail client shows, the letter says the same."""
    one = letter.parse(MARKUP)
    shown = LexborHTMLParser(one.html).text(separator=" ")
    assert shown.split() == one.text.replace("|", " ").split()


@given(st.text(alphabet=st.characters(exclude_characters="|\\\r", exclude_categories=["Cs"])))
def test_no_markup_leaves_double_blanks_or_live_html(value: str) -> None:
    """Any value a fact may hold is text in both renderings, with single blanks."""
    one = letter.parse(f"Subject: x\n\n{value}\n\nend")
    assert not re.search(r"  |\n\n\n", one.text)
    tags = set(re.findall(r"<(\w+)", one.html))
    assert tags <= {"p", "br", "table", "tr", "th", "td"}
