"""PDF to `Reading`: what stands on the pages, with its place, and nothing of what it means."""

from pipeline.reading.model import Reading
from pipeline.reading.reader import READER_VERSION, read_pdf

__all__ = ["READER_VERSION", "Reading", "read_pdf"]
