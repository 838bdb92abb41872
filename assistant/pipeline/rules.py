"""The rules that take a mail's evidence to a verdict, in the order in which they are asked."""

from assistant.domain.kind import Kind
from assistant.domain.order import Signal, Verdict
from assistant.pipeline.evidence import Evidence, has_numbers, names_an_order, numbered

# Papers that are no order, in no order of weight.
_PAPERS = (
    Kind.SHIPPING, Kind.INVOICE, Kind.ORDER_ACKNOWLEDGEMENT, Kind.RFQ, Kind.QUOTE, Kind.INTENT,
)  # fmt: skip
# A customer answers these with a PO, so they do not speak against one.
_BEFORE_ORDER = frozenset({Kind.RFQ, Kind.QUOTE, Kind.INTENT})
# A supplier sends these, if need be with a copy of our own order beside them.
_SUPPLIERS = (Kind.INVOICE, Kind.ORDER_ACKNOWLEDGEMENT, Kind.SHIPPING)


def decide(seen: Evidence) -> Verdict:
    """What the mail is by the first rule that applies."""
    for rule in (
        _own_order,
        _changed,
        _stated,
        _from_portal,
        _acknowledged,
        _altered,
        _shown,
        _ordered,
        _accepted,
        _demanded,
        _named,
        _paper_or_subject,
    ):
        found = rule(seen)
        if found:
            return found
    said = seen.said(seen.body_hits, *_PAPERS)
    if said and not seen.objection("complaint"):
        return verdict(said.kind, seen, "Its text says what it is", said.signal)
    if seen.listed:
        return verdict(Kind.NEWSLETTER, seen, "It says that it goes to a list", seen.listed[0])
    return verdict(Kind.OTHER, seen, "Nothing in it speaks for a received order")


def verdict(kind: Kind, seen: Evidence, why: str, signal: Signal | None = None) -> Verdict:
    """A verdict with all signals, and its reason with the words that decided."""
    return Verdict(kind, seen.signals, reason(why, signal))


def reason(why: str, signal: Signal | None = None) -> str:
    """One plain sentence, with the words that decided."""
    return f'{why}: "{signal.quote}" ({signal.where}).' if signal and signal.quote else f"{why}."


def _own_order(seen: Evidence) -> Verdict | None:
    ours = seen.paper(Kind.OUTGOING)
    if ours and not seen.paper(Kind.NEW_PO):
        return verdict(Kind.OTHER, seen, "The attached order names us as the buyer", ours)
    return None


def _changed(seen: Evidence) -> Verdict | None:
    """Changes and cancellations are looked for before new orders."""
    for kind in (Kind.PO_CANCELLATION, Kind.PO_REVISION):
        paper = seen.paper(kind)
        if paper:
            return verdict(kind, seen, "The attached paper is titled so", paper)
    if seen.objection("complaint", "chat") and not seen.handed_over:
        return None
    for kind in (Kind.PO_CANCELLATION, Kind.PO_REVISION):
        said = seen.said(seen.body_hits, kind) or seen.said(seen.portal_hits, kind)
        if not seen.is_reply or seen.handed_over:
            said = seen.said(seen.subject_hits, kind) or said or seen.said(seen.name_hits, kind)
        if said:
            return verdict(kind, seen, "It speaks of a change to an order", said.signal)
    return None


def _stated(seen: Evidence) -> Verdict | None:
    """A format that machines exchange leaves no doubt; of several papers the order decides."""
    order = next((one for one in seen.stated if one.code == Kind.NEW_PO), None)
    if order:
        return verdict(Kind.NEW_PO, seen, "An attached file is an order", order)
    if seen.stated and not seen.paper(Kind.NEW_PO):
        other = seen.stated[0]
        return verdict(Kind(other.code), seen, "An attached file says what it is", other)
    return None


def _from_portal(seen: Evidence) -> Verdict | None:
    said = seen.said(seen.portal_hits, Kind.NEW_PO)
    if said and has_numbers(seen) and not seen.objection("chat"):
        return verdict(Kind.NEW_PO, seen, "A purchasing portal announces an order", said.signal)
    return None


def _acknowledged(seen: Evidence) -> Verdict | None:
    """Somebody confirms or ships an order of ours."""
    said = seen.said(seen.body_hits, Kind.ORDER_ACKNOWLEDGEMENT)
    if not (seen.said(seen.body_hits, Kind.NEW_PO) or seen.paper(Kind.NEW_PO)):
        said = (
            seen.said(seen.subject_hits, Kind.SHIPPING)
            or seen.said(seen.subject_hits, Kind.ORDER_ACKNOWLEDGEMENT)
            or said
            or seen.said(seen.body_hits, Kind.SHIPPING)
        )
    if said and not seen.objection("complaint"):
        return verdict(said.kind, seen, "It answers an order that we placed", said.signal)
    return None


def _altered(seen: Evidence) -> Verdict | None:
    """A change whose words name no order: its number stands elsewhere in the mail.

    Only where nothing is handed over: a new order too says what is to come when.
    """
    ordered = seen.paper(Kind.NEW_PO) or seen.said(seen.body_hits, Kind.NEW_PO, Kind.INTENT)
    offered = seen.said(seen.subject_hits, *_PAPERS) or seen.said(seen.body_hits, *_BEFORE_ORDER)
    asked = seen.is_reply and "?" in seen.body.text
    against = seen.handed_over or seen.objection("complaint", "chat")
    if ordered or offered or asked or against:
        return None
    for kind in (Kind.PO_CANCELLATION, Kind.PO_REVISION):
        said = seen.said(seen.altered, kind)
        if said and names_an_order(seen):
            return verdict(kind, seen, "It speaks of a change to an order", said.signal)
    return None


