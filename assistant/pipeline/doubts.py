"""Weighs what was read of an order: which facts sources dispute, and what could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from assistant.content.phrases import Phrases
from assistant.content.wording import fold, letters
from assistant.domain.facts import Fact, FactName, Status, first
from assistant.domain.mail import Document, Message
from assistant.domain.order import Doubt, OrderFinding, number_key
from assistant.pipeline import amounts, dates
from assistant.pipeline.references import stands

_SHORTEST = 3  # letters and digits below which a value stands anywhere by chance
_SCANNED = "{file} is a scan: please check what was read off it against the picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What was read, and what it is held against.

    `orders` are the papers that are an order, `mail` the facts of the mail's own words,
    `numbers` the PO numbers of all order papers, `hidden` what another way of reading the
    same file gives, and `other_total` the second reading of a total such as 12.500.
    """

    message: Message
    documents: tuple[Document, ...]
    orders: tuple[Document, ...]
    facts: tuple[Fact, ...]
    mail: tuple[Fact, ...] = ()
    numbers: tuple[Fact, ...] = ()
    hidden: tuple[Fact, ...] = ()
    other_total: str = ""

    @property
    def said(self) -> str:
        """The mail's own words."""
        return f"{self.message.subject}\n{self.message.body}"


def weigh(case: Weighed, phrases: Phrases) -> tuple[tuple[Fact, ...], tuple[OrderFinding, ...]]:
    """The facts, those in doubt as inferred ones, and one finding for each doubt."""
    findings = (
        *_two_orders(case),
        *_two_parsers(case),
        *_mail_against_paper(case, phrases),
        *_two_readings(case, phrases),
        *_unread(case),
    )
    disputed = {source for one in findings for source in one.sources}
    facts = tuple(
        replace(fact, status=Status.INFERRED) if fact.source in disputed else fact
        for fact in case.facts
    )
    return _scans(replace(case, facts=facts), findings)


def _ambiguous(message: str, *facts: Fact) -> OrderFinding:
    sources = tuple(dict.fromkeys(fact.source for fact in facts))
    return OrderFinding(Doubt.AMBIGUOUS, message, sources)


def _two_orders(case: Weighed) -> Iterator[OrderFinding]:
    """Two order papers in one mail whose numbers are not the same nor one part of the other."""
    if not case.numbers:
        return
    one = case.numbers[0]
    for two in case.numbers[1:]:
        if _differ(one, two):
            yield _ambiguous(
                f"two orders in one mail: {one.printed} in {_where(one)}"
                f" and {two.printed} in {_where(two)}",
                one,
                two,
            )
            return


def _differ(one: Fact, two: Fact) -> bool:
    first_key, second_key = number_key(one.value), number_key(two.value)
    shorter, longer = sorted((first_key, second_key), key=len)
    return not (shorter and shorter in longer)


def _where(fact: Fact) -> str:
    return fact.source.document or "the mail"


def _two_parsers(case: Weighed) -> Iterator[OrderFinding]:
    """What stands on the page as it looks, but nowhere in the file's text, or the reverse."""
    for document in case.orders:
        if not document.second or document.scanned:
            continue
        seen, text = letters("\n".join(document.pages)), letters("\n".join(document.second))
        for name in (FactName.PO_NUMBER, FactName.TOTAL, FactName.CURRENCY):
            fact, hidden = first(case.facts, name), first(case.hidden, name)
            if fact is None or fact.source.document != document.name:
                continue
            lost = _letters(fact) and _letters(fact) not in text
            other = hidden and _letters(hidden) and _letters(hidden) not in seen
            if lost or other:
                said = f", another reading of the file {hidden.printed}" if hidden else ""
                yield _ambiguous(
                    f"{document.name}: the page shows {fact.printed}{said};"
                    " the file does not say the same everywhere",
                    *[one for one in (fact, hidden) if one],
                )


def _letters(fact: Fact) -> str:
    plain = letters(fact.printed)
    return plain if len(plain) >= _SHORTEST else ""


