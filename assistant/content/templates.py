"""Renders the letters under templates/ in a sandbox, from plain data only."""

import hashlib
from collections.abc import Mapping

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.ext import Extension
from jinja2.loaders import FunctionLoader
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.content import bundle
from assistant.domain.people import Role
from assistant.errors import BadTemplate

# The letter each role gets. A role without one of its own shares its neighbour's.
LETTERS: Mapping[Role, str] = {
    Role.ECONOMIC: "economic",
    Role.SPONSOR: "sponsor",
    Role.USER: "user",
    Role.TECHNICAL: "technical",
    Role.PROCUREMENT: "procurement",
    Role.COACH: "coach",
    Role.CHAMPION: "coach",
    Role.UNKNOWN: "unknown",
}


class Section(Extension):
    """`{% section NAME needs FACT ... %} ... {% else %} ... {% endsection %}`

    The section stands only when every fact it needs is there; else its `else` part does,
    or nothing. The names after `needs` are what an admin sees as the section's facts.
    """

    tags = {"section"}  # noqa: RUF012 - the attribute Jinja2 looks for

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        parser.stream.expect("name")
        parser.stream.expect("name:needs")
        needs: list[nodes.Expr] = []
        while parser.stream.current.type == "name":
            needs.append(nodes.Name(next(parser.stream).value, "load", lineno=line))
        test = needs[0]
        for one in needs[1:]:
            test = nodes.And(test, one, lineno=line)
        body = parser.parse_statements(("name:else", "name:endsection"))
        otherwise: list[nodes.Node] = []
        if next(parser.stream).value == "else":
            otherwise = parser.parse_statements(("name:endsection",), drop_needle=True)
        return nodes.If(test, body, [], otherwise, lineno=line)


class Templates:
    """The tone templates in force."""

    def __init__(self) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(_source),
            undefined=StrictUndefined,
            autoescape=False,
            extensions=[Section],
        )
        self._environment.globals.clear()

    def letter(self, role: Role, context: Mapping[str, object], *, language: str = "en") -> str:
        """The letter for a role in the markup of `letter.py`. Raises BadTemplate."""
        path = _path(role, language)
        try:
            return self._environment.get_template(path).render(context)
        except (TemplateError, FileNotFoundError, TypeError) as error:
            raise BadTemplate(f"{path}: {type(error).__name__}: {error}") from error

    def identity(self, role: Role, *, language: str = "en") -> str:
        """Name and version of the letter, for the record each draft keeps."""
        own = bundle.text("templates", _path(role, language))
        frame = bundle.text("templates", f"letters/{language}/base.txt.j2")
        digest = hashlib.sha256((frame + own).encode()).hexdigest()[:12]
        return f"{language}/{LETTERS[role]}@{digest}"


def _path(role: Role, language: str) -> str:
    return f"letters/{language}/{LETTERS[role]}.txt.j2"


def _source(path: str) -> str:
    return bundle.text("templates", path)
