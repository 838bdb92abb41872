"""Reads who bought and who sells: the companies that an order's blocks and letterhead name."""

import re
from collections.abc import Iterator, Sequence

from assistant.content.phrases import Phrases
from assistant.content.wording import letters
from assistant.domain.facts import Fact, FactName, Source, Status
from assistant.domain.mail import Message
from assistant.domain.people import Rep
from assistant.pipeline.blocks import block
from assistant.pipeline.companies import Company, company, is_ours
from assistant.pipeline.labels import Label
from assistant.pipeline.letterhead import Heard, Way, foot, letterhead
from assistant.pipeline.texts import Text
from assistant.pipeline.words import is_robot

_LINES = 3  # of a block, among which its company stands
_LEAST_LOGO = 4  # letters of a short name that is part of a full one
_ENOUGH = 2.0
_CERTAIN = 3.0
# A house or a postal code with its words: no telephone and no code.
_STREET_OR_PLACE = re.compile(
    r"(?<!\S)\d[\w/-]*[ ,]+[^\W\d_]{3,}|[^\W\d_]{3,},?[ ]+\d{4,}(?!\S)"
    r"|[^\W\d_]{3,}\.?[ ]\d{1,4}[a-z]?(?=,|$)|[A-Z]{1,2}\d{1,2}[A-Z]?[ ]\d[A-Z]{2}(?!\w)"
)
_DOMAIN = re.compile(r"(?:@|www\.|https?://)([\w-]+(?:\.[\w-]+){1,4})")


# The labels of blocks, and how much a name there weighs, with a legal form and without one.
_BLOCKS = (
    ("customer", Way.BLOCK, 4.0, 2.0),
    ("buyer", Way.BLOCK, 4.0, 4.0),
    ("contact", Way.BLOCK, 4.0, 0.0),
    ("site", Way.SITE, 2.0, 0.8),
)


def customer(texts: Sequence[Text], message: Message, rep: Rep, phrases: Phrases) -> Fact | None:
    """The buyer: the name for which blocks, letterhead, foot and domains speak the loudest.

    Never our own company nor the one at a supplier's label. Without a name the sender's
    domain stands in, only inferred.
    """
    sold = {one.company.key for one in _sellers(texts, rep, phrases)}
    names: dict[str, list[Heard]] = {}
    for one in _heard(texts, rep, phrases):
        if one.company.key not in sold:
            names.setdefault(one.company.key, []).append(one)
    _join_logos(names)
    stems = tuple(_stems(texts, message, rep, phrases))
    weights = {key: _weight(key, heard, stems) for key, heard in names.items()}
    best = max(weights, key=lambda key: weights[key], default="")
    if best and weights[best] >= _ENOUGH:
        # The fullest spelling of the name: the one with its legal form.
        heard = max(names[best], key=lambda one: (one.company.sure, one.weight))
        sure = heard.company.sure == 1 or weights[best] >= _CERTAIN
        return _fact(FactName.CUSTOMER, heard, sure=sure)
    return _sender(message, phrases)


def _join_logos(names: dict[str, list[Heard]]) -> None:
    """A short name counts for the one full name that begins with it: "ACME", "Acme Foods AG"."""
    full = [key for key, heard in names.items() if any(one.company.sure == 1 for one in heard)]
    for key in [key for key in names if key not in full and len(key) >= _LEAST_LOGO]:
        longer = [one for one in full if one.startswith(key)]
        if len(longer) == 1:
            names[longer[0]] += names.pop(key)


def _weight(key: str, heard: Sequence[Heard], stems: Sequence[str]) -> float:
    """The strongest word of each way, and more if a domain has the same name."""
    ways = {way: max((one.weight for one in heard if one.way is way), default=0) for way in Way}
    return sum(ways.values()) + (2 if any(_same(key, stem) for stem in stems) else 0)


