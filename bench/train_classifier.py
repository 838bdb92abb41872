"""Trains the classifier of new POs on mails of our own, and shows what it is good for."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

sys.path.insert(0, str(Path(__file__).parent))
from own_mail import OwnMail, mails

from assistant.content import phrases
from assistant.domain.kind import Kind
from assistant.domain.mail import Address
from assistant.domain.people import Rep
from assistant.pipeline import rules
from assistant.pipeline.evidence import Evidence, look, open_papers
from assistant.pipeline.features import signs
from assistant.pipeline.weighing import OPEN, speaks_for_an_order

ABOUT = """Needs scikit-learn (the extra `train`). Writes OUT; the result is the same for the same
templates. Prints one line of JSON: how often the classifier is wrong about mails made from
templates that were held back, how many orders the rules alone miss and how many of these it
finds, and how many mails it leaves open."""

REP = Rep(Address("rep@seller.example", "Tom Reed"), "Seller Works", frozenset({"seller.example"}))
EACH, SEED, STRENGTH, FOLDS = 12, 7, 3.0, 5
LOW, HIGH = 0.05, 0.95
HEAD = """# What each sign of a mail says for a new PO. Written by
# bench/train_classifier.py from mails of our own (bench/own_mail.toml): other signs, phrases or
# rules ask for a new run.
"""


@dataclass(frozen=True, slots=True)
class Trained:
    """The weights as TOML, and each mail's chance when its template was held back."""

    text: str
    chances: NDArray[numpy.float64]


def evidence(mail: OwnMail, wording: phrases.Phrases) -> Evidence:
    """What the rules see in a mail."""
    seen = look(mail.message, REP, wording)
    open_papers(seen, REP, wording, mail.open_document)
    return seen


def train(found: Sequence[OwnMail], seen: Sequence[Evidence]) -> Trained:
    """Fits on all mails; calibrates on those of five folds that share no template."""
    held = [signs(one) for one in seen]
    names = sorted(set().union(*held))
    rows = numpy.array([[name in one for name in names] for one in held], dtype=numpy.float32)
    truth = numpy.array([mail.kind == Kind.NEW_PO for mail in found])
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    scores = cross_val_predict(
        model,
        rows,
        truth,
        groups=[mail.template for mail in found],
        cv=GroupKFold(FOLDS),
        method="decision_function",
    ).reshape(-1, 1)
    platt = LogisticRegression(C=1e6).fit(scores, truth)
    model.fit(rows, truth)
    numbers = {
        "bias": model.intercept_[0],
        "slope": platt.coef_[0][0],
        "offset": platt.intercept_[0],
        "low": LOW,
        "high": HIGH,
    }
    lines = [f"{name} = {float(value):.3f}" for name, value in numbers.items()]
    weights = [
        f'"{name}" = {weight:.2f}' for name, weight in zip(names, model.coef_[0], strict=True)
    ]
    text = "\n".join([HEAD, *lines, "\n[signs]", *weights]) + "\n"
    return Trained(text, platt.predict_proba(scores)[:, 1])


def report(
    found: Sequence[OwnMail], seen: Sequence[Evidence], chances: NDArray[numpy.float64]
) -> dict[str, float]:
    """What the rules alone do, and what the classifier would add on templates it never saw."""
    counts = dict.fromkeys(
        ("rules_missed", "rules_false", "open", "open_orders", "asked", "asked_orders",
         "raised", "raised_orders", "lowered", "lowered_orders"), 0)  # fmt: skip
    for mail, one, chance in zip(found, seen, chances, strict=True):
        order, kind = mail.kind == Kind.NEW_PO, rules.decide(one).kind
        taken = kind is Kind.NEW_PO
        counts["rules_missed"] += order and not taken
        counts["rules_false"] += taken and not order
        if kind not in OPEN or speaks_for_an_order(one) is None:
            continue
        counts["open"] += not taken
        counts["open_orders"] += order and not taken
        what = "asked" if LOW < chance < HIGH else "raised" if chance >= HIGH else "lowered"
        agree = (what == "raised") is taken or one.paper(Kind.NEW_PO) is not None
        if taken if what == "asked" else agree:
            continue
        counts[what] += 1
        counts[f"{what}_orders"] += order
    truth = numpy.array([mail.kind == Kind.NEW_PO for mail in found])
    wrong = float(((chances >= 0.5) != truth).mean())
    return {"mails": len(found), "orders": int(truth.sum()), "wrong": round(wrong, 4), **counts}


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains, writes and reports."""
    parser = argparse.ArgumentParser(description=ABOUT)
    parser.add_argument("out", type=Path)
    out = parser.parse_args(arguments).out
    wording = phrases.load()
    found = list(mails(EACH, SEED))
    seen = [evidence(mail, wording) for mail in found]
    trained = train(found, seen)
    out.write_text(trained.text, encoding="utf-8")
    print(json.dumps(report(found, seen, trained.chances)))


if __name__ == "__main__":
    main()
