"""Printed names and the entities that they stand for."""
