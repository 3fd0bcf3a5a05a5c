"""Photos as they are shown: painted anew, without metadata, within the asker's scope."""
