"""Own words and quoted history are parted in every language we know, in linear time."""

import sys

import pytest

from assistant.mail.history import split

OWN = "Please find our order attached.\n\nKind regards\nMara"

INTRODUCTIONS = [
    "On Tue, May 12, 2026 at 10:04 AM Ann Weaver <ann@supplier.example> wrote:",
    (
        "On Tue, May 12, 2026 at 10:04 AM Ann Weaver, Senior Account Manager\n"
        "<ann@supplier.example> wrote:"
    ),
    "On 12 May 2026, at 10:04, Ann Weaver wrote:",
    "Am 12.05.2026 um 10:04 schrieb Ann Weaver:",
    "Am Di., 12. Mai 2026 um 10:04 Uhr schrieb Ann Weaver <\nann@supplier.example>:",
    "Le mar. 12 mai 2026 à 10:04, Ann Weaver <ann@supplier.example> a écrit :",
    "El mar, 12 may 2026 a las 10:04, Ann Weaver (<ann@supplier.example>) escribió:",
    "Il giorno mar 12 mag 2026 alle ore 10:04 Ann Weaver <ann@supplier.example> ha scritto:",
    "Em ter., 12 de mai. de 2026 às 10:04, Ann Weaver <ann@supplier.example> escreveu:",
    "Op di 12 mei 2026 om 10:04 schreef Ann Weaver <ann@supplier.example>:",
    "wt., 12 maj 2026 o 10:04 Ann Weaver <ann@supplier.example> napisał(a):",
    "Den tis 12 maj 2026 kl 10:04 skrev Ann Weaver <ann@supplier.example>:",
    "tirs. 12. maj 2026 kl. 10.04 skrev Ann Weaver <ann@supplier.example>:",
    "вт, 12 мая 2026 г. в 10:04, Ann Weaver <ann@supplier.example>:",
    "12.05.2026 10:04, Ann Weaver пишет:",
    "2026年5月12日(火) 10:04 Ann Weaver <ann@supplier.example>:",
    "Ann Weaver <ann@supplier.example> 于2026年5月12日周二 10:04写道：",
]

