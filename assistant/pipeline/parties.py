"""Reads who bought and for what: the buyer's company, its contact, the project's name."""

import re
from collections.abc import Sequence

from assistant.content.phrases import Phrases
from assistant.content.wording import fold, letters
from assistant.domain.facts import Fact, FactName, Source, Status
from assistant.domain.mail import Message
from assistant.domain.people import Rep
from assistant.pipeline.labels import Label, Spot
from assistant.pipeline.texts import Text
from assistant.pipeline.words import is_robot

_LETTERHEAD = 8  # lines at a page's top in which the buyer's own name stands
_CELL = re.compile(r"(?:(?!\s{3,}|\t|[▌|│•])[^\n])+")
_NAME = r"(?:[A-ZÀ-Þ][\w'’.-]*\.?)"
_PERSON = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Dr|Herr|Frau|Mme|M|Sr|Sra|Sig|Prof)\.?\s+)*{_NAME}(?:[ ]{_NAME}){{1,3}}"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PROJECT = re.compile(r"[^\n\t▌|│]{3,200}")
_LONGEST_PROJECT = 60
_NO_NAME = 80  # characters: so long a cell is a sentence, not a project's name
# Addresses of pages and mail, and signs of markup.
_NO_WORDS = re.compile(r"://|www\.|@|[<>{}\[\]`\\]|\*\*|&#?\w+;|[^\W_]\.[^\W\d_]{2,}|\w/\S*\.\w")
_WORD = re.compile(r"[^\s,;]+")


def customer(texts: Sequence[Text], message: Message, rep: Rep, phrases: Phrases) -> Fact | None:
    """The buyer: at its label, in the letterhead, or only inferred from the sender's domain."""
    for text in texts:
        for label in text.named("customer"):
            for spot in text.spots(label)[:2]:
                place = _company(text, _skip(text.text, spot.start), spot.end, rep, phrases)
                if place:
                    return _buyer(text, place, spot.quoted_from)
    for text in texts:
        if text.page == 1:
            found = _letterhead(text, rep, phrases)
            if found:
                return found
    sender = message.sender
    robot = message.automatic or (sender is not None and is_robot(sender.email))
    if sender is None or sender.domain in phrases.free_mail or robot:
        return None
    source = Source(message.message_id or message.ref.id, "", 0, sender.email)
    return Fact(FactName.CUSTOMER, sender.domain, sender.domain, source, Status.INFERRED)


def contact(texts: Sequence[Text], message: Message, rep: Rep, phrases: Phrases) -> Fact | None:
    """The person named as the buyer's contact.

    A label that asks for a person comes before "Buyer", beside which many print their company.
    A name beside "Attention" is most often our own, so it counts only if the customer's side
    of the mail carries it.
    """
    for name in ("contact", "attention", "buyer"):
        for text in texts:
            for label in text.named(name):
                for spot in text.spots(label)[:1]:
                    if not label.colon and (text.page == 0 or not _fills_line(text, label, spot)):
                        continue
                    fact = _person(text, spot, phrases)
                    if fact is None or _is_rep(fact.value, rep):
                        continue
                    if _names_company(text, spot, rep, phrases):
                        continue
                    if _stands_as_customer(fact.value, texts, message):
                        continue
                    if name != "attention" or _on_the_mail(fact.value, message):
                        return fact
    return None


def _names_company(text: Text, spot: Spot, rep: Rep, phrases: Phrases) -> bool:
    """A company's name fills the place: "Acme Foods Ltd", "Acme Foods, Inc."."""
    cell = _CELL.match(text.text, _skip(text.text, spot.start), spot.end)
    name, _, rest = (cell[0] if cell else "").partition(",")
    form = fold(rest.partition(",")[0]).strip()
    has_form = not phrases.company_forms.isdisjoint((form, form.rstrip(".")))
    ours = bool(rep.company) and letters(rep.company) in letters(name)
    return has_form or ours or _is_company(name.strip(), rep, phrases)


def _stands_as_customer(value: str, texts: Sequence[Text], message: Message) -> bool:
    """The same words are the customer's name: at its label, or as the sender's domain."""
    wanted = letters(value)
    if message.sender and wanted == letters(message.sender.domain.partition(".")[0]):
        return True
    return any(
        letters(text.text[spot.start : spot.end]).startswith(wanted)
        for text in texts
        for label in text.named("customer")
        for spot in text.spots(label)[:2]
    )


def project(texts: Sequence[Text]) -> Fact | None:
    """The project's name beside its label; a document's "Re:" line is only inferred."""
    for name, status in (("project", Status.CUSTOMER_STATED), ("regarding", Status.INFERRED)):
        for text in texts:
            for label in text.named(name):
                if not label.colon or (name == "regarding" and not _opens_line(text, label.start)):
                    continue
                value = _project_name(text.text, label.end)
                if value:
                    start = text.text.index(value, label.end)
                    return text.fact(
                        FactName.PROJECT,
                        " ".join(value.split()),
                        (start, start + len(value)),
                        quoted_from=label.start,
                        status=status,
                    )
    return None


