"""Settings: typed, documented, and said plainly when wrong."""

from pathlib import Path

import pytest

from assistant.errors import ConfigError
from assistant.settings import Settings, example

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env of the checkout takes part."""
    monkeypatch.chdir(tmp_path)


def test_the_example_file_is_made_from_the_settings() -> None:
    """`.env.example` shows every setting with its default, always."""
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()


def test_the_example_file_is_a_valid_env_file(tmp_path: Path) -> None:
    """A user who copies it changes nothing by that."""
    (tmp_path / ".env").write_text(example(), encoding="utf-8")
    assert Settings.load() == Settings()


@pytest.mark.parametrize(
    ("name", "value"), [("ASSISTANT_MAX_DRAFTS", "99"), ("ASSISTANT_LOOKBACK_DAYS", "soon")]
)
def test_a_wrong_value_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The operator reads which variable to mend, and never the value itself."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=name) as caught:
        Settings.load()
    assert value not in str(caught.value)


def test_a_misspelt_variable_in_the_env_file_is_refused(tmp_path: Path) -> None:
    """A typing error is told instead of being ignored."""
    (tmp_path / ".env").write_text("ASSISTANT_REP_EMIAL=a@b.example\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="EMIAL"):
        Settings.load()


def test_own_domains_follow_the_rep_unless_named() -> None:
    """One address is enough to begin with; more domains are a list."""
    assert Settings(rep_email="a@Norvik.example").domains == {"norvik.example"}
    assert Settings(own_domains="a.example, B.example").domains == {"a.example", "b.example"}
