"""What the UN code lists 1001 (document) and 1225 (function) make of an order message in XML."""

from assistant.domain.kind import Kind

# UNTDID 1001, D.20B: documents that some senders put into the message of an order.
_DOCUMENTS = {
    "230": Kind.PO_REVISION,  # purchase order change request
    "231": Kind.ORDER_ACKNOWLEDGEMENT,  # purchase order response
    "320": Kind.ORDER_ACKNOWLEDGEMENT,  # acknowledgement of order
    "310": Kind.QUOTE,
    "311": Kind.RFQ,
    "325": Kind.INVOICE,  # proforma
    "380": Kind.INVOICE,
    "381": Kind.INVOICE,  # credit note
    "351": Kind.SHIPPING,  # despatch advice
    "347": Kind.OTHER,  # order status enquiry
    "348": Kind.OTHER,  # order status report
}
# UNTDID 1225: what the message does to the document.
_FUNCTIONS = {
    "1": Kind.PO_CANCELLATION,
    "2": Kind.PO_REVISION,  # addition
    "3": Kind.PO_REVISION,  # deletion
    "4": Kind.PO_REVISION,  # change
    "5": Kind.PO_REVISION,  # replace
    "27": Kind.ORDER_ACKNOWLEDGEMENT,  # not accepted
    "29": Kind.ORDER_ACKNOWLEDGEMENT,  # accepted without amendment
    "30": Kind.ORDER_ACKNOWLEDGEMENT,  # accepted with amendment
}


def order(document: str, function: str = "") -> Kind:
    """The kind of an order message with these two codes; codes that say nothing: a new PO.

    The function counts for orders and their changes only: a response that "changes" accepts
    with changes.
    """
    kind = _DOCUMENTS.get(document, Kind.NEW_PO)
    if kind in (Kind.NEW_PO, Kind.PO_REVISION):
        return _FUNCTIONS.get(function, kind)
    return kind