def _project_name(page: str, start: int) -> str:
    """The cell's words, cut at a word; "" for sentences, addresses, markup and numbers."""
    match = _PROJECT.match(page, start)
    value = re.split(r"\s{3,}", match[0].strip())[0] if match else ""
    if len(value) > _NO_NAME or _NO_WORDS.search(value):
        return ""
    if len(value) > _LONGEST_PROJECT:
        value = value[: _LONGEST_PROJECT + 1].rpartition(" ")[0].rstrip(" ,;:-–(")
    return value if any(letter.isalpha() for letter in value) and len(value) > 2 else ""


def _opens_line(text: Text, place: int) -> bool:
    return not text.text[text.line(place)[0] : place].strip()


def _skip(text: str, start: int) -> int:
    match = re.compile(r"[\s:.\-]*").match(text, start)
    return match.end() if match else start


def _buyer(text: Text, place: tuple[int, int], quoted_from: int) -> Fact:
    value = " ".join(text.text[slice(*place)].split())
    return text.fact(FactName.CUSTOMER, value, place, quoted_from=quoted_from)


def _company(
    text: Text, start: int, end: int, rep: Rep, phrases: Phrases
) -> tuple[int, int] | None:
    """The place of a company's name that begins at `start`: up to a gap or a next label."""
    cell = _CELL.match(text.text, start, end)
    if not cell:
        return None
    stop = min([cell.end(), *(one.start for one in text.labels if start < one.start < cell.end())])
    name = text.text[start:stop].rstrip(" ,;:-\t")
    return (start, start + len(name)) if _is_company(name, rep, phrases) else None


def _is_company(name: str, rep: Rep, phrases: Phrases) -> bool:
    """Words that end in, or hold, a legal form, and that are not our own company."""
    plain = fold(name)
    if rep.company and letters(rep.company) in letters(name):
        return False
    words = [word.strip("()") for word in _WORD.findall(plain)]
    has_form = any(
        word in phrases.company_forms or word.rstrip(".") in phrases.company_forms
        for word in words[1:]
    )
    return has_form and len(words) <= 9 and name[:1].isupper()


def _letterhead(text: Text, rep: Rep, phrases: Phrases) -> Fact | None:
    supplied = [label.end for label in text.named("supplier")]
    lines, start = 0, 0
    for line in text.text.split("\n"):
        if line.strip():
            lines += 1
        if lines > _LETTERHEAD:
            return None
        for cell in _CELL.finditer(text.text, start, start + len(line)):
            after_label = any(0 <= cell.end() - end <= len(cell[0]) + 60 for end in supplied)
            begin = cell.end() - len(cell[0].lstrip())
            # "Buyer: Acme Ltd": the name is what stands behind the last label of the cell.
            inside = [one.end for one in text.labels if begin <= one.start < one.end < cell.end()]
            begin = _skip(text.text, max([begin, *inside]))
            place = _company(text, begin, cell.end(), rep, phrases)
            if place and not after_label:
                return _buyer(text, place, place[0])
        start += len(line) + 1
    return None


def _fills_line(text: Text, label: Label, spot: Spot) -> bool:
    """A label without a colon must be set off: it opens its line, or a gap is around it."""
    before = text.text[text.line(label.start)[0] : label.start]
    after = text.text[label.end - 2 : label.end]
    return spot.beside and (not before.strip() or before.endswith("  ") or after == "  ")


def _person(text: Text, spot: Spot, phrases: Phrases) -> Fact | None:
    """A name, an address, or both, where a contact's label points to."""
    begin, end = _skip(text.text, spot.start), spot.end
    if any(one.start == begin for one in text.labels):
        return None
    name = _PERSON.match(text.text, begin, end)
    if name and not phrases.desk_words.isdisjoint(fold(name[0]).split()):
        name = None
    if name and any(letter.isdigit() for letter in name[0]):
        name = None
    mail = _EMAIL.search(text.text, begin, end)
    if name is None and mail is None:
        return None
    value = " ".join(name[0].split()) if name else mail[0] if mail else ""
    place = (begin, max(name.end() if name else 0, mail.end() if mail else 0))
    if mail and not name:
        place = mail.span()
    return text.fact(FactName.CONTACT, value, place, quoted_from=spot.quoted_from)


def _is_rep(value: str, rep: Rep) -> bool:
    plain = fold(value)
    return plain == fold(rep.address.name) or rep.address.email in plain


def _on_the_mail(value: str, message: Message) -> bool:
    people = [one for one in (message.sender, *message.cc) if one]
    plain = fold(value)
    return any((one.name and fold(one.name) in plain) or one.email in plain for one in people)
