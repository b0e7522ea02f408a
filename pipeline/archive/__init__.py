"""The archive: every received file, stored under its hash, with a receipt for each arrival."""
