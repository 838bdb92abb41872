"""Keeps two services off one data folder."""

import fcntl
import os
from pathlib import Path
from typing import Self

from assistant.errors import ConfigError


class FolderLock:
    """An exclusive lock on a data folder, freed by the system when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Takes the lock. Raises ConfigError when another process holds it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / "assistant.lock").open("a+")
        except OSError as error:
            raise ConfigError(
                f"the data folder {folder} cannot be used: {error.strerror}; "
                "set ASSISTANT_DATA_DIR to a folder this user may write to"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise ConfigError(
                f"another assistant (process {holder}) is running on {folder}; "
                "stop it, or set ASSISTANT_DATA_DIR to another folder"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        self._file.close()
