"""The kinds of mail and of business papers the house tells apart."""

from enum import StrEnum


class Kind(StrEnum):
    """What a mail is, seen from the rep who received it."""

    NEW_PO = "new-po"
    PO_REVISION = "po-revision"
    PO_CANCELLATION = "po-cancellation"
    ORDER_ACKNOWLEDGEMENT = "order-acknowledgement"
    RFQ = "rfq"
    QUOTE = "quote"
    INVOICE = "invoice"
    SHIPPING = "shipping"
    INTENT = "letter-of-intent"  # "go ahead, PO to follow"
    NEWSLETTER = "newsletter"
    LURE = "lure"
    OUTGOING = "outgoing"  # from our own side
    UNREADABLE = "unreadable"  # beyond what may be read, or not addressed as mail is
    OTHER = "other"
