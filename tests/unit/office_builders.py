"""Writes small office files, archives and Outlook items for the tests, byte by byte."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = _OFFICE + "wordprocessingml.document.main+xml"
SHEET = _OFFICE + "spreadsheetml.sheet.main+xml"


def packed(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _types(parts: Mapping[str, str]) -> str:
    ones = "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in parts.items())
    return f'<Types xmlns="{_TYPES}">{ones}</Types>'


# --- Word --------------------------------------------------------------------------------


def docx(
    body: str,
    *,
    main: str = WORD,
    margins: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """A Word document with this inner XML; `margins` are parts such as `header1`."""
    parts = {"word/document.xml": main}
    files: dict[str, bytes | str] = {
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    }
    for name, content in (margins or {}).items():
        kind = name.rstrip("0123456789")
        parts[f"word/{name}.xml"] = f"{_OFFICE}wordprocessingml.{kind}+xml"
        files[f"word/{name}.xml"] = f'<w:hdr xmlns:w="{_W}">{content}</w:hdr>'
    return packed({"[Content_Types].xml": _types(parts), **files, **(more or {})})


def paragraph(*runs: str) -> str:
    """A paragraph of runs; a run that is markup stays as it is."""
    return f"<w:p>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*table_rows: Sequence[str]) -> str:
    """A table of rows of cells; a cell that is markup stays as it is."""
    rows = ""
    for cells in table_rows:
        inner = (one if one.startswith("<") else paragraph(one) for one in cells)
        rows += f"<w:tr>{''.join(f'<w:tc>{one}</w:tc>' for one in inner)}</w:tr>"
    return f"<w:tbl>{rows}</w:tbl>"


# --- spreadsheets ------------------------------------------------------------------------

DATE_STYLE = 1


def xlsx(
    sheets: Mapping[str, str], *, states: Mapping[str, str] | None = None, main: str = SHEET,
    more: Mapping[str, Any] | None = None,
) -> bytes:  # fmt: skip
    """A workbook of sheets by name; a sheet is the XML of its rows. Style 1 shows dates."""
    parts = {"xl/workbook.xml": main, "xl/styles.xml": _OFFICE + "spreadsheetml.styles+xml"}
    names, links = "", f'<Relationship Id="s" Type="{_R}/styles" Target="styles.xml"/>'
    files: dict[str, bytes | str] = {
        "xl/styles.xml": f'<styleSheet xmlns="{_S}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    }
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        state = (states or {}).get(name, "visible")
        names += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
        target = f"worksheets/sheet{number}.xml"
        links += f'<Relationship Id="r{number}" Type="{_R}/worksheet" Target="{target}"/>'
        parts[f"xl/{target}"] = _OFFICE + "spreadsheetml.worksheet+xml"
        files[f"xl/{target}"] = f'<worksheet xmlns="{_S}"><sheetData>{rows}</sheetData></worksheet>'
    root = f'<Relationship Id="r" Type="{_R}/officeDocument" Target="xl/workbook.xml"/>'
    files["_rels/.rels"] = f'<Relationships xmlns="{_RELS}">{root}</Relationships>'
    files["xl/workbook.xml"] = (
        f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{names}</sheets></workbook>'
    )
    files["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{_RELS}">{links}</Relationships>'
    return packed({"[Content_Types].xml": _types(parts), **files, **(more or {})})


def cells(number: int, *values: str | float | bool | datetime | None) -> str:
    """A row of a sheet; None is an empty cell."""
    out = ""
    for column, value in enumerate(values):
        place = f'r="{chr(65 + column)}{number}"'
        match value:
            case None:
                continue
            case bool():
                out += f'<c {place} t="b"><v>{int(value)}</v></c>'
            case datetime():
                days = (value - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1)
                out += f'<c {place} s="{DATE_STYLE}"><v>{days!r}</v></c>'
            case str():
                out += f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>'
            case _:
                out += f"<c {place}><v>{value!r}</v></c>"
    return f'<row r="{number}">{out}</row>'


def ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet with one sheet of these rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    files = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed(files, zipfile.ZIP_STORED)


def xls(values: Sequence[Sequence[str | float]], *, more: Mapping[str, Any] | None = None) -> bytes:
    """An old workbook with one sheet ([MS-XLS]: BOF, BoundSheet8, Label, Number, EOF)."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def start(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 6))

    sheet = start(0x10)
    for row, ones in enumerate(values):
        for column, value in enumerate(ones):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += record(0x0204, place + text)
            else:
                sheet += record(0x0203, place + struct.pack("<d", value))
    sheet += record(0x000A, b"")
    head, end = start(0x05), record(0x000A, b"")
    bound = 4 + 4 + 2 + 2 + 1
    at = len(head) + bound + len(end)
    head += record(0x0085, struct.pack("<IHBB", at, 0, 1, 0) + b"A")
    return ole({"Workbook": head + end + sheet, **(more or {})})


