"""Single exported mails of the measuring material, through the whole route."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import handed
from assistant.domain.kind import Kind
from assistant.mail import files
from assistant.pipeline import check
from assistant.settings import Settings

pytestmark = pytest.mark.shared


def _mails(shared: Path, kind: str) -> Iterator[Path]:
    for line in (shared / "corpus" / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["file"].startswith("mail/") and row["kind"] == kind:
            yield shared / "corpus" / row["file"]


def test_every_po_mail_gets_its_letter(shared: Path, tmp_path: Path) -> None:
    """A user who hands over just the PO mail gets at least one letter that may go out."""
    paths = list(_mails(shared, "po"))
    assert paths
    for path in paths:
        outcome = handed.draft(files.load([path]), Settings(data_dir=tmp_path))
        assert outcome.verdict.kind is Kind.NEW_PO, path.name
        assert outcome.case is not None
        assert outcome.case.drafts, path.name
        assert not any(check.blocked(one.findings) for one in outcome.case.drafts), path.name


def test_no_lure_gets_a_letter(shared: Path, tmp_path: Path) -> None:
    """Phishing mails about orders make no drafts, even when they are handed over."""
    paths = list(_mails(shared, "phishing"))
    assert paths
    for path in paths:
        outcome = handed.draft(files.load([path]), Settings(data_dir=tmp_path))
        assert outcome.case is None, path.name
