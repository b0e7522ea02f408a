from pipeline.quality.light_import import import_great_expectations

import_great_expectations()  # as a run does, before a test module imports it as it comes
