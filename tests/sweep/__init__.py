"""A run disturbed at every moment, and what must hold all the same: `python -m tests.sweep`.

Every point is a run of the real command over a prepared archive and inbox. The command runs in a
fork of a process that has imported everything, for imports would take most of the time; and the
result of validation, a pure function, is kept from one run to the next.
"""
