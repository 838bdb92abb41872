"""The documentation names everything a user can set or call, and its links lead somewhere."""

import re
from pathlib import Path

import pytest
import typer

from assistant import cli
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
ALL = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    """A setting that the admin guide does not explain does not exist for its user."""
    guide = (ROOT / "docs" / "admin-guide.md").read_text(encoding="utf-8")
    assert f"`ASSISTANT_{name.upper()}`" in guide


def test_every_command_and_option_is_documented() -> None:
    """Commands and their options are in the docs under their own names."""
    group = typer.main.get_command(cli.app)
    commands: dict[str, typer.core.TyperCommand] = group.commands  # type: ignore[attr-defined]
    for name, command in commands.items():
        assert f"`assistant {name}`" in ALL
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert option in ALL, f"{name} {option}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A reader who follows a link finds a page."""
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert link.startswith("http") or (page.parent / link).exists(), link


def test_the_makefile_and_the_docs_name_the_same_two_commands() -> None:
    """What README promises is what make offers."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "lint", "lock"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make demo" in ALL
    assert "make test" in ALL
