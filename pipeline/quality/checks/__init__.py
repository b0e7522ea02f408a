"""The checks: one file a relation, with condition, expectation, titles and words of its findings.

`structure.py` checks what a table declares without relations; `usual_figure.py` and `own_place.py`
compare every figure with its own history.
"""
