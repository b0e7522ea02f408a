"""What Prefect adds to the steps: tasks, runners, artifacts, hooks. Nothing is decided here.

Importing this package sets what must be set before Prefect is imported, also for child processes.
"""

import os

_WILDCARD_HOSTS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def without_proxy(*hosts: str) -> str:
    """The value of NO_PROXY under which these hosts and this machine are asked directly."""
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if known.strip() == "*":
        return known
    names = [name.strip() for name in known.split(",") if name.strip()]
    return ",".join(dict.fromkeys([*names, *_LOOPBACK, *(host.strip("[]") for host in hosts)]))


def local_address(host: str) -> str:
    """The host name under which this machine reaches its own services."""
    return _WILDCARD_HOSTS.get(host, f"[{host}]" if ":" in host else host)


# By default Prefect's server sends statistics to its vendor.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
# Without a server Prefect starts one for the run. On a busy machine, or in a new home, that takes
# longer than the 20 s that Prefect waits.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
if not os.environ.get("PREFECT_API_URL"):
    os.environ.pop("PREFECT_API_URL", None)  # Prefect would use '' as an address.
# A proxy of an office does not know the services of this machine.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = without_proxy()
