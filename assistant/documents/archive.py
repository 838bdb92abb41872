"""ZIP archives to the files in them, within limits that no header can talk away."""

from collections import Counter
from zipfile import ZipInfo

from assistant.documents import unopened
from assistant.documents.package import Package
from assistant.documents.plain import file_name
from assistant.documents.reading import Reading
from assistant.errors import BadDocument

FILES = 50
MB = 1024 * 1024
BYTES = 40 * MB  # of all files together, unpacked
# Papers shrink to a tenth or a fiftieth. Small files may do better, and are harmless.
RATIO = 100
FREE = 4 * MB


def read(data: bytes) -> Reading:
    """The archive's first 50 files. Raises `BadDocument` if it is damaged or a bomb.

    Files that are never opened come by name only, without their bytes.
    """
    package = Package(data)
    wanted = [entry for entry in package.entries if _is_file(entry)]
    if not wanted:
        return Reading(problem="the archive is empty")
    if any(_is_bomb(entry, len(data)) for entry in wanted):
        raise BadDocument("the archive is packed to exhaust its reader")
    files: list[tuple[str, bytes]] = []
    lost: Counter[str] = Counter()
    left = BYTES
    for entry in wanted[:FILES]:
        name = file_name(entry.filename)
        if unopened.by_name(name):
            files.append((name, b""))
        elif entry.file_size > left:
            lost[f"they are larger than {BYTES // MB} MB together"] += 1
        else:
            # What the directory says is spent even if it lies: unpacking stops at that size.
            left -= entry.file_size
            try:
                files.append((name, package.read(entry, entry.file_size)))
            except BadDocument as error:
                lost[str(error)] += 1
    return Reading(files=tuple(files), problem="; ".join(_problems(lost, len(wanted))))


def _problems(lost: Counter[str], count: int) -> list[str]:
    found = [f"{n} of its {count} files were not unpacked: {why}" for why, n in lost.items()]
    if count > FILES:
        found.append(f"only the first {FILES} of its {count} files were opened")
    return found


def _is_file(entry: ZipInfo) -> bool:
    """Not what a Mac adds on its own beside each file."""
    return not entry.filename.startswith("__MACOSX/") and not entry.filename.endswith(".DS_Store")


def _is_bomb(entry: ZipInfo, size: int) -> bool:
    """Whether the entry says that it grows beyond what any paper does."""
    return entry.file_size > max(FREE, RATIO * min(entry.compress_size, size))
