"""Reads an order brief from YAML."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant import logs
from assistant.domain.brief import Brief, BriefPerson, Kickoff, Milestone, Priority, Step
from assistant.domain.mail import Address
from assistant.domain.order import Posture, number_key
from assistant.domain.people import Role
from assistant.errors import BadBrief, NeedsPerson

_KNOWN = frozenset({"purchase_order", "customer", "project", "account_notes", "influencers"})
_KNOWN_TOO = frozenset(
    {"milestones_customer", "our_plan", "acknowledgement_by", "executive", "seller", "posture"}
)
# Keys that may stand without a value, meaning "not known".
_FIELDS = frozenset(
    {"evidence", "title", "name", "salutation", "roles", "time", "place", "serves", "project"}
)
_ADDRESS = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]{1,253}")
_DESK_ROLES = frozenset({"gatekeeper", "system", "desk"})


def load(path: Path) -> Brief:
    """The brief in a YAML file; keys the house does not use are left alone.

    Raises BadBrief naming the file and the key that is wrong.
    """
    try:
        # The base loader leaves every value as it is written: 0711 stays 0711.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise BadBrief(f"{path.name}: not readable as YAML ({type(error).__name__})") from error
    if not isinstance(data, dict) or not (_KNOWN | _KNOWN_TOO) & data.keys():
        expected = ", ".join(sorted(_KNOWN | _KNOWN_TOO))
        raise BadBrief(f"{path.name}: no key of an order brief found; expected some of {expected}")
    try:
        return _brief(path.name, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadBrief(f"{path.name}: {type(error).__name__}: {error}") from error


def find(folder: Path, *, po_number: str, domains: tuple[str, ...]) -> Brief | None:
    """The brief in `folder` for this order: by PO number, else the only one for its domain.

    A file with a mistake is passed over with a warning, unless it names this order's number
    or customer: then it raises NeedsPerson, so that no letter goes out without what the file
    was to add.
    """
    briefs = []
    for path in _files(folder):
        try:
            briefs.append(load(path))
        except BadBrief as error:
            if _concerns(_raw(path), po_number, domains):
                raise NeedsPerson(f"the order's brief has a mistake: {error}") from error
            logs.logger().warning("a brief has a mistake", error=type(error).__name__)
    wanted = number_key(po_number)
    numbered = [one for one in briefs if wanted and number_key(one.po_number) == wanted]
    if numbered:
        return numbered[0]
    same = [one for one in briefs if not one.po_number and set(one.domains) & set(domains)]
    return same[0] if len(same) == 1 else None


def fingerprint(folder: Path) -> str:
    """A value that differs from the last one when a brief was added, changed or removed."""
    seen = [f"{path.name}:{_changed(path)}" for path in _files(folder)]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def _files(folder: Path) -> list[Path]:
    """The briefs; a dot before the name marks an editor's own file."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.glob("*.y*ml") if not one.name.startswith("."))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # saved anew in this moment
        return 0


def _concerns(text: str, po_number: str, domains: tuple[str, ...]) -> bool:
    number = re.escape(number_key(po_number))
    if number and re.search(rf"(?<![0-9a-z]){number}(?![0-9a-z])", text.lower()):
        return True
    return any(domain in text.lower() for domain in domains)


def _raw(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _brief(name: str, data: Mapping[str, Any]) -> Brief:
    order = _map(data, "purchase_order")
    customer = _map(data, "customer")
    notes = _map(data, "account_notes")
    plan = _map(data, "our_plan")
    rhythm = _map(plan, "communication")
    return Brief(
        name=name,
        company=_text(_map(data, "seller"), "company"),
        po_number=_text(order, "number"),
        customer=_text(customer, "company"),
        domains=tuple(filter(None, [_text(customer, "domain").lower()])),
        project=_text(data, "project") or _text(order, "project"),
        value_reason=_text(notes, "value_reason"),
        project_manager=_text(plan, "project_manager"),
        executive=_text(data, "executive"),
        acknowledgement_by=_text(data, "acknowledgement_by"),
        internal_kickoff=_day(plan.get("internal_kickoff")),
        joint_kickoff=_kickoff(plan.get("joint_kickoff")),
        milestones=tuple(
            Milestone(id=str(one.get("id", "")), name=str(one["name"]), on=_sure(one["date"]))
            for one in _rows(data, "milestones_customer")
        ),
        steps=tuple(
            Step(name=str(one["step"]), on=_sure(one["date"]), serves=str(one.get("serves", "")))
            for one in _rows(plan, "schedule")
        ),
        updates=_text(rhythm, "milestone_update"),
        escalation=tuple(str(one) for one in _words(rhythm, "escalation")),
        priorities=tuple(_priority(one) for one in _rows(notes, "key_issues")),
        people=tuple(_person(one) for one in _rows(data, "influencers")),
        never_mention=tuple(
            str(one)
            for key in ("competitors_never_mention", "confidential_never_mention")
            for one in _words(notes, key)
        ),
        posture=Posture(written.upper()) if (written := _text(data, "posture")) else None,
    )


def _priority(one: Mapping[str, Any]) -> Priority:
    return Priority(
        owner=str(one["owner"]).lower(),
        issue=str(one["issue"]),
        answer=str(one["counterpoint"]),
        evidence=str(one.get("evidence") or ""),
    )


def _person(one: Mapping[str, Any]) -> BriefPerson:
    if not _ADDRESS.fullmatch(str(one["email"])):
        raise ValueError("email is no mail address")
    names = [str(role).lower() for role in one.get("roles") or ()]
    return BriefPerson(
        address=Address(email=str(one["email"]).lower(), name=_text(one, "name")),
        title=_text(one, "title"),
        roles=tuple(Role(name) for name in names if name not in _DESK_ROLES),
        salutation=_text(one, "salutation"),
        desk=bool(_DESK_ROLES & set(names)),
    )


def _kickoff(value: object) -> Kickoff | None:
    if not value:
        return None
    if not isinstance(value, dict):
        return Kickoff(on=_sure(value))
    value = _mended(value)
    return Kickoff(
        on=_sure(value["date"]),
        time=_text(value, "time"),
        place=_text(value, "place"),
        minutes=int(value.get("duration_min") or 0),
    )


def _map(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f"{key} must hold keys of its own")
    return _mended(value)


def _mended(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Puts back what a comma tore apart: in YAML's `{a: one, two}` the `two` is a key without
    a value, though the person who wrote it meant it as part of `one`."""
    whole: dict[str, Any] = {}
    last = ""
    for key, value in data.items():
        torn = value in (None, "") and key not in _FIELDS
        if torn and last and isinstance(whole[last], str):
            # "5,2 t" is a number with a decimal comma; elsewhere a comma has a blank behind it.
            number = whole[last][-1:].isdigit() and str(key)[:1].isdigit()
            whole[last] += f",{key}" if number else f", {key}"
        else:
            whole[last := key] = value
    return whole


def _rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = data.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise ValueError(f"{key} must be a list of entries with keys of their own")
    return [_mended(one) for one in rows]


def _words(data: Mapping[str, Any], key: str) -> list[object]:
    words = data.get(key) or []
    if not isinstance(words, list):
        raise ValueError(f"{key} must be a list")
    return words


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if isinstance(value, dict | list):
        raise ValueError(f"{key} must be one text")
    return "" if value is None else str(value).strip()


def _day(value: object) -> date | None:
    return _sure(value) if value else None


def _sure(value: object) -> date:
    return date.fromisoformat(str(value)[:10])
