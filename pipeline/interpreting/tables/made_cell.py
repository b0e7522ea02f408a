"""Cells that interpreting makes of printed ones: which printed cell shows their figure."""

from __future__ import annotations

from pipeline.reading.model import Cell


class MadeCell(Cell):
    """A cell put together, or parted, from what is printed; its places are its own.

    Attributes:
        printed: the cell of the reading that prints its figure.
    """

    printed: Cell

    @classmethod
    def of(cls, printed: Cell, made: Cell) -> MadeCell:
        """The cell `made`, which remembers the printed one."""
        return cls.model_construct(**dict(made), printed=printed_cell(printed))


def printed_cell(cell: Cell) -> Cell:
    """The cell of the reading that prints the figure of a cell: itself unless it was made."""
    return cell.printed if isinstance(cell, MadeCell) else cell