def _mail_against_paper(case: Weighed, phrases: Phrases) -> Iterator[OrderFinding]:
    for name in (FactName.PO_NUMBER, FactName.TOTAL):
        mail, paper = first(case.mail, name), first(case.facts, name)
        if mail is None or paper is None or not paper.source.document or not paper.source.page:
            continue
        if name is FactName.PO_NUMBER:
            apart = _differ(mail, paper) and not stands(paper.value, fold(case.said))
        else:
            apart = _money_differs(mail, paper, case, phrases)
        if apart:
            what = "PO number" if name is FactName.PO_NUMBER else "total"
            yield _ambiguous(
                f"the mail names the {what} {mail.printed}, {_where(paper)} {paper.printed}",
                mail,
                paper,
            )


def _money_differs(mail: Fact, paper: Fact, case: Weighed, phrases: Phrases) -> bool:
    """Neither amount stands in the other's text: one may show the net sum, one the gross."""
    pages = [page for one in case.orders for page in one.pages]
    return not _states(mail.value, pages, phrases) and not _states(
        paper.value, [case.said], phrases
    )


def _states(value: str, texts: Sequence[str], phrases: Phrases) -> bool:
    sign = amounts.decimals(texts)
    try:
        wanted = Decimal(value)
    except InvalidOperation:
        return False
    return any(
        Decimal(one.value) == wanted for text in texts for one in amounts.find(text, sign, phrases)
    )


def _two_readings(case: Weighed, phrases: Phrases) -> Iterator[OrderFinding]:
    """A date such as 03/04/2026 or an amount such as 12.500 that nothing decides."""
    open_dates = [
        (fact, other)
        for fact in case.facts
        if fact.name in (FactName.PO_DATE, FactName.REQUESTED_DATE)
        and fact.status is Status.INFERRED
        and (other := _other_day(fact, phrases))
    ]
    if open_dates:
        fact, other = open_dates[0]
        yield _ambiguous(
            f"{fact.printed} in {_where(fact)} may be {_spoken(fact.value)} or {_spoken(other)}",
            *[one for one, _other in open_dates],
        )
    total = first(case.facts, FactName.TOTAL)
    if total and case.other_total:
        yield _ambiguous(
            f"{total.printed} in {_where(total)} may be {total.value} or {case.other_total}", total
        )


def _other_day(fact: Fact, phrases: Phrases) -> str:
    """The other reading of a printed date, "" if it has one only."""
    for order in (dates.Order.DAY_FIRST, dates.Order.MONTH_FIRST):
        for day in dates.find(fact.printed, order, phrases.months)[:1]:
            if day.iso != fact.value:
                return day.iso
    return ""


def _spoken(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B} {day.year}"


def _unread(case: Weighed) -> Iterator[OrderFinding]:
    """Files that could not be read, or not whole, where the order may be among them."""
    for document in case.documents:
        partly = document in case.orders
        if document.problem and (partly or not case.orders):
            yield OrderFinding(Doubt.UNREAD, f"{document.name}: {document.problem}")


def _scans(
    case: Weighed, findings: tuple[OrderFinding, ...]
) -> tuple[tuple[Fact, ...], tuple[OrderFinding, ...]]:
    """Facts read off a picture are inferred, unless the mail or another paper says the same."""
    scanned = {one.name for one in case.documents if one.scanned}
    if not scanned:
        return case.facts, findings
    names = " ".join(one.name for one in case.message.attachments)
    said = letters(f"{case.said}\n{names}")
    said += "".join(
        letters(page) for one in case.documents if not one.scanned for page in one.pages
    )
    facts, doubted = [], []
    for fact in case.facts:
        held = fact.source.document in scanned and fact.source.page
        if held and not (_letters(fact) and _letters(fact) in said):
            doubted.append(replace(fact, status=Status.INFERRED))
        facts.append(doubted[-1] if doubted and doubted[-1].source is fact.source else fact)
    if not doubted:
        return tuple(facts), findings
    message = _SCANNED.format(file=doubted[0].source.document)
    sources = tuple(dict.fromkeys(one.source for one in doubted))
    return tuple(facts), (*findings, OrderFinding(Doubt.SCANNED, message, sources))
