"""What every mailbox must do, whoever the provider is; each implementation inherits this."""

from mailbox_drafting import MailboxDrafting
from mailbox_reading import MailboxReading


class MailboxSuite(MailboxReading, MailboxDrafting):
    """Inherit it and give the fixture `world`, which makes a fresh mailbox for each test."""
