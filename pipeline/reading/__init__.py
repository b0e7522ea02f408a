"""PDF to `Reading`: what stands on the pages, with its place, and nothing of what it means."""

from pipeline.reading.model import Reading
from pipeline.reading.reader import read_pdf
from pipeline.reading.version import READER_VERSION

__all__ = ["READER_VERSION", "Reading", "read_pdf"]
