"""Opens the database file and brings its tables up to date."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from assistant.errors import ConfigError


def connect(path: Path) -> sa.Engine:
    """The database at `path`, created and migrated as needed.

    Write-ahead log with synchronous=FULL: a commit that returned survives kill -9 and power
    loss (sqlite.org/wal.html). Raises ConfigError when the file cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(f"sqlite:///{path}", hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        _migrate(engine)
    except (OSError, DatabaseError) as error:
        raise ConfigError(
            f"the database {path} cannot be opened ({type(error).__name__}): "
            "check that the folder is writable and the file is this program's"
        ) from error
    return engine


def _prepare(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    # IMMEDIATE takes the write lock at once: two writers wait instead of failing half-way.
    connection.isolation_level = "IMMEDIATE"
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=30000",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(engine: sa.Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        # The driver begins a transaction only before rows are changed. Begun by hand, a
        # migration that is cut off leaves no half of itself behind.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
