"""Files on disk: atomic writes, locks, tables that people edit, the log."""
