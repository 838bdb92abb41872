"""The method as a check: what a letter to a customer must not say, found in its final text.

Source: the article "Never Say 'Thank you for your business'" (no thanks for the order, no
doubt) and the legal lint of the order's posture (no acceptance, price or started work).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.fold import Folded, fold, plain, squeeze


class Zone(StrEnum):
    """Which part of a letter a passage is; known from the template, never guessed."""

    SUBJECT = "subject"
    BODY = "body"
    TABLE = "table"  # point/counterpoint rows, cells parted by " | "
    QUOTED = "quoted"  # history below the letter
    SIGNATURE = "signature"
    INTERNAL = "internal"  # to colleagues; the customer never sees it
    THIRD_PARTY = "third_party"  # fixed words of others: posture block, a cited clause


class Severity(StrEnum):
    """What a finding does to the draft."""

    BLOCK = "block"
    WARN = "warn"


class Category(StrEnum):
    """What kind of words were found."""

    THANKS_BUSINESS = "thanks_business"
    APPRECIATION = "appreciation"
    FAVOR_FRAMING = "favor_framing"
    OBFUSCATED_THANKS = "obfuscated_thanks"
    THANKS_COURTESY = "thanks_courtesy"
    DOUBT_HEDGE = "doubt_hedge"
    DOUBT_RISK = "doubt_risk"
    REOPEN_DECISION = "reopen_decision"
    OVER_PROMISE = "over_promise"
    COMPETITOR = "competitor"
    INTERNAL_LEAK = "internal_leak"
    INJECTED_INSTRUCTION = "injected_instruction"
    ACCEPTANCE = "acceptance"
    PRICE_TERMS = "price_terms"
    WORK_STARTED = "work_started"
    ROLE_WORD = "role_word"
    SHAPE = "shape"  # length, asks, placeholders, links
    UNFOUNDED = "unfounded"  # a number no fact stands behind
    SPINE = "spine"  # differs from the order's other letters


OWN_ZONES = frozenset({Zone.SUBJECT, Zone.BODY, Zone.TABLE})
# A customer's concern may be named in the left column when our answer stands to its right.
_CONCERN = frozenset(
    {
        Category.DOUBT_HEDGE,
        Category.DOUBT_RISK,
        Category.REOPEN_DECISION,
        Category.OVER_PROMISE,
        Category.PRICE_TERMS,
        Category.WORK_STARTED,
    }
)
# A fact's value comes from the customer's side: it must not smuggle in these.
_NEVER_ALLOWED = frozenset({Category.ACCEPTANCE, Category.INJECTED_INSTRUCTION})
# Where words given per order are looked for: everywhere a customer would read them anew.
_DENY_ZONES = frozenset(Zone) - {Zone.QUOTED, Zone.INTERNAL}
_ENOUGH = 5  # findings of one rule in one passage; more tell nobody anything
_MASK = "▮"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing not to say. `pattern` and `unless` are searched in folded text.

    A hit that touches a span of `unless` is a legal neighbour and no finding. `spelled` are
    plain words found only where they are disguised: split by signs, or written with digits.
    """

    code: str
    category: Category
    severity: Severity
    language: str
    pattern: re.Pattern[str] | None
    message: str
    better: str
    unless: re.Pattern[str] | None = None
    spelled: tuple[str, ...] = ()
    zones: frozenset[Zone] = OWN_ZONES


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a letter; `text` may be plain text or HTML."""

    zone: Zone
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Words that break the method: `quote` as they stand in the text."""

    code: str
    category: Category
    severity: Severity
    zone: Zone
    quote: str
    message: str
    better: str


@dataclass(frozen=True, slots=True)
class _Part:
    """What is searched: a passage, or one side of a table row."""

    zone: Zone
    text: str
    spared: frozenset[Category] = frozenset()


def lint(
    passages: Iterable[Passage],
    rules: Sequence[Rule],
    *,
    deny: tuple[str, ...] = (),
    allowed: tuple[str, ...] = (),
) -> tuple[Finding, ...]:
    """Every finding in the passages, in reading order of the passages.

    `deny` are words of this order that never leave the house (competitors, confidential
    strings): they block in every zone but quoted and internal text. `allowed` are values of
    facts (a site called Port Hope): they are skipped by all rules but acceptance and payment.
    Text of others (a posture block, a cited clause) is passed in as `Zone.THIRD_PARTY`.
    Every rule runs whatever the letter's language: a rep may thank in any of them.
    """
    found: list[Finding] = []
    for part in (part for passage in passages for part in _parts(passage)):
        folded = fold(part.text)
        masked = _mask(folded, allowed)
        for rule in rules:
            if part.zone in rule.zones and rule.category not in part.spared:
                view = folded if rule.category in _NEVER_ALLOWED else masked
                found += (
                    _finding(rule, part, folded.quote(part.text, *span))
                    for span in _some(_spans(rule, view))
                )
        if part.zone in _DENY_ZONES:
            found += _denied(part, folded, deny)
    return tuple(dict.fromkeys(found))


