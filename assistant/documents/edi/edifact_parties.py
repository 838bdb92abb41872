"""Who stands in an EDIFACT message: the customer, the supplier, the place and the people."""

from dataclasses import dataclass, field
from itertools import pairwise

from assistant.documents.edi.segments import Segment
from assistant.documents.edi.sheet import Sheet, naming
from assistant.domain.facts import FactName
from assistant.domain.kind import Kind
from assistant.domain.paper import Part

# UNTDID 3035, best first.
_BUYERS = ("BY", "OB", "IV", "BT", "PR")
_SELLERS = ("SU", "SE", "VN", "SR", "II", "MF", "SF", "CZ")
_SITES = ("DP", "ST", "UC", "CN")
_AT_PARTY = {
    **dict.fromkeys(("BY", "OB"), Part.CONTACT),
    **dict.fromkeys(_SITES, Part.RECEIVER),
    **dict.fromkeys(("IV", "BT", "PR"), Part.ACCOUNTS),
}
# UNTDID 3139: whom a contact is for, whichever party he stands at.
_PARTS = {
    **dict.fromkeys(("OC", "PD"), Part.CONTACT),
    **dict.fromkeys(("GR", "AC", "DL", "LB", "RD", "WH"), Part.RECEIVER),
    **dict.fromkeys(("AD", "PA"), Part.ACCOUNTS),
}
_REACHED = ("EM", "TE", "AL")  # 3155; telefax reaches nobody here
_FULL = 35  # characters of a name's line: a full one goes on in the next
_FROM_BUYER = frozenset({Kind.NEW_PO, Kind.PO_REVISION, Kind.PO_CANCELLATION, Kind.RFQ})


@dataclass(slots=True)
class _Party:
    """A NAD with its people: each CTA, or a COM without one, and the COMs behind it."""

    head: Segment
    people: list[list[Segment]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The party's name (C080), or the first line of an address without order (C058)."""
        lines = [self.head.at(4, number) for number in range(1, 6)]
        if not lines[0]:
            return self.head.at(3)
        name = lines[0]
        for before, line in pairwise(lines):
            if len(before) < _FULL or not line:
                break
            name += line
        return name


def read(sheet: Sheet, kind: Kind, before: list[Segment], sender: Segment | None) -> None:
    """State the parties of a heading and their people; `sender` is the UNB, if there is one."""
    parties = _parties(before)
    found = [parties[role] for role in _BUYERS if role in parties]
    buyer = next((one for one in found if one.name), None) or next(iter(found), None)
    if buyer:
        sheet.state(FactName.CUSTOMER, buyer.name or buyer.head.at(2), buyer.head)
    elif sender and kind in _FROM_BUYER and naming(sender.at(2)):
        sheet.state(FactName.CUSTOMER, sender.at(2), sender)
    seller = next((parties[role] for role in _SELLERS if role in parties), None)
    if seller:
        sheet.state(FactName.SUPPLIER, seller.name or seller.head.at(2), seller.head)
    site = next((parties[role] for role in _SITES if role in parties), None)
    if site:
        place = ", ".join(dict.fromkeys(one for one in (site.name, site.head.at(6)) if one))
        sheet.state(FactName.SITE, place, site.head, site.name)
    for role, party in parties.items():
        if role in _AT_PARTY or (not role and kind in _FROM_BUYER):
            for contact in party.people:
                _person(sheet, contact, _AT_PARTY.get(role, Part.CONTACT))


def _parties(before: list[Segment]) -> dict[str, _Party]:
    """The first party of each role; "" is who stands before any party."""
    parties: dict[str, _Party] = {}
    party: _Party | None = None
    for segment in before:
        if segment.tag == "NAD":
            party = _Party(segment)
            parties.setdefault(segment.at(1), party)
        elif segment.tag in ("CTA", "COM"):
            if party is None:
                party = parties[""] = _Party(segment)
            if segment.tag == "CTA" or not party.people:
                party.people.append([])
            party.people[-1].append(segment)
    return parties


def _person(sheet: Sheet, contact: list[Segment], part: Part) -> None:
    head = contact[0]
    known = {
        one[1] if len(one) > 1 else "TE": one[0]
        for segment in contact
        if segment.tag == "COM"
        for one in reversed(segment.elements)
    }
    reach = [known[code] for code in _REACHED if known.get(code)]
    code, name = ("", "") if head.tag == "COM" else (head.at(1), head.at(2, 2) or head.at(2))
    if not name and reach and len(contact) > 1:
        head = contact[1]
    sheet.person(_PARTS.get(code, part), name, reach, head)