def _shown(seen: Evidence) -> Verdict | None:
    """An order beside the paper that the mail is about: goods received, an invoice in question."""
    if not seen.paper(Kind.NEW_PO) or seen.said(seen.body_hits, Kind.NEW_PO):
        return None
    beside = seen.paper(*_SUPPLIERS)
    if beside:
        return verdict(Kind(beside.code), seen, "The order comes with another paper", beside)
    said = seen.said(seen.subject_hits, Kind.SHIPPING, Kind.INVOICE)
    if said:
        return verdict(said.kind, seen, "The order is shown with another paper", said.signal)
    return None


def _is_only_shown(seen: Evidence) -> bool:
    """The attached order is an earlier one, or proves a claim; or the mail is about it, asks
    what it would cost today, or asks something else and hands nothing over."""
    titled = seen.said((*seen.subject_hits, *seen.name_hits), Kind.NEW_PO)
    if seen.objection("old-order", "claim") or (seen.thing and not titled):
        return True
    if seen.said(seen.body_hits, Kind.NEW_PO):
        return False
    if seen.said(seen.body_hits, Kind.RFQ):
        return True
    if titled:
        return False
    asks = "?" in seen.body.text and not (seen.handed_over or seen.accepted or seen.offers)
    return asks or seen.objection("about-an-order") is not None


def _ordered(seen: Evidence) -> Verdict | None:
    """A new PO by its paper, or by a text that hands one over."""
    said = seen.said(seen.body_hits, Kind.NEW_PO)
    paper = seen.paper(Kind.NEW_PO)
    if paper and _is_only_shown(seen):
        return None
    if paper and (said or seen.handed_over or not seen.objection("complaint")):
        return verdict(Kind.NEW_PO, seen, "An attached paper is titled as an order", paper)
    if _is_another_paper(seen) or seen.said(seen.body_hits, Kind.INTENT):
        return None
    titled = seen.said(seen.subject_hits, Kind.NEW_PO)
    if said and (numbered(seen, said) or seen.message.attachments or titled):
        return verdict(Kind.NEW_PO, seen, "Its text hands over an order", said.signal)
    return None


def _accepted(seen: Evidence) -> Verdict | None:
    """The customer says yes to our quotation: an order with its number, else an intent."""
    answers_offer = seen.offers or seen.said(seen.subject_hits, Kind.QUOTE, Kind.RFQ)
    against = seen.objection("complaint", "chat", "old-order", "about-an-order")
    yes = seen.accepted or seen.demanded
    if not (yes and answers_offer) or against or _is_another_paper(seen):
        return None
    if seen.said(seen.hits, Kind.INTENT) or not seen.numbers:
        return verdict(Kind.INTENT, seen, "It says yes ahead of an order", yes[0])
    return verdict(Kind.NEW_PO, seen, "It says yes and names an order", seen.numbers[0])


def _demanded(seen: Evidence) -> Verdict | None:
    """A text that asks for goods and gives an order number: small customers order so."""
    asked = "?" in seen.body.text or seen.is_reply or seen.against or _is_another_paper(seen)
    other = seen.said(seen.hits, *_BEFORE_ORDER)
    if not (seen.demanded and seen.numbers) or asked or other:
        return None
    return verdict(Kind.NEW_PO, seen, "It asks for goods on an order", seen.demanded[0])


def _named(seen: Evidence) -> Verdict | None:
    """A new PO by its subject, its file name or its form, if nothing speaks against it."""
    promised = seen.said(seen.body_hits, Kind.INTENT)
    if seen.said(seen.subject_hits, *_PAPERS) or promised or seen.against or seen.papers:
        return None
    subject = seen.said(seen.subject_hits, Kind.NEW_PO)
    if subject and seen.handed_over and not seen.is_reply:
        return verdict(Kind.NEW_PO, seen, "Its subject names an order", subject.signal)
    named = seen.said(seen.name_hits, Kind.NEW_PO)
    if named and (seen.handed_over or subject or not seen.message.body.strip()):
        return verdict(Kind.NEW_PO, seen, "An attached file is named as an order", named.signal)
    if seen.is_form:
        return verdict(Kind.NEW_PO, seen, "Its text is laid out as an order")
    return None


def _is_another_paper(seen: Evidence) -> bool:
    """The subject names a paper that a customer does not answer with a PO."""
    other = seen.said(seen.subject_hits, *_PAPERS)
    return other is not None and other.kind not in _BEFORE_ORDER


def _paper_or_subject(seen: Evidence) -> Verdict | None:
    paper = next((one for one in seen.papers if one.code in _PAPERS), None)
    if paper:
        return verdict(Kind(paper.code), seen, "The attached paper is titled so", paper)
    promised = seen.said(seen.body_hits, Kind.INTENT)
    if promised and not seen.said(seen.body_hits, *_BEFORE_ORDER - {Kind.INTENT}):
        return verdict(Kind.INTENT, seen, "It speaks of an order to come", promised.signal)
    said = seen.said(seen.subject_hits, *_PAPERS)
    ordered = seen.said(seen.body_hits, Kind.NEW_PO)
    if said and ordered and seen.is_reply and not seen.objection("complaint", "chat"):
        # "Re: your offer" is our own old subject; a person should look at what stands below.
        return verdict(Kind.INTENT, seen, "An answer that speaks of an order", ordered.signal)
    if said and not seen.objection("complaint"):
        return verdict(said.kind, seen, "Its subject says what it is", said.signal)
    return None
