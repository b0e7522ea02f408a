"""Printed tables as rows of the dataset."""
