"""Notices and wake-ups: planned from the journal, kept in an outbox, sent, and never more than a hint."""
