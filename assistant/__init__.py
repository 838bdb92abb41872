"""Drafts the confirmation of a customer's purchase order for every buying influencer."""
