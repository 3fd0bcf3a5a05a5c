"""One register, every form (一表通): a department's workbook is read, matched to the dictionary, and filled."""
