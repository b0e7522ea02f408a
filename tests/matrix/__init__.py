"""Every command in every environment: `python -m tests.matrix`, and the matrix of docs/faults.md.

`cells.py` says what must happen; each cell is tried with the real command over an archive with a
dataset and an inbox with more files. After a cell no file may be lost.
"""