# --- OLE compound files ------------------------------------------------------------------

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(tree: Mapping[str, Any]) -> bytes:
    """A compound file ([MS-CFB]): a name leads to the bytes of a stream or to a folder."""
    writer = _Writer()
    writer.add(0, tree)
    return writer.written()


class _Heap:
    """Pieces of one size, and for each piece the number of the next one of its stream."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = b""
        self.next: list[int] = []

    def store(self, data: bytes) -> int:
        """The number of the first piece."""
        count = -(-len(data) // self.size)
        first = len(self.next)
        self.data += data.ljust(count * self.size, b"\0")
        self.next += [*range(first + 1, first + count), *([_END] if count else [])]
        return first if count else _END

    @property
    def table(self) -> bytes:
        packed_table = b"".join(struct.pack("<I", one) for one in self.next)
        return packed_table.ljust(-(-len(packed_table) // _SECTOR) * _SECTOR, b"\xff")


class _Writer:
    def __init__(self) -> None:
        self.large, self.small = _Heap(_SECTOR), _Heap(_SMALL)
        # name, kind, right neighbour, first child, first piece, size
        self.entries: list[list[Any]] = [["Root Entry", 5, _FREE, _FREE, _END, 0]]

    def add(self, parent: int, folder: Mapping[str, Any]) -> None:
        last, link = parent, 3
        for name, content in folder.items():
            own = len(self.entries)
            self.entries[last][link] = own
            last, link = own, 2
            if isinstance(content, Mapping):
                self.entries.append([name, 1, _FREE, _FREE, 0, 0])
                self.add(own, content)
            else:
                heap = self.large if len(content) >= _CUTOFF else self.small
                place = heap.store(content)
                self.entries.append([name, 2, _FREE, _FREE, place, len(content)])

    def written(self) -> bytes:
        large, small = self.large, self.small
        self.entries[0][5] = len(small.data)
        self.entries[0][4] = large.store(small.data)
        small_at = large.store(small.table)
        directory = large.store(b"".join(_entry(*one) for one in self.entries))
        first, count = len(large.next), 1
        while count * (_SECTOR // 4) < first + count:
            count += 1
        large.next += [_FAT] * count
        numbers = (directory, 0, _CUTOFF, small_at, len(small.table) // _SECTOR, _END, 0)
        head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
        head += struct.pack("<HHHHH6xII", 0x3E, 3, 0xFFFE, 9, 6, 0, count)
        head += struct.pack("<7I", *numbers)
        head += b"".join(struct.pack("<I", first + one) for one in range(count))
        return head.ljust(_SECTOR, b"\xff") + large.data + large.table


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


# --- Outlook items -----------------------------------------------------------------------


def item(
    texts: Mapping[int, str], *, header: int = 32, numbers: Mapping[int, int] | None = None,
    binaries: Mapping[int, bytes] | None = None, codepage: int = 0, **folders: Any,
) -> dict[str, Any]:  # fmt: skip
    """An object of an Outlook item: properties by id, and the folders in it.

    With a `codepage` its texts are written in bytes, as old programs did.
    """
    out: dict[str, Any] = {}
    fixed = b""
    for number, text in texts.items():
        kind = 0x1E if codepage else 0x1F
        data = text.encode(f"cp{codepage}") if codepage else text.encode("utf-16-le")
        out[f"__substg1.0_{number:04X}{kind:04X}"] = data
        fixed += struct.pack("<HHIQ", kind, number, 6, len(data))
    for number, content in (binaries or {}).items():
        out[f"__substg1.0_{number:04X}0102"] = content
        fixed += struct.pack("<HHIQ", 0x102, number, 6, len(content))
    known = {**(numbers or {}), **({0x3FFD: codepage} if codepage else {})}
    for number, value in known.items():
        fixed += struct.pack("<HHIQ", 0x40 if value >> 32 else 3, number, 6, value)
    out["__properties_version1.0"] = bytes(header) + fixed
    for name, content in folders.items():
        out[f"__{name.replace('_', '_version1.0_#0000000')}"] = content
    return out


def recipient(name: str, address: str, kind: int = 1) -> dict[str, Any]:
    return item({0x3001: name, 0x39FE: address}, header=8, numbers={0x0C15: kind})


def attachment(name: str, content: bytes) -> dict[str, Any]:
    return item({0x3707: name}, header=8, numbers={0x3705: 1}, binaries={0x3701: content})


def embedded(name: str, inner: dict[str, Any]) -> dict[str, Any]:
    """An attachment that is a message; `inner` has a header of 24 bytes."""
    return {
        **item({0x3001: name}, header=8, numbers={0x3705: 5}),
        "__substg1.0_3701000D": inner,
    }


def moment(when: datetime) -> int:
    """A time as steps of 100 ns since 1601."""
    return int((when - datetime(1601, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 10
