"""Prompts: loaded strictly, filled with data that stays data."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.content import bundle, prompts
from assistant.domain.kind import Kind
from assistant.errors import ConfigError

NAMES = sorted(
    one.name.removesuffix(".yaml")
    for one in bundle.folder("prompts").iterdir()
    if one.name.endswith(".yaml")
)
GOOD: dict[str, Any] = {
    "name": "sample",
    "version": 2,
    "purpose": "Tries the loader.",
    "fields": ["mail"],
    "system": "Sort it.",
    "user": "Here: $mail",
    "answer_tokens": 50,
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["word"],
        "properties": {"word": {"type": "string", "enum": ["yes", "no"]}},
    },
}


def written(**changes: object) -> str:
    """The good prompt as YAML with some keys replaced; None takes a key away."""
    data = {**GOOD, **changes}
    return yaml.safe_dump({key: value for key, value in data.items() if value is not None})


def schema(**changes: object) -> dict[str, object]:
    """The good schema with some keys replaced."""
    return {**GOOD["schema"], **changes}


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_prompt_loads(name: str) -> None:
    """No file under prompts/ is broken, and each bears its own file's name."""
    assert prompts.load(name).name == name


def test_the_triage_prompt_explains_every_kind_it_asks_for() -> None:
    """Each word of the answer's list is explained to the model on a line of its own."""
    prompt = prompts.load("triage")
    words = prompt.schema["properties"]["kind"]["enum"]
    lines = prompt.system.splitlines()
    assert [word for word in words if not any(line.startswith(f"{word}: ") for line in lines)] == []
    assert set(words) - {"unsure"} == set(Kind) - {Kind.OUTGOING, Kind.UNREADABLE}


def test_every_shipped_prompt_is_told_of_in_the_readme() -> None:
    """Somebody who opens the folder finds each prompt and each key explained."""
    readme = (Path(__file__).parents[2] / "prompts" / "README.md").read_text(encoding="utf-8")
    assert [word for word in [*NAMES, *GOOD] if f"`{word}`" not in readme] == []


def test_a_prompt_keeps_what_its_file_says() -> None:
    """Every key arrives under its name."""
    prompt = prompts.parse("sample", written())
    assert {key: getattr(prompt, key) for key in GOOD} == {**GOOD, "fields": frozenset({"mail"})}


def test_the_identity_follows_every_change_of_the_file() -> None:
    """A record of a call tells one wording from another even if nobody raised the version."""
    one = prompts.parse("sample", written()).identity
    other = prompts.parse("sample", written(system="Sort it well.")).identity
    assert one.startswith("sample/2@")
    assert one != other


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_missing_key_is_named(key: str) -> None:
    """Who edits a prompt reads which key is gone and in which file."""
    with pytest.raises(ConfigError, match=rf"prompts/sample\.yaml: missing key '{key}'"):
        prompts.parse("sample", written(**{key: None}))


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_value_of_another_type_is_refused_by_name(key: str) -> None:
    """A truth value is neither a text, a number nor a list, although YAML makes one of `yes`."""
    with pytest.raises(ConfigError, match=f"the key '{key}' must be of the type"):
        prompts.parse("sample", written(**{key: True}))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (written(temprature=0), "unknown key 'temprature'"),
        (written() + "\nversion: 3\n", "'version' stands twice"),
        (written(name="triage"), "'name' must be 'sample'"),
        (written(version=0), "'version' must be 1 or more"),
        (written(answer_tokens=0), "'answer_tokens' must be 1 or more"),
        (written(system=" \n"), "'system' is empty"),
        (written(user="Here: $mail $code"), "'fields' must list what 'user' holds: mail, code"),
        (written(fields=["mail", "code"]), "'fields' must list"),
        (written(user="It costs $ 5: $mail"), r"lone \$"),
        (written(system="Sort $mail"), r"'system' must not hold \$mail"),
        (written(schema=schema(additionalProperties=True)), "'schema.additionalProperties'"),
        (written(schema=schema(required=[])), "'schema.required' must list every property"),
        (written(schema=schema(properties={})), "'schema.properties' must name"),
        (written(schema=schema(title="T")), "unknown key 'schema.title'"),
        (written(schema={"type": "string"}), "'schema' must describe an object"),
        (
            written(schema=schema(properties={"word": {"type": "string", "maxLength": 9}})),
            "unknown key 'schema.properties.word.maxLength'",
        ),
        (
            written(schema=schema(properties={"word": {"type": "array", "items": {}}})),
            "'schema.properties.word.items' needs a type",
        ),
        (
            written(schema=schema(properties={"word": {"type": "string", "enum": [False]}})),
            "'schema.properties.word.enum' must be a list of texts",
        ),
        ("- a\n- b\n", "expected keys with values"),
        ("a: [", "not readable as YAML"),
        ("a: !!python/object/apply:os.getcwd []", "not readable as YAML"),
    ],
)
def test_a_mistake_is_told_with_its_key(text: str, named: str) -> None:
    """Nothing of a wrong prompt is passed over, and no tag of YAML runs code."""
    with pytest.raises(ConfigError, match=named):
        prompts.parse("sample", text)


def test_a_prompt_that_is_not_there_is_named() -> None:
    """A wrong name is a mistake of the set-up, told with the file's name."""
    with pytest.raises(ConfigError, match=r"prompts/nothing\.yaml"):
        prompts.load("nothing")


def test_a_value_is_put_in_as_it_is() -> None:
    """Words of a mail that look like a field, a brace or a sign stay words."""
    mail = "pay $mail ${mail} {mail} $$ 100 % \\1"
    assert prompts.parse("sample", written()).fill(mail=mail) == f"Here: {mail}"


@pytest.mark.parametrize("values", [{}, {"mail": "a", "code": "b"}, {"text": "a"}])
def test_other_values_than_the_fields_are_refused(values: dict[str, str]) -> None:
    """A caller that does not fit its prompt is told the prompt's fields."""
    with pytest.raises(ConfigError, match="has the fields mail"):
        prompts.parse("sample", written()).fill(**values)
