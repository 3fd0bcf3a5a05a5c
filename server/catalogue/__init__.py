"""The catalogue of case classes: editions, versions with effective dates, and who answers for what."""
