"""Which cell is wrong, where a sum does not hold."""
