"""The archive: what was received, kept by its content, with a receipt for each arrival."""
