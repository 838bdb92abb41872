"""Holds every letter against the method: its words, its shape, its facts, and its siblings."""

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.domain import method
from assistant.domain.brief import Brief
from assistant.domain.case import CheckedDraft
from assistant.domain.draft import Draft
from assistant.domain.method import Category, Finding, Passage, Rule, Severity, Zone
from assistant.domain.order import Order
from assistant.domain.people import Role

# Words of running text, without tables: the length a busy reader of that role finishes.
_LENGTH = {
    Role.ECONOMIC: (60, 190),
    Role.SPONSOR: (60, 190),
    Role.USER: (60, 190),
    Role.TECHNICAL: (60, 190),
    Role.PROCUREMENT: (50, 140),
    Role.COACH: (60, 170),
    Role.CHAMPION: (60, 170),
    Role.UNKNOWN: (60, 170),
}
_CATEGORY = {"S": Category.SHAPE, "F": Category.UNFOUNDED, "C": Category.SPINE}
_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\[[^\]]*\]|<[^>]*>|\b(?:TBD|TBC|XXX+|N/A|None|null|nan|lorem)\b"
)
_LINK = re.compile(r"https?://|www\.|\S@\S", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:'’-]\d+)*")
_DOUBLE = re.compile(r"[^\S\n]{2,}|\n{3,}|[^\S\n]+\n")


def check(
    drafts: tuple[Draft, ...],
    order: Order,
    brief: Brief,
    spine: Iterable[str],
    rules: tuple[Rule, ...],
) -> tuple[CheckedDraft, ...]:
    """Every draft with its findings. `spine` holds words that each letter must share.

    Fixed text of the order's posture is no special case: it passes the same rules.
    """
    grounds = _grounds(order, brief)
    shared = tuple(spine)
    return tuple(
        CheckedDraft(
            draft=draft,
            findings=(
                *_words(draft, order, brief, rules),
                *_shape(draft),
                *_facts(draft, grounds),
                *_siblings(draft, shared),
            ),
        )
        for draft in drafts
    )


def blocked(findings: Iterable[Finding]) -> bool:
    """True when a finding keeps the letter out of the mailbox."""
    return any(one.severity is Severity.BLOCK for one in findings)


def _words(
    draft: Draft, order: Order, brief: Brief, rules: tuple[Rule, ...]
) -> tuple[Finding, ...]:
    subject = Zone.QUOTED if draft.email.in_reply_to else Zone.SUBJECT  # a reply keeps theirs
    passages = [Passage(subject, draft.email.subject)]
    for paragraph in draft.email.text.split("\n\n"):
        rows = paragraph.splitlines()
        if rows and all(" | " in row for row in rows):
            passages += [Passage(Zone.TABLE, row) for row in rows]
        else:
            passages.append(Passage(Zone.BODY, paragraph))
    return method.lint(
        tuple(passages), rules, deny=brief.never_mention, allowed=_allowed(order, brief)
    )


def _allowed(order: Order, brief: Brief) -> tuple[str, ...]:
    """The customer's own words in confirmed facts: theirs to use, so ours to repeat."""
    phrases = [fact.value for fact in order.facts]
    for one in brief.priorities:
        phrases += [one.issue, one.answer, one.evidence]
    phrases += [step.name for step in brief.steps] + [one.name for one in brief.milestones]
    phrases += [brief.project, brief.value_reason]
    return tuple(phrase for phrase in phrases if phrase)


def _shape(draft: Draft) -> list[Finding]:
    text, findings = draft.email.text, []
    prose = "\n\n".join(
        part for part in text.split("\n\n") if not all(" | " in row for row in part.splitlines())
    )
    words = len(prose.split())
    fewest, most = _LENGTH[draft.role]
    if not fewest <= words <= most:
        said = f"a letter to this reader has {fewest} to {most} words"
        findings.append(replace(_finding("S1", f"{words} words", said), severity=Severity.WARN))
    asks = prose.count("?")
    if asks != 1:
        findings.append(_finding("S2", f"{asks} questions", "a letter asks for exactly one thing"))
    for pattern, code, message in (
        (_PLACEHOLDER, "S3", "a placeholder or markup is left in the letter"),
        (_LINK, "S4", "a letter holds no link and no address"),
        (_DOUBLE, "S5", "two blanks or empty lines in a row"),
    ):
        found = pattern.search(text) or pattern.search(draft.email.subject)
        if found:
            findings.append(_finding(code, found.group(), message))
    if not text.split("\n", 1)[0].rstrip().endswith(","):
        findings.append(_finding("S6", text[:40], "the letter does not open with a greeting"))
    return findings


def _facts(draft: Draft, grounds: frozenset[str]) -> list[Finding]:
    own = draft.email.text + ("" if draft.email.in_reply_to else "\n" + draft.email.subject)
    return [
        _finding("F1", number, "a number without a fact behind it")
        for number in sorted(set(_NUMBER.findall(own)) - grounds)
    ]


def _grounds(order: Order, brief: Brief) -> frozenset[str]:
    """Every number that a fact of this order holds, in the spellings the letters use."""
    dates = [brief.internal_kickoff]
    dates += [one.on for one in brief.milestones] + [one.on for one in brief.steps]
    texts = [fact.value for fact in order.facts] + [fact.printed for fact in order.facts]
    if brief.joint_kickoff:
        dates.append(brief.joint_kickoff.on)
        texts += [brief.joint_kickoff.time, brief.joint_kickoff.place]
    texts += [f"{day:%Y} {day.day} {day:%d %m} {day.isoformat()}" for day in dates if day]
    texts += [*_allowed(order, brief), brief.updates, order.po_number]
    for iso in re.findall(r"\d{4}-\d{2}-\d{2}", " ".join(texts)):
        texts.append(f"{iso[:4]} {int(iso[8:])}")
    return frozenset(number for text in texts for number in _NUMBER.findall(text))


def _siblings(draft: Draft, shared: tuple[str, ...]) -> list[Finding]:
    return [
        _finding("C1", words, "every letter of an order says this, and this one does not")
        for words in shared
        if words not in draft.email.text
    ]


def _finding(code: str, quote: str, message: str) -> Finding:
    return Finding(
        code=code,
        category=_CATEGORY[code[0]],
        severity=Severity.BLOCK,
        zone=Zone.BODY,
        quote=quote,
        message=message,
        better="",
    )
