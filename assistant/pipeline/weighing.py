"""Finds the mails that the rules leave open, and asks a model what they are."""

from dataclasses import replace

from assistant.content.classifier import Classifier
from assistant.domain.kind import Kind
from assistant.domain.order import ORDER_KINDS, Judgement, Signal, Verdict
from assistant.pipeline import classifier, rules
from assistant.pipeline.evidence import Evidence
from assistant.pipeline.features import signs
from assistant.ports import JudgeMail

_ASKED = 6000  # characters that a model gets to read
_PAGE = 1500  # characters of each file
# Verdicts that are none of structure: words led to them, and may have led astray.
OPEN = frozenset({Kind.NEW_PO, Kind.OTHER, Kind.INTENT, Kind.QUOTE, Kind.RFQ})
_NEVER = ORDER_KINDS | {Kind.LURE}


def weigh(verdict: Verdict, seen: Evidence, model: Classifier, judge: JudgeMail | None) -> Verdict:
    """The verdict with the classifier's probability, and as `judge` sees it where that is open.

    A high probability makes an order of a mail with a sign of one, if nothing speaks against
    it; a low one takes none away, for the rules were right where the two disagreed so
    (docs/benchmarks.md). What is certain by its structure is not weighed.
    """
    for_it = speaks_for_an_order(seen)
    certain = seen.stated or seen.objection("old-order", "claim")
    if for_it is None or certain or verdict.kind not in OPEN:
        return verdict
    chance = classifier.probability(signs(seen), model)
    verdict = replace(verdict, probability=round(chance, 4))
    if verdict.kind is Kind.NEW_PO and seen.paper(Kind.NEW_PO):
        return verdict
    if model.low < chance < model.high:
        return _asked(verdict, seen, judge) if judge else verdict
    if chance <= model.low or verdict.kind is Kind.NEW_PO:
        return verdict
    why = rules.reason("Its wording as a whole is an order's", for_it)
    # A rule that saw the paper and took it for no order had a reason.
    if seen.against or verdict.kind is Kind.INTENT or seen.paper(Kind.NEW_PO):
        return _notice(verdict, why)
    return replace(verdict, kind=Kind.NEW_PO, reason=why)


def question(seen: Evidence) -> str:
    """What a model is shown: the author's newest words, then the beginning of each file."""
    pages = ["\n".join(one.pages)[:_PAGE] for one in seen.documents]
    return "\n\n".join([seen.subject.text, seen.body.text, *pages])[:_ASKED]


def speaks_for_an_order(seen: Evidence) -> Signal | None:
    """A paper, a title, a phrase or a yes with a number: without one a model may make none."""
    hit = seen.said(seen.hits, Kind.NEW_PO)
    yes = next(iter((*seen.accepted, *seen.demanded)), None) if seen.numbers else None
    return seen.paper(Kind.NEW_PO) or (hit.signal if hit else yes)


def _asked(verdict: Verdict, seen: Evidence, judge: JudgeMail) -> Verdict:
    """The verdict as a model sees it. It counts if it quotes the mail word for word, and then
    may only confirm an order or lower what the rules took for one."""
    text = question(seen)
    answer = judge(text)
    ordered = verdict.kind is Kind.NEW_PO
    if answer is None or not _is_quoted(answer, text):
        return _notice(verdict, verdict.reason) if ordered else verdict
    said = Signal("judged", "model", answer.quote)
    verdict = replace(verdict, signals=(*verdict.signals, said))
    if answer.kind is not Kind.NEW_PO and (not ordered or answer.kind in _NEVER):
        return verdict
    return replace(verdict, kind=answer.kind, reason=rules.reason("A model reads it so", said))


def _is_quoted(answer: Judgement, text: str) -> bool:
    return bool(answer.quote.strip()) and answer.quote in text


def _notice(verdict: Verdict, why: str) -> Verdict:
    """What may be an order is shown to the rep, and makes no draft."""
    return replace(verdict, kind=Kind.INTENT, reason=f"It may be an order: look at it. {why}")
