"""What Prefect adds to the steps: tasks, runners, artifacts, hooks. Nothing is decided here.

Importing this package sets what must be set before Prefect is imported.
"""

import os

# By default Prefect's server sends statistics to its vendor.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
if not os.environ.get("PREFECT_API_URL"):
    os.environ.pop("PREFECT_API_URL", None)  # Prefect would use '' as an address.
