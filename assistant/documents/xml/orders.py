"""XML files to what they state, whichever of the known standards they follow."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from assistant.documents.reading import Reading
from assistant.documents.xml import cii, cxml, idoc, markup, ubl
from assistant.documents.xml import table as xml_table
from assistant.documents.xml.markup import Markup, Node, local
from assistant.domain.paper import Paper
from assistant.errors import BadDocument

_STANDARDS = (ubl, cii, cxml, idoc, xml_table)
# Envelopes (SOAP, the UN's StandardBusinessDocument, SAP's port) are a few levels of a few
# elements; to look at every element of a large file for a message would take long.
_ENVELOPES = 5
_LOOKED_AT = 2_000
_MESSAGES = 100
_CARRIERS = ("{*}EmbeddedDocumentBinaryObject", "{*}AttachmentBinaryObject")
_FILES = 20


def read(data: bytes) -> Reading | None:
    """The messages of an XML file, or its visible text if it holds none we know.

    None if the bytes are no XML; what must not or cannot be read comes as a problem. The
    standard is told by the names of the elements, never by a file name.
    """
    try:
        source = markup.parse(data)
    except BadDocument as error:
        return Reading(problem=str(error))
    if source is None:
        return None
    papers = tuple(islice(_papers(source), _MESSAGES))
    if not papers:
        return Reading(pages=(source.visible(),))
    return Reading(pages=(source.page,), papers=papers, files=tuple(_carried(source)))


def _carried(source: Markup) -> Iterator[tuple[str, bytes]]:
    """The files in a message, as UBL and UN/CEFACT carry them: often the order as a PDF."""
    for one in islice(source.root.iter(*_CARRIERS), _FILES):
        with suppress(ValueError):
            content = b64decode(one.text or "")
            if content:
                yield one.get("filename", "") or local(one), content


def _papers(source: Markup) -> Iterator[Paper]:
    """Every message, outermost elements first; there is none within another."""
    level, left = [source.root], _LOOKED_AT
    for _depth in range(_ENVELOPES):
        below: list[Node] = []
        for node in level[:left]:
            paper = _paper(source, node)
            if paper is None:
                below += islice(node, left)
            else:
                yield paper
        left -= len(level)
        level = below
        if left <= 0:
            return


def _paper(source: Markup, node: Node) -> Paper | None:
    told = (standard.read(source, node) for standard in _STANDARDS)
    return next((paper for paper in told if paper is not None), None)
