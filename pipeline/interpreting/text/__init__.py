"""Printed text: numbers, units, months, labels."""
