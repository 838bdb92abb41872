"""Who stands in an X12 message: the customer, the supplier, the place and the people."""

from dataclasses import dataclass, field

from assistant.documents.edi.segments import Segment
from assistant.documents.edi.sheet import Sheet, naming
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Part

# Element 98, best first.
_BUYERS = ("BY", "OB", "BT", "SO", "PR")
_SELLERS = ("SE", "VN", "SU", "MF", "RE", "SF")
# Element 66: codes that name a company wherever it is met: D-U-N-S, GLN.
_COMPANY_CODES = frozenset({"1", "9", "UL"})
_DROP_SHIP = "DS"  # element 92: the goods go to the customer's own customer

# Element 366. Others are the buyer's contact, or what the party they stand at makes of them.
_PARTS = {
    **dict.fromkeys(("AP", "AD"), Part.ACCOUNTS),
    **dict.fromkeys(("RE", "RD", "DC", "DI", "WH"), Part.RECEIVER),
    "CH": Part.APPROVER,  # change order approver
}
_SELLERS_PEOPLE = frozenset({"SU", "SR", "SA", "SD", "AR"})
_BUYERS_PEOPLE = frozenset({"BD", "OC"})
_AT_PARTY = {"BY": Part.CONTACT, "OB": Part.CONTACT, "SO": Part.CONTACT, "ST": Part.RECEIVER}
_AT_PARTY |= {"BT": Part.ACCOUNTS, "PR": Part.ACCOUNTS}
_REACHED = frozenset({"TE", "WP", "CP", "EM"})  # element 365; telefax reaches nobody here

_FROM_BUYER = frozenset({Kind.NEW_PO, Kind.PO_REVISION, Kind.PO_CANCELLATION, Kind.RFQ})


@dataclass(slots=True)
class _Party:
    """An N1 with what follows it; `name` is "" where only a code is given."""

    head: Segment
    name: str
    town: str = ""
    people: list[Segment] = field(default_factory=list)


def read(
    sheet: Sheet, kind: Kind, head: Segment, before: list[Segment], sender: Segment | None
) -> None:
    """State the parties of a heading and their people; `sender` is the ISA, if there is one."""
    parties, people = _parties(before)
    buyer = _named(parties, _BUYERS) or _coded(parties) or _at_the_door(parties, head)
    if buyer:
        sheet.state(FactName.CUSTOMER, buyer.name or buyer.head.at(4), buyer.head)
    elif kind in _FROM_BUYER:
        _guess(sheet, parties, sender)
    seller = _named(parties, _SELLERS)
    if seller:
        sheet.state(FactName.SUPPLIER, seller.name, seller.head)
    elif sender and naming(sender.at(6)) and kind not in (*_FROM_BUYER, Kind.SHIPPING):
        sheet.state(FactName.SUPPLIER, sender.at(6), sender)
    site = parties.get("ST")
    if site and site.name:
        place = ", ".join(dict.fromkeys(one for one in (site.name, site.town) if one))
        sheet.state(FactName.SITE, place, site.head, site.name)
    for segment in people if kind in _FROM_BUYER else ():
        _person(sheet, segment, Part.CONTACT)
    for role, part in _AT_PARTY.items():
        for segment in parties[role].people if role in parties else ():
            _person(sheet, segment, part)


def _parties(before: list[Segment]) -> tuple[dict[str, _Party], list[Segment]]:
    """The first party of each role, and the people who stand at none."""
    parties: dict[str, _Party] = {}
    people: list[Segment] = []
    party: _Party | None = None
    for segment in before:
        match segment.tag:
            case "N1":
                party = _Party(segment, segment.at(2))
                parties.setdefault(segment.at(1), party)
            case "N2" if party and not party.name:
                party.name = segment.at(1)
            case "N4" if party:
                party.town = party.town or segment.at(1)
            case "PER" | "G61":
                (party.people if party else people).append(segment)
    return parties, people


def _named(parties: dict[str, _Party], roles: tuple[str, ...]) -> _Party | None:
    found = (parties[role] for role in roles if role in parties)
    return next((one for one in found if one.name), None)


def _coded(parties: dict[str, _Party]) -> _Party | None:
    """The buyer, if his code says which company he is."""
    buyer = parties.get("BY") or parties.get("BT")
    return buyer if buyer and buyer.head.at(4) and buyer.head.at(3) in _COMPANY_CODES else None


def _at_the_door(parties: dict[str, _Party], head: Segment) -> _Party | None:
    """The one the goods go to, if he has a number with the partners: then he is the customer.

    An address without a number is anybody's, as is that of a drop shipment.
    """
    site = parties.get("ST")
    return site if site and site.head.at(4) and head.at(2) != _DROP_SHIP else None


def _guess(sheet: Sheet, parties: dict[str, _Party], sender: Segment | None) -> None:
    """A buyer whom no heading names: whoever sent the file, or the number he has with us."""
    if sender and naming(sender.at(6)):
        sheet.state(FactName.CUSTOMER, sender.at(6), sender)
    elif "BY" in parties:
        sheet.state(FactName.CUSTOMER, parties["BY"].head.at(4), parties["BY"].head)


def _person(sheet: Sheet, segment: Segment, part: Part) -> None:
    code, name = segment.at(1), segment.at(2)
    if code in _SELLERS_PEOPLE:
        return
    pairs = [(segment.at(place), segment.at(place + 1)) for place in (3, 5, 7)]
    reach = [number for kind, number in pairs if number and (kind in _REACHED or "@" in number)]
    # One word in small letters is the label of a number: "default", "work".
    name = "" if name.islower() and " " not in name else name
    part = Part.CONTACT if code in _BUYERS_PEOPLE else _PARTS.get(code, part)
    sheet.person(part, name, reach, segment)
