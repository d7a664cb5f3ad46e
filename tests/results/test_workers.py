"""Whoever computes, the digits are the same, and nothing becomes stale."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from joblib import Parallel, delayed

from analysis.methods.permutation import permuted
from analysis.methods.resampling import BLOCK, logit_estimates
from study.errors import ClusterError
from study.results import workers
from study.results.run import run
from study.results.workers import Workers
from tests.mini import Mini

SHARED = '''

def processes(cases: Table) -> Number:
    """In which processes heavy work is done."""
    import os
    from joblib import Parallel, delayed
    found = Parallel()(delayed(os.getpid)() for _ in range(8))
    return Number({"elsewhere": sum(each != os.getpid() for each in found)})
'''


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Address of a cluster of two processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as started:
        yield started.scheduler_address


def elsewhere() -> set[int]:
    """The processes in which joblib lets work be done, less this one."""
    return set(Parallel()(delayed(os.getpid)() for _ in range(20))) - {os.getpid()}


def estimates() -> np.ndarray:
    """Penalised logits of shuffles, in three blocks and a part of one."""
    rng = np.random.default_rng(1)
    design = np.column_stack([np.ones(90), rng.normal(size=(90, 5))])
    statistic = partial(logit_estimates, design, penalised=True)
    values, groups = rng.random(90) < 0.3, rng.integers(0, 3, size=90)
    return permuted(statistic, values, groups, 3 * BLOCK + 7, seed=2, chunk=1)


def test_one_job_stays_here() -> None:
    with Workers().at_work():
        assert elsewhere() == set()


def test_two_jobs_compute_the_same_digits_elsewhere() -> None:
    alone = estimates()
    with Workers(jobs=2).at_work():
        assert elsewhere()
        assert np.array_equal(estimates(), alone)
    assert elsewhere() == set()


def test_a_cluster_computes_the_same_digits_elsewhere(cluster: str) -> None:
    alone = estimates()
    with Workers(cluster=cluster).at_work():
        assert elsewhere()
        assert np.array_equal(estimates(), alone)
    assert elsewhere() == set()


def test_a_run_lets_the_cluster_work(cluster: str, tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    mini.write(f"{mini.package}/question.py", mini.read(f"{mini.package}/question.py") + SHARED)
    run(mini.place, workers=Workers(cluster=cluster))
    assert json.loads(mini.read("results/processes.json"))["values"] == {"elsewhere": 8}


def test_workers_make_nothing_stale(mini: Mini) -> None:
    run(mini.place)
    mini.forget()
    assert run(mini.place, workers=Workers(jobs=2)).computed == []
    # Nobody is called while there is nothing to compute.
    assert run(mini.place, workers=Workers(cluster="tcp://127.0.0.1:9")).computed == []


def test_without_dask_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match=r"pip install -e '\.\[cluster\]'"),
        Workers(cluster="tcp://127.0.0.1:9").at_work(),
    ):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere at all"])
def test_a_cluster_that_does_not_answer_is_told(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.3)
    with (
        pytest.raises(ClusterError, match=f"No Dask scheduler answers at {address}"),
        Workers(cluster=address).at_work(),
    ):
        pass
