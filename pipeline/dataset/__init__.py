"""The published dataset in Python.

from pipeline.dataset import open_dataset

dataset = open_dataset()                      # outputs/dataset, as it is now
bookings = dataset.named("bookings_by_hospital")
"""

from pipeline.dataset.open import OpenDataset, open_dataset

__all__ = ["OpenDataset", "open_dataset"]
