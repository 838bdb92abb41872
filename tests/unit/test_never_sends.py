"""Nothing in the package can send mail."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "assistant"
MODULES = sorted(PACKAGE.rglob("*.py"))
# Names under which the world's mail libraries and APIs send.
SENDING = {
    "send", "sendmail", "send_message", "send_mail", "sendall", "smtplib", "aiosmtplib", "smtp",
    "SMTP_SSL", "sendDraft", "submit", "createForward", "forward",
}  # fmt: skip


def sending_names(source: str) -> set[str]:
    """Names and short strings in a module that stand for sending."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Name | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.id if isinstance(node, ast.Name) else node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.name for alias in node.names}
            found.add(getattr(node, "module", "") or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(node.value.split("/")) if len(node.value) < 80 else set()
    return found & SENDING


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_names_a_way_to_send(module: Path) -> None:
    """No import, call, definition or path in the package stands for sending mail."""
    assert sending_names(module.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "source",
    ["import smtplib", "box.users().drafts().send(body=x)", "path = '/me/messages/1/send'",
     "def send_mail(): ...", "from smtplib import SMTP_SSL"],
)  # fmt: skip
def test_the_search_finds_what_it_is_for(source: str) -> None:
    """Each of the usual ways to send would be found."""
    assert sending_names(source)
