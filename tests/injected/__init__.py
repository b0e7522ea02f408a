"""Faults of a publisher, put into readings on purpose, to measure which of them the checks find.

`paper` alters what stands on the page, `figures` the digits of one figure, `kinds` draws faults of
every kind, `corpus` turns altered readings into findings, `measure` counts.
`python -m bench.injected OUTPUTS` runs it over the readings of an outputs folder.
"""

from pipeline.quality.light_import import import_great_expectations

import_great_expectations()  # as a run does, before a test module imports it as it comes