HEADER_BLOCKS = [
    (
        "From: Ann Weaver <ann@supplier.example>\nSent: Tuesday, May 12, 2026 10:04\nTo: Mara\n"
        "Subject: Offer"
    ),
    "Von: Ann Weaver\nGesendet: Dienstag, 12. Mai 2026 10:04\nAn: Mara\nBetreff: Angebot",
    "De : Ann Weaver\nEnvoyé : mardi 12 mai 2026 10:04\nÀ : Mara\nObjet : Offre",
    "De: Ann Weaver\nEnviado el: martes, 12 de mayo de 2026 10:04\nPara: Mara\nAsunto: Oferta",
    "Da: Ann Weaver\nInviato: martedì 12 maggio 2026 10:04\nA: Mara\nOggetto: Offerta",
    "Van: Ann Weaver\nVerzonden: dinsdag 12 mei 2026 10:04\nAan: Mara\nOnderwerp: Offerte",
    "Od: Ann Weaver\nWysłano: wtorek, 12 maja 2026 10:04\nDo: Mara\nTemat: Oferta",
    "Från: Ann Weaver\nSkickat: den 12 maj 2026 10:04\nTill: Mara\nÄmne: Offert",
    "Fra: Ann Weaver\nSendt: 12. maj 2026 10:04\nTil: Mara\nEmne: Tilbud",
    "От: Ann Weaver\nОтправлено: 12 мая 2026 г. 10:04\nКому: Mara\nТема: Предложение",
    "差出人: Ann Weaver\n送信日時: 2026年5月12日 10:04\n宛先: Mara\n件名: 見積",
    "发件人: Ann Weaver\n发送时间: 2026年5月12日 10:04\n收件人: Mara\n主题: 报价",
    "*From:* Ann Weaver <ann@supplier.example>\n*Date:* 12 May 2026\n*To:* Mara",
    "________________________________\nLähde: Ann <ann@supplier.example>\nAika: 10:04\nOtsikko: x",
    "-----Original Message-----\nFrom: Ann Weaver",
    "-----Ursprüngliche Nachricht-----\nVon: Ann Weaver",
    "---------- Forwarded message ---------\nFrom: Ann Weaver",
    "-------- Weitergeleitete Nachricht --------\nBetreff: Angebot",
    "Begin forwarded message:\n\nFrom: Ann Weaver",
    "---------------------- Forwarded by Ann Weaver on 12/05/2026 10:04 -----------------------",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_history_marked_below_an_introduction(introduction: str) -> None:
    """Marked lines and the line that introduces them are history, without their marks."""
    own, quoted = split(f"{OWN}\n\n{introduction}\n\n> Our offer holds.\n> > Your price?\n")
    assert own == OWN
    assert quoted == f"{introduction}\nOur offer holds.\nYour price?"


@pytest.mark.parametrize("opening", INTRODUCTIONS + HEADER_BLOCKS)
def test_unmarked_history_below_an_opening(opening: str) -> None:
    """Without any mark, everything from the opening line on is history."""
    own, quoted = split(f"{OWN}\n\n{opening}\n\nOur offer holds.\n\nAnn")
    assert own == OWN
    assert quoted == f"{opening}\n\nOur offer holds.\n\nAnn"


def test_answers_between_the_lines_stay_own() -> None:
    """Own lines between marked ones are this author's words."""
    text = (
        "See below.\n\nOn 12 May 2026, at 10:04, Ann wrote:\n\n> When?\nIn June.\n> Where?\nHere.\n"
    )
    assert split(text) == (
        "See below.\n\nIn June.\nHere.",
        "On 12 May 2026, at 10:04, Ann wrote:\nWhen?\nWhere?",
    )


def test_an_answer_below_the_quote_stays_own() -> None:
    """A reply under its quote is found."""
    assert split("Ann wrote:\n> When?\n\nIn June.") == ("In June.", "Ann wrote:\nWhen?")


@pytest.mark.parametrize(
    "text",
    [
        "As you wrote on 12 May 2026:\nplease go on.",
        "Please ship\nFrom: Hamburg\nTo: Munich\nDate: 12 May 2026 10:00\nThanks",
        "Order 4711\n-----------------------------\nItem: pump\nQty: 3\nPrice: 5",
        "From: Purchasing\nTo: All suppliers\nSubject: Holidays\n\nWe are closed in August.",
        "On Monday we start; on Tuesday you deliver:\n1 pump\n2 seals",
        "Delivery until 12:30. Contact: Ann <ann@supplier.example> or Bob:\nboth are here.",
        "The original message\nwas lost.",
    ],
)
def test_own_words_that_look_like_history(text: str) -> None:
    """Routes, tables, memos and references to earlier letters stay own."""
    assert split(text) == (text, "")


def test_own_words_right_above_an_introduction() -> None:
    """Without a blank line in between, the last own line stays own."""
    text = "Thanks, by 12:30!\nOn 12 May 2026, at 10:04, Ann wrote:\n> When?"
    assert split(text)[0] == "Thanks, by 12:30!"
    text = "Thanks, it wrote itself,\nAnn <ann@supplier.example>\n12:30:\nPO 4711"
    assert split(text) == (text, "")


def test_a_forwarded_mail_alone_is_history() -> None:
    """A forward without a word of one's own has no own words."""
    text = "---------- Forwarded message ---------\nFrom: Ann <ann@supplier.example>\n\nPO 4711"
    assert split(text) == ("", text)


def test_nothing_is_lost() -> None:
    """Every word of a mail is either own or history."""
    text = "\n".join([OWN, "", INTRODUCTIONS[0], "> a1 b2", "c3", HEADER_BLOCKS[0], "d4"])
    own, quoted = split(text)
    marks = str.maketrans("", "", "\n ")
    both = sorted((own + quoted).translate(marks))
    assert both == sorted(text.replace("> a1", "a1").translate(marks))


@pytest.mark.parametrize(
    "line",
    [
        "On ",
        "On 2026 10:00 wrote\n",
        "From: a\n",
        ">",
        "\n",
        "____________\n",
        "-",
        "wrote: ",
        "a:\n",
    ],
)
def test_the_work_grows_with_the_text_only(line: str) -> None:
    """Ten times the text costs about ten times the steps, for lines that start a search."""
    small, large = (_steps(line * count) for count in (300, 3_000))
    assert large < small * 20 + 2_000


def _steps(text: str) -> int:
    """How many lines of Python one split runs."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    split("")
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        split(text)
    finally:
        sys.settrace(None)
    return count
