"""Keeps a brief's phrases out of letters that are written in another language."""

from dataclasses import replace

from assistant.content.languages import Languages
from assistant.domain.brief import Brief


def in_english(brief: Brief, languages: Languages) -> tuple[Brief, str]:
    """The brief as an English letter can use it, and a note for the rep when that is less.

    Names, dates and people stay. Phrases of a brief in another language are left out, which
    drops their sections: a letter in two languages is worse than a shorter one.
    """
    language = languages.of(_phrases(brief))
    if language in ("", "en"):
        return brief, ""
    people = tuple(replace(one, salutation="") for one in brief.people)
    english = replace(
        brief,
        value_reason="",
        priorities=(),
        milestones=(),
        steps=(),
        updates="",
        executive="",
        project="",
        people=people,
    )
    note = f"the brief is written in another language ({language}); its phrases were left out"
    return english, note


def _phrases(brief: Brief) -> list[str]:
    phrases = [brief.value_reason, brief.updates, brief.project, brief.executive]
    for one in brief.priorities:
        phrases += [one.issue, one.answer, one.evidence]
    phrases += [step.name for step in brief.steps] + [one.name for one in brief.milestones]
    return phrases + [person.salutation for person in brief.people]
