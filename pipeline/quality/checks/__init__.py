"""The checks, one file a relation."""
