"""Every setting the service has, in one typed class; `.env.example` is made from it."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import ConfigError

_PREFIX = "ASSISTANT_"


class Settings(BaseSettings):
    """Read from the environment and from `.env`; names there carry the prefix ASSISTANT_."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", extra="forbid", frozen=True
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder for the database, the local mailbox and order briefs.",
    )
    rep_email: str = Field(
        default="lena.brandt@norvik.example",
        description="The rep's own address, as customers write it.",
    )
    rep_name: str = Field(
        default="Lena Brandt", description="The rep's name, as it signs a letter."
    )
    company: str = Field(
        default="Norvik Machines", description="Our company's name in the letters."
    )
    own_domains: str = Field(
        default="",
        description="Our mail domains, by commas. Empty: the domain of the rep's address.",
    )
    acknowledgement_by: str = Field(
        default="",
        description="Who sends the formal order acknowledgement. Empty: our order management team.",
    )
    lookback_days: int = Field(
        default=30,
        ge=1,
        le=366,
        description="How far back a mailbox is read when it is first connected.",
    )
    max_drafts: int = Field(
        default=5,
        ge=1,
        le=8,
        description="Most drafts made for one order; further people are suggested.",
    )
    watch_seconds: float = Field(
        default=1.0, gt=0, description="How often the local mailbox is looked at for new mail."
    )
    queue_seconds: float = Field(
        default=3.0, gt=0, description="How often the engine looks for waiting orders."
    )
    parser_memory_mb: int = Field(
        default=512, ge=64, description="Memory cap of the process that reads mail and documents."
    )
    parser_cpu_seconds: int = Field(
        default=10, ge=1, description="CPU cap per mail or document in that process."
    )
    parser_wall_seconds: float = Field(
        default=30.0,
        ge=1,
        description="How long that process may take for one mail or document, OCR included.",
    )
    model_url: str = Field(
        default="",
        description="Base address of an OpenAI-compatible server, usually ending in /v1. "
        "Empty: no language model is used.",
    )
    model_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key for that server. Empty for a server of your own that asks for none.",
    )
    model_name: str = Field(
        default="",
        description="The model's name as the server knows it; needed when an address is set.",
    )
    model_seconds: float = Field(
        default=20.0,
        gt=0,
        le=120,
        description="Deadline of one whole call to the model; after it the rules decide alone.",
    )
    model_calls_a_day: int = Field(
        default=200, ge=0, description="Most calls to the model per UTC day; 0 makes none."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @property
    def domains(self) -> frozenset[str]:
        """Our own mail domains, lower case."""
        named = {one.strip().lower() for one in self.own_domains.split(",") if one.strip()}
        return frozenset(named or {self.rep_email.rpartition("@")[2].lower()})

    @property
    def database(self) -> Path:
        return self.data_dir / "assistant.sqlite"

    @property
    def mailbox_dir(self) -> Path:
        return self.data_dir / "mailbox"

    @property
    def briefs_dir(self) -> Path:
        return self.data_dir / "briefs"

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """The settings in force. Raises ConfigError naming the variable that is wrong."""
        try:
            return cls(**overrides)  # type: ignore[arg-type]
        except ValidationError as error:
            wrong = "; ".join(
                f"{_PREFIX}{'_'.join(str(part) for part in one['loc']).upper()}: {one['msg']}"
                for one in error.errors(include_input=False, include_url=False)
            )
            raise ConfigError(f"settings are wrong: {wrong}") from None


def example() -> str:
    """The text of `.env.example`: each setting with its meaning and its default."""
    lines = ["# Copy to .env and change what differs. Every line shows the default."]
    for name, field in Settings.model_fields.items():
        value = _written(field.default)
        lines += ["", f"# {field.description}", f"{_PREFIX}{name.upper()}={value}"]
    return "\n".join(lines) + "\n"


def _written(default: object) -> object:
    return default.get_secret_value() if isinstance(default, SecretStr) else default
