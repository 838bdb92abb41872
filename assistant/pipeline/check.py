"""Holds every letter against the method: its words, its shape, its facts, and its siblings."""

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.domain import method
from assistant.domain.brief import Brief
from assistant.domain.case import CheckedDraft
from assistant.domain.draft import Draft
from assistant.domain.facts import Fact, FactName, Sensitivity
from assistant.domain.method import Category, Finding, Passage, Rule, Severity, Zone
from assistant.domain.order import Order
from assistant.domain.people import Role

# Words of running text, without greeting, tables and sign-off: what a busy reader finishes.
_LENGTH = {
    Role.ECONOMIC: (60, 190),
    Role.SPONSOR: (60, 190),
    Role.USER: (60, 190),
    Role.TECHNICAL: (60, 190),
    Role.PROCUREMENT: (50, 150),
    Role.COACH: (60, 170),
    Role.CHAMPION: (60, 170),
    Role.UNKNOWN: (60, 170),
}
_CATEGORY = {"S": Category.SHAPE, "F": Category.UNFOUNDED, "C": Category.SPINE}
_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\[[^\]]*\]|<[^>]*>|\b(?:TBD|TBC|XXX+|N/A|None|null|nan|lorem)\b"
)
_LINK = re.compile(
    r"https?://|www\.|\S@\S|\b[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{2,}/"
    r"|\b[\w-]{2,}\.(?:com|net|org|info|biz|io|co|eu|de|fr|es|it|nl|uk|us|cn|ru|example)\b",
    re.IGNORECASE,
)
# A PO number a letter may repeat: short, of a few pieces, none of them a long word.
_NUMBER_SHAPE = re.compile(r"(?=.{1,30}$)[^\W_]{1,20}(?:[ ./_#:-]{1,3}[^\W_]{1,20}){0,5}")
_LONG_WORD = re.compile(r"[^\W\d_]{9,}")
_NO_NUMBER = re.compile(
    r"[^\W\d_]+\W+[^\W\d_]+\W+[^\W\d_]+|\b(?:usd|eur|gbp|chf|off|free|void)\b|^\D*$",
    re.IGNORECASE,
)
# In a project's name these are somebody's account, telephone, percentage or verdict.
_NO_PROJECT = re.compile(
    r"\d{6,}|%|\b(?:percent|acct|account|sort code|iban|call|accepted|approved|free)\b|[。．]",
    re.IGNORECASE,
)
_LONGEST_PROJECT = 60
_NUMBER = re.compile(r"\d+(?:[.,:'’-]\d+)*")
_DOUBLE = re.compile(r"[^\S\n]{2,}|\n{3,}|[^\S\n]+\n")


def check(
    drafts: tuple[Draft, ...],
    order: Order,
    brief: Brief,
    spine: Iterable[str],
    rules: tuple[Rule, ...],
    note: str = "",
) -> tuple[CheckedDraft, ...]:
    """Every draft with its findings. `spine` holds words that each letter must share, `note`
    what the rep should know of all of them.

    Fixed text of the order's posture is no special case: it passes the same rules.
    """
    grounds = _grounds(order, brief)
    shared = tuple(spine)
    return tuple(
        CheckedDraft(
            draft=draft,
            findings=(
                *_words(draft, brief, rules),
                *_shape(draft),
                *_facts(draft, grounds),
                *_siblings(draft, shared),
                *([replace(_finding("S8", "", note), severity=Severity.WARN)] if note else []),
            ),
        )
        for draft in drafts
    )


def speakable(facts: tuple[Fact, ...], rules: tuple[Rule, ...]) -> tuple[Fact, ...]:
    """The facts without those whose words a letter must not repeat.

    A project's name and a PO's number are written by whoever sends the PO, so they are held
    against the method like our own words before they may stand in a letter.
    """
    return tuple(fact for fact in facts if _speakable(fact, rules))


def speakable_name(name: str, rules: tuple[Rule, ...]) -> bool:
    """Whether a letter may greet somebody by this name without saying something by it."""
    if _LINK.search(name) or _PLACEHOLDER.search(name):
        return False
    return not method.lint((Passage(Zone.BODY, name),), rules)


def _speakable(fact: Fact, rules: tuple[Rule, ...]) -> bool:
    if fact.name is FactName.PO_NUMBER:
        shaped = _NUMBER_SHAPE.fullmatch(fact.value) and not _LONG_WORD.search(fact.value)
        if not shaped or _NO_NUMBER.search(fact.value):
            return False
    elif fact.name is not FactName.PROJECT:
        return True
    elif len(fact.value) > _LONGEST_PROJECT or _NO_PROJECT.search(fact.value):
        return False
    if _LINK.search(fact.value) or _PLACEHOLDER.search(fact.value):
        return False
    return not method.lint((Passage(Zone.SUBJECT, fact.value),), rules)


def blocked(findings: Iterable[Finding]) -> bool:
    """True when a finding keeps the letter out of the mailbox."""
    return any(one.severity is Severity.BLOCK for one in findings)


def refused(reason: str) -> Finding:
    """The finding for a letter that the mailbox would not take."""
    return _finding("S7", "", f"the mailbox does not take this letter: {reason}")


def _words(draft: Draft, brief: Brief, rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    subject = Zone.QUOTED if draft.email.in_reply_to else Zone.SUBJECT  # a reply keeps theirs
    passages = [Passage(subject, draft.email.subject)]
    for paragraph in draft.email.text.split("\n\n"):
        if _is_table(paragraph):
            passages += [Passage(Zone.TABLE, row) for row in paragraph.splitlines()]
        else:
            passages.append(Passage(Zone.BODY, paragraph))
    return method.lint(tuple(passages), rules, deny=brief.never_mention, allowed=_allowed(brief))


def _allowed(brief: Brief) -> tuple[str, ...]:
    """Words our own side confirmed. What a PO says of itself is not among them."""
    phrases: list[str] = []
    for one in brief.priorities:
        phrases += [one.issue, one.answer, one.evidence]
    phrases += [step.name for step in brief.steps] + [one.name for one in brief.milestones]
    phrases += [brief.project, brief.value_reason]
    return tuple(phrase for phrase in phrases if phrase)


def _shape(draft: Draft) -> list[Finding]:
    text = draft.email.text
    findings: list[Finding] = []
    paragraphs = [one for one in text.split("\n\n") if not _is_table(one)]
    prose = "\n\n".join(paragraphs[1:-1])
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
        # A reply keeps the customer's subject, whatever it holds.
        own = text if draft.email.in_reply_to else f"{draft.email.subject}\n{text}"
        found = pattern.search(own)
        if found:
            findings.append(_finding(code, found.group(), message))
    if not text.split("\n", 1)[0].rstrip().endswith(","):
        findings.append(_finding("S6", text[:40], "the letter does not open with a greeting"))
    return findings


def _is_table(paragraph: str) -> bool:
    return all(" | " in row for row in paragraph.splitlines())


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
    public = [fact for fact in order.facts if fact.sensitivity is Sensitivity.PUBLIC]
    texts = [fact.value for fact in public] + [fact.printed for fact in public]
    if brief.joint_kickoff:
        dates.append(brief.joint_kickoff.on)
        texts += [brief.joint_kickoff.time, brief.joint_kickoff.place]
    texts += [f"{day:%Y} {day.day} {day:%d %m} {day.isoformat()}" for day in dates if day]
    texts += [*_allowed(brief), brief.updates]
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