def blocks(findings: Iterable[Finding]) -> bool:
    """True if one of the findings keeps the draft out of the mailbox."""
    return any(finding.severity is Severity.BLOCK for finding in findings)


def _parts(passage: Passage) -> Iterator[_Part]:
    """The passage, or for a table the customer's column and our answers, row by row."""
    if passage.zone is not Zone.TABLE:
        yield _Part(passage.zone, passage.text)
        return
    for row in passage.text.splitlines():
        concern, _, answer = row.partition(" | ")
        answered = any(character.isalnum() for character in answer)
        yield _Part(Zone.TABLE, concern, _CONCERN if answered else frozenset())
        yield _Part(Zone.TABLE, answer)


def _mask(folded: Folded, allowed: tuple[str, ...]) -> Folded:
    """The folded text with the allowed phrases blotted out, length unchanged."""
    text = folded.text
    for phrase in filter(None, map(plain, allowed)):
        text = _literal(phrase).sub(lambda hit: _MASK * len(hit[0]), text)
    return Folded(text, folded.spots)


def _literal(phrase: str, *, endings: str = "") -> re.Pattern[str]:
    """A folded phrase as a whole word or words; letters without word gaps need no edge."""
    before = r"(?<!\w)" if phrase[0] < "\u3040" else ""
    after = endings + r"(?!\w)" if phrase[-1] < "\u3040" else ""
    return re.compile(before + re.escape(phrase) + after)


def _some(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for _, span in zip(range(_ENOUGH), spans, strict=False):
        yield span


def _spans(rule: Rule, folded: Folded) -> Iterator[tuple[int, int]]:
    """Where the rule hits in the folded text, legal neighbours left out."""
    if rule.spelled:
        yield from _disguised(folded, rule.spelled)
    if rule.pattern is None:
        return
    legal: Iterator[re.Match[str]] | None = None
    neighbour: re.Match[str] | None = None
    for hit in rule.pattern.finditer(folded.text):
        if legal is None:  # most texts have no hit at all
            legal = rule.unless.finditer(folded.text) if rule.unless else iter(())
            neighbour = next(legal, None)
        # Both run forward through the text, so each is walked once.
        while neighbour and neighbour.end() <= hit.start():
            neighbour = next(legal, None)
        if neighbour is None or neighbour.start() >= hit.end():
            yield hit.span()


def _disguised(folded: Folded, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Spans of the words where they are split up or spelled with look-alike digits."""
    squeezed = squeeze(folded)
    for word in words:
        needle = word.replace(" ", "")
        edged = needle.isascii()
        at = squeezed.text.find(needle)
        while at >= 0:
            end = at + len(needle)
            start, stop = squeezed.spots[at], squeezed.spots[end - 1] + 1
            written = folded.text[start:stop]
            if written not in (word, needle) and (not edged or squeezed.whole(at, end)):
                yield start, stop
            at = squeezed.text.find(needle, at + 1)


def _denied(part: _Part, folded: Folded, deny: tuple[str, ...]) -> Iterator[Finding]:
    """Findings for the order's own forbidden words, disguised or with a genitive ending."""
    for word in filter(None, map(plain, deny)):
        spans = [
            hit.span() for hit in _literal(word, endings=r"(?:'?s|'|es|en)?").finditer(folded.text)
        ]
        spans += _disguised(folded, (word,))
        for start, end in spans[:1]:
            yield Finding(
                code="deny-term",
                category=Category.INTERNAL_LEAK,
                severity=Severity.BLOCK,
                zone=part.zone,
                quote=folded.quote(part.text, start, end),
                message="These words were marked as never to be mentioned to this customer.",
                better="Leave them out.",
            )


def _finding(rule: Rule, part: _Part, quote: str) -> Finding:
    return Finding(
        code=rule.code,
        category=rule.category,
        severity=rule.severity,
        zone=part.zone,
        quote=quote,
        message=rule.message,
        better=rule.better,
    )
