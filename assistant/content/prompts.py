"""Loads the prompts for the language model from prompts/*.yaml, and fills them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

import yaml

from assistant.content import bundle
from assistant.errors import ConfigError

_KEYS: Mapping[str, type] = {
    "name": str,
    "version": int,
    "purpose": str,
    "fields": list,
    "system": str,
    "user": str,
    "answer_tokens": int,
    "schema": dict,
}
# What every server that takes a JSON schema understands; lengths and patterns are not part
# of it, so they are checked on the answer.
_SCHEMA_KEYS = frozenset(
    {"type", "description", "properties", "required", "additionalProperties", "items", "enum"}
)
_SCHEMA_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt. `system` is the same in every call, so that a server may cache it."""

    name: str
    version: int
    purpose: str
    system: str
    user: str
    fields: frozenset[str]
    answer_tokens: int
    schema: Mapping[str, Any]
    digest: str

    @property
    def identity(self) -> str:
        """Name, version and the beginning of the file's hash, for the record of a call."""
        return f"{self.name}/{self.version}@{self.digest}"

    def fill(self, **values: str) -> str:
        """The user message with the fields put in; a value is never read as a field.

        Raises ConfigError if the values are not the prompt's fields.
        """
        if values.keys() != self.fields:
            wanted = ", ".join(sorted(self.fields))
            raise ConfigError(f"the prompt {self.name!r} has the fields {wanted}")
        return Template(self.user).substitute(values)


def load(name: str) -> Prompt:
    """The shipped prompt of that name. Raises ConfigError as `parse` does, or if it is missing."""
    try:
        text = bundle.text("prompts", f"{name}.yaml")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"prompts/{name}.yaml cannot be read: {type(error).__name__}") from error
    return parse(name, text)


def parse(name: str, text: str) -> Prompt:
    """The prompt in a YAML text; `name` is the file's name without its ending.

    Raises ConfigError naming file and key for text that is not YAML, an unknown, missing,
    repeated or ill-typed key, a field that `user` does not hold, and a schema outside the
    common subset (OpenAI, Structured Outputs: every object closed, every property required).
    """
    file = f"prompts/{name}.yaml"
    data = _read(file, text)
    if data["name"] != name:
        raise ConfigError(f"{file}: the key 'name' must be {name!r}, as the file is called")
    for key in ("version", "answer_tokens"):
        if data[key] < 1:
            raise ConfigError(f"{file}: the key {key!r} must be 1 or more")
    for key in ("purpose", "system", "user"):
        if not data[key].strip():
            raise ConfigError(f"{file}: the key {key!r} is empty")
    _check_schema(file, "schema", data["schema"])
    if data["schema"].get("type") != "object":
        raise ConfigError(f"{file}: the key 'schema' must describe an object")
    return Prompt(
        name=name,
        version=data["version"],
        purpose=data["purpose"],
        system=data["system"],
        user=data["user"],
        fields=_fields(file, data),
        answer_tokens=data["answer_tokens"],
        schema=data["schema"],
        digest=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


class _OneOfEach(yaml.SafeLoader):
    """The safe loader, but a key that stands twice is a mistake instead of the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the library's signature
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = [key for key in keys if keys.count(key) > 1]
        if repeated:
            raise yaml.constructor.ConstructorError(
                problem=f"the key {repeated[0]!r} stands twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


def _read(file: str, text: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=_OneOfEach)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{file}: not readable as YAML: {error}") from error
    if not isinstance(data, dict):
        raise ConfigError(f"{file}: expected keys with values")
    for key in data.keys() - _KEYS.keys():
        raise ConfigError(f"{file}: unknown key {key!r}; known are {', '.join(_KEYS)}")
    for key, wanted in _KEYS.items():
        if key not in data:
            raise ConfigError(f"{file}: missing key {key!r}")
        if type(data[key]) is not wanted:  # a truth value is a number to isinstance
            raise ConfigError(f"{file}: the key {key!r} must be of the type {wanted.__name__}")
    return data


def _fields(file: str, data: Mapping[str, Any]) -> frozenset[str]:
    """The names that `user` holds as `$name`; the system message holds none."""
    template = Template(data["user"])
    if not template.is_valid():
        raise ConfigError(f"{file}: the key 'user' has a lone $; write $$ for the sign")
    held = template.get_identifiers()
    if sorted(held) != sorted(map(str, data["fields"])):
        raise ConfigError(
            f"{file}: the key 'fields' must list what 'user' holds: {', '.join(held) or 'nothing'}"
        )
    stray = set(held) & set(Template(data["system"]).get_identifiers())
    if stray:
        raise ConfigError(f"{file}: the key 'system' must not hold ${min(stray)}")
    return frozenset(held)


def _check_schema(file: str, path: str, schema: object) -> None:
    if not isinstance(schema, dict) or schema.get("type") not in _SCHEMA_TYPES:
        known = ", ".join(sorted(_SCHEMA_TYPES))
        raise ConfigError(f"{file}: the key '{path}' needs a type out of {known}")
    for key in schema.keys() - _SCHEMA_KEYS:
        raise ConfigError(f"{file}: unknown key '{path}.{key}'")
    allowed = schema.get("enum", [""])
    if not (isinstance(allowed, list) and allowed and all(isinstance(x, str) for x in allowed)):
        raise ConfigError(f"{file}: the key '{path}.enum' must be a list of texts")
    if schema["type"] == "array":
        _check_schema(file, f"{path}.items", schema.get("items"))
    if schema["type"] != "object":
        return
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        raise ConfigError(f"{file}: the key '{path}.properties' must name what the object holds")
    if schema.get("additionalProperties") is not False:
        raise ConfigError(f"{file}: the key '{path}.additionalProperties' must be false")
    if schema.get("required") != list(properties):
        raise ConfigError(f"{file}: the key '{path}.required' must list every property, in order")
    for key, inner in properties.items():
        _check_schema(file, f"{path}.properties.{key}", inner)
