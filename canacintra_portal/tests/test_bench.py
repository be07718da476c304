"""`make bench`: it still starts, measures, and stops everything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from canacintra_portal.embedded import processes
from canacintra_portal.embedded.supervisor import MARK

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(300)
def test_a_quick_measurement_takes_every_figure_and_leaves_nothing_behind(tmp_path):
    figures = tmp_path / "figures.json"

    done = subprocess.run(
        [sys.executable, "-m", "canacintra_portal.bench", "--quick", "--json", figures],
        cwd=ROOT,
        env={**os.environ, "PORTAL_LOCAL": str(tmp_path / "local")},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(figures.read_text())
    assert [crowd["confirmed"] for crowd in seen["rush"]] == [seen["rush"][0]["seats"]]
    assert all(row["per_second"] > 0 for row in seen["pages"])
    assert "MISSED" not in done.stdout.split("oversold or falsely refused")[1].splitlines()[0]
    assert processes.marked_with(MARK, str(tmp_path / "local/bench")) == []
    assert not (tmp_path / "local/bench").exists()
