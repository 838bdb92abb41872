"""Reads the people a paper names: who buys, who asked for the goods, who approves, who answers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.content.phrases import Phrases
from assistant.content.wording import fold, letters
from assistant.domain.facts import Fact, FactName, Status
from assistant.domain.mail import Message
from assistant.domain.paper import Named, Part
from assistant.domain.people import Rep
from assistant.pipeline.blocks import block
from assistant.pipeline.buyers import has_address
from assistant.pipeline.labels import Label
from assistant.pipeline.person_names import Person, person, reached_at
from assistant.pipeline.signers import above, signers
from assistant.pipeline.spots import Where
from assistant.pipeline.texts import Text

_LINES = 3  # lines of a block in which a person's address and telephone stand
_MOST = 20  # people
_BLOCK = 6  # rows
_SHORT = 3  # letters
_PARTS = {
    "contact": Part.CONTACT,
    "buyer": Part.CONTACT,
    "originator": Part.ORIGINATOR,
    "approver": Part.APPROVER,
    "acknowledge": Part.ACKNOWLEDGE_TO,
    "receiver": Part.RECEIVER,
    "accounts": Part.ACCOUNTS,
    "attention": Part.CONTACT,
    "our_reference": Part.CONTACT,
}
# Labels that are followed by an address; without one they name nobody.
_BY_MAIL = (Part.ACKNOWLEDGE_TO, Part.ACCOUNTS)


def persons(
    texts: Sequence[Text], message: Message, rep: Rep, phrases: Phrases
) -> tuple[Person, ...]:
    """The people of the customer's side, at most 20, those at a contact's own label first.

    A label that asks for a person comes before "Buyer", beside which many print their company,
    then what may be a code ("Our reference"), and last who signed a letter. A name beside
    "Attention" is most often our own, so it counts only if the customer's side of the mail
    carries it, or if it stands in a block of the customer's.
    """
    found: list[Person] = []
    for name, part in _PARTS.items():
        for text in texts:
            for label in text.named(name):
                one = _at(text, label, part, rep, phrases)
                if (
                    one
                    and not _is_rep(one.named, rep)
                    and _counts(one, label, name, texts, message)
                ):
                    found.append(one)
                if len(found) == _MOST:
                    return tuple(_merged(found))
    if not any(one.named.part is Part.CONTACT for one in found):
        found += [one for text in texts for one in signers(text, rep, phrases)]
    return tuple(_merged(found))


def _counts(one: Person, label: Label, name: str, texts: Sequence[Text], message: Message) -> bool:
    """Whether who stands at a label is a person of the customer's side."""
    if name == "attention":
        return _on_the_mail(one.named, message) or _at_customer(one.text, label)
    if name == "buyer" and has_address(one.text, label):
        return False
    return name not in ("buyer", "contact") or not _is_customer(one.named.name, texts, message)


def _at_customer(text: Text, label: Label) -> bool:
    """The label stands in a block of the customer's side, or beside where the goods go.

    The nearest block above it in its columns decides whose block it is.
    """
    at = text.place(label)
    if at is None:
        return False
    above = [
        (place.row, one)
        for one in text.named("supplier", "site", "customer")
        if (place := text.place(one))
        and place.opens
        and 0 < at.row - place.row <= _BLOCK
        and place.span.over(at.span)
    ]
    if above:
        return "supplier" not in max(above, key=lambda one: one[0])[1].names
    beside = (text.place(one) for one in text.named("site"))
    return any(one and one.row == at.row for one in beside)


def contact(found: Sequence[Person]) -> Fact | None:
    """The buyer's contact: whoever a label calls so, or else who asked for the goods."""
    for part in (Part.CONTACT, Part.ORIGINATOR):
        for one in sorted(found, key=lambda person: not person.named.name):
            if one.named.part is part:
                value = one.named.name or one.named.email
                place = one.start, one.end
                return one.text.fact(FactName.CONTACT, value, place, quoted_from=one.quoted_from)
    return _approver(found)


def _approver(found: Sequence[Person]) -> Fact | None:
    """Where nobody else is named, who approved the order may answer for it: only inferred."""
    for one in found:
        if one.named.part is Part.APPROVER and one.named.name:
            place = one.start, one.end
            return one.text.fact(
                FactName.CONTACT,
                one.named.name,
                place,
                quoted_from=one.quoted_from,
                status=Status.INFERRED,
            )
    return None


def _at(text: Text, label: Label, part: Part, rep: Rep, phrases: Phrases) -> Person | None:
    at = text.place(label)
    # "par chèque", "by": so short a word heads its cell, or it is a sentence's.
    if at is None or not (at.fills or label.colon or len(label.text) > _SHORT):
        return None
    if not label.colon and not (text.page and at.opens):
        return None
    by_mail = part in _BY_MAIL
    for spot in text.spots(label):
        if by_mail or spot.where is not Where.BELOW or at.fills:
            one = person(text, spot, part, rep, phrases, by_mail=by_mail)
            if one:
                return _with_block(one, label, phrases)
            if spot.beside and not by_mail and not at.fills:
                return None
    return above(text, label, part, rep, phrases)


def _with_block(one: Person, label: Label, phrases: Phrases) -> Person:
    """The person with an address and a telephone from the next lines of the label's block."""
    email, phone = one.named.email, one.named.phone
    for line in block(one.text, label)[1:_LINES] if one.text.page else ():
        mail, number = reached_at(one.text.text[line.start : line.end], phrases)
        email, phone = email or mail, phone or number
    return replace(one, named=replace(one.named, email=email, phone=phone))


def _merged(found: Sequence[Person]) -> Iterator[Person]:
    """One entry a part and person: an address alone joins the name that it belongs to."""
    known: dict[tuple[Part, str], Person] = {}
    for one in found:
        named = one.named
        if not named.name:
            owner = next((other for other in found if _owns(other.named, named.email)), None)
            if owner:
                key = (owner.named.part, owner.named.name)
                held = known.get(key, owner)
                known[key] = replace(held, named=replace(held.named, email=named.email))
                continue
        known.setdefault((named.part, named.name or named.email), one)
    yield from known.values()


def _owns(named: Named, email: str) -> bool:
    """The words of a name stand in the address's local part."""
    local = letters(email.partition("@")[0])
    words = [letters(word) for word in named.name.split() if len(letters(word)) > 2]
    return bool(words) and sum(word in local for word in words) >= min(2, len(words))


def _is_customer(value: str, texts: Sequence[Text], message: Message) -> bool:
    """The same words are the customer's name: at its label, or as the sender's domain."""
    wanted = letters(value)
    if not wanted:
        return False
    if message.sender and wanted == letters(message.sender.domain.partition(".")[0]):
        return True
    return any(
        letters(text.text[spot.start : spot.end]).startswith(wanted)
        for text in texts
        for label in text.named("customer")
        for spot in text.spots(label)[:2]
    )


def _is_rep(named: Named, rep: Rep) -> bool:
    same = bool(named.name) and fold(named.name) == fold(rep.address.name)
    return same or (bool(named.email) and named.email == rep.address.email)


def _on_the_mail(named: Named, message: Message) -> bool:
    people = [one for one in (message.sender, *message.cc) if one]
    return any(
        (one.name and fold(one.name) in fold(named.name)) or one.email == named.email
        for one in people
    )
