"""Who computes: this process, several on this machine, or the workers of a Dask cluster.

Functions of the analysis share out their heavy work through joblib and know nothing of it;
their results are the same whoever computes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..errors import ClusterError

PATIENCE = 10
"""Seconds to wait for the scheduler of a cluster."""


@dataclass(frozen=True)
class Workers:
    """jobs: processes on this machine. cluster: address of a Dask scheduler, used instead."""

    jobs: int = 1
    cluster: str = ""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let joblib use them meanwhile. Raises ClusterError if the cluster cannot be had."""
        from joblib import parallel_config

        if not self.cluster:
            with parallel_config(n_jobs=self.jobs):
                yield
            return
        try:
            from distributed import Client
        except ImportError:
            raise ClusterError(
                "Dask, which speaks with a cluster, is not installed.",
                "Install it: python -m pip install -e '.[cluster]'",
            ) from None
        try:
            client = Client(self.cluster, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"No Dask scheduler answers at {self.cluster}: {error}.") from None
        with client, parallel_config("dask", client=client):
            yield
