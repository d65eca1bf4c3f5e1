# SPDX-License-Identifier: Apache-2.0
# What the YAML templates must say, beside being YAML. usage: templates.py FOLDER
import os
import re
import subprocess
import sys
import tempfile

import yaml


def read(name):
    with open(f"{sys.argv[1]}/{name}", encoding="utf-8") as file:
        return yaml.safe_load(file)


def action():
    document = read("action.yml")
    assert document["runs"]["using"] == "composite"
    identified = {step["id"] for step in document["runs"]["steps"] if "id" in step}
    for output in document["outputs"].values():
        step = re.search(r"steps\.(\w+)\.outputs", output["value"]).group(1)
        assert step in identified, step
    text = str(document)
    for name in re.findall(r"inputs\.(\w+)", text):
        assert name in document["inputs"], name
    for step in document["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash", step["name"]
            assert "${{" not in step["run"], f"{step['name']}: text of others in a script"
        else:
            assert "uses" in step, step


# The script of the gate, with a gate that prints its words: options of several lines all arrive.
def action_options():
    (gate,) = (step for step in read("action.yml")["runs"]["steps"] if step.get("id") == "gate")
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/gate.sh", "w", encoding="utf-8") as file:
            file.write("printf '%s\\n' \"$@\"\n")
        names = {"GATE": f"{folder}/gate.sh", "REPORTS": folder, "BASE": "origin/main",
                 "JOBS": "a/*.json\nb.json\n", "OPTIONS": "--budget b.json\n  --max-increase 5%\n"}
        out = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", gate["run"]], check=True,
                             env={**os.environ, **names}, stdout=subprocess.PIPE, text=True).stdout
    words = [word for word in out.split("\n") if word]
    assert words[:8] == ["origin/main", "a/*.json", "b.json", "--", "--budget", "b.json", "--max-increase", "5%"], words


def gitlab():
    job = read("gitlab-ci.yml")["carbon-gate"]
    assert all(isinstance(line, str) for line in job["script"])
    assert job["artifacts"]["when"] == "always"
    reports = job["artifacts"]["reports"]
    assert set(reports) == {"junit", "metrics"}
    for path in reports.values():
        assert path in job["artifacts"]["paths"] and any(path in line for line in job["script"])


def hooks():
    (repository,) = read("pre-commit-config.yaml")["repos"]
    (hook,) = repository["hooks"]
    assert hook["require_serial"] is True
    assert re.search(hook["files"], "jobs/a.json") and not re.search(hook["files"], "jobs/a.json.bak")


action()
action_options()
gitlab()
hooks()