def supplier(texts: Sequence[Text], rep: Rep, phrases: Phrases) -> Fact | None:
    """The seller as the paper names it: at its label, or our own company's name anywhere."""
    for one in _sellers(texts, Rep(rep.address), phrases):
        return _fact(FactName.SUPPLIER, one, sure=True)
    for text in texts:
        for row in text.layout.grid.rows if rep.company else ():
            for cell in row.cells:
                name = company(text, cell.start, cell.end, Rep(rep.address), phrases, plain=True)
                if name and letters(name.name).startswith(letters(rep.company)):
                    return _fact(
                        FactName.SUPPLIER, Heard(text, name, Way.BLOCK, 1, name.start), sure=True
                    )
    return None


def _heard(texts: Sequence[Text], rep: Rep, phrases: Phrases) -> Iterator[Heard]:
    for text in texts:
        # The first page speaks for the paper: later ones may name one of several companies.
        share = 1.0 if text.page < 2 else 0.5
        for name, way, legal, plain in _BLOCKS:
            for label in text.named(name):
                if name in ("buyer", "contact"):
                    may_be_plain = has_address(text, label)
                elif text.is_head(label):
                    may_be_plain = True
                else:
                    continue
                found = _in_block(text, label, rep, phrases, plain=may_be_plain)
                if found:
                    weight = (plain + (legal - plain) * found.sure) * share
                    yield Heard(text, found, way, weight, label.start)
        yield from letterhead(text, rep, phrases)
        if text.page == 1:
            yield from foot(text, rep, phrases)


def has_address(text: Text, label: Label) -> bool:
    """True if the block at a label goes on like an address: a number in its next lines."""
    labelled = {one.start for one in text.layout.labels}
    lines = block(text, label)[:4]
    if not lines or not text.text[lines[0].start : lines[0].end].lstrip(" :")[:1].isalpha():
        return False
    return any(
        _STREET_OR_PLACE.search(text.text, line.start, line.end)
        and "@" not in text.text[line.start : line.end]
        for line in lines[1:]
        if line.start not in labelled
    )


def _sellers(texts: Sequence[Text], rep: Rep, phrases: Phrases) -> Iterator[Heard]:
    for text in texts:
        for label in text.named("supplier"):
            if "customer" not in label.names and text.is_head(label):
                found = _in_block(text, label, rep, phrases, plain=True)
                if found:
                    yield Heard(text, found, Way.BLOCK, 0, label.start)


def _in_block(
    text: Text, label: Label, rep: Rep, phrases: Phrases, *, plain: bool
) -> Company | None:
    """The first line of a label's block that names a company."""
    for line in block(text, label)[:_LINES]:
        found = company(text, line.start, line.end, rep, phrases, plain=plain)
        if found:
            return found
        if is_ours(text.text[line.start : line.end], rep):
            return None
    return None


def _stems(texts: Sequence[Text], message: Message, rep: Rep, phrases: Phrases) -> Iterator[str]:
    """The names in the domains of the sender and of the papers, but for ours."""
    domains = [match[1].lower() for text in texts for match in _DOMAIN.finditer(text.text)]
    if message.sender:
        domains.append(message.sender.domain)
    for domain in dict.fromkeys(domains):
        if domain not in phrases.free_mail and domain not in rep.domains:
            parts = domain.split(".")
            yield from (letters(part) for part in parts[:-1] if len(part) > 3)


def _same(key: str, stem: str) -> bool:
    shorter, longer = sorted((key, stem), key=len)
    return len(shorter) > 3 and longer.startswith(shorter)


def _sender(message: Message, phrases: Phrases) -> Fact | None:
    sender = message.sender
    robot = message.automatic or (sender is not None and is_robot(sender.email))
    if sender is None or sender.domain in phrases.free_mail or robot:
        return None
    source = Source(message.message_id or message.ref.id, "", 0, sender.email)
    return Fact(FactName.CUSTOMER, sender.domain, sender.domain, source, Status.INFERRED)


def _fact(name: FactName, heard: Heard, *, sure: bool) -> Fact:
    status = Status.CUSTOMER_STATED if sure else Status.INFERRED
    place = heard.company.start, heard.company.end
    return heard.text.fact(
        name, heard.company.name, place, quoted_from=heard.quoted_from, status=status
    )
