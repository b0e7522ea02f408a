"""From the bulletin in PDF to the dataset."""

__version__ = "0.1.0"
