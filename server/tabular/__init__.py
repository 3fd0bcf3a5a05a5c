"""Tables that strangers send, read safely, and tables that we hand out: workbooks and CSV. It knows no register."""
