"""Tables read a second time, by camelot."""
