#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Runs what CI systems and docker would run, out of their own files, for the test of docs/recipes.md.

usage: runner.py github FILE       the run: steps of a workflow, one after the other
       runner.py gitlab FILE       the script: of a job
       runner.py docker build ...  the RUN and COPY of ./Dockerfile, into the directory ./image
       runner.py docker run ...    its ENTRYPOINT and CMD

A step of a workflow sees what its env: gives it (${{ secrets.X }} is the variable SECRETS_X), what
earlier steps left in $GITHUB_ENV, and the variables of this process but token and passphrase. There
are no containers here: the files of the image and of -v are found by changing the paths in the
command, and apt-get only looks whether it could install.
"""

import json
import os
import re
import subprocess
import sys

IMAGE = os.path.abspath("image")


def github(path):
    import yaml
    with open(path, encoding="utf-8") as file:
        jobs = yaml.safe_load(file)["jobs"]
    earlier = os.path.abspath("github_env")
    inherited = {name: value for name, value in os.environ.items() if name not in ("DOPPLER_TOKEN", "DOPPLER_PASSPHRASE")}
    for step in [step for job in jobs.values() for step in job["steps"] if "run" in step]:
        given = {name: re.sub(r"\$\{\{ secrets\.(\w+) \}\}", lambda m: os.environ["SECRETS_" + m[1]], value)
                 for name, value in step.get("env", {}).items()}
        with open(earlier, "a+", encoding="utf-8") as file:
            file.seek(0)
            left = dict(line.rstrip("\n").split("=", 1) for line in file)
        print("step:", step.get("name"), flush=True)
        environment = {**inherited, **left, **given, "GITHUB_ENV": earlier}
        status = subprocess.run(["bash", "-e", "-c", step["run"]], env=environment, check=False).returncode
        if status:
            return status
    return 0


def gitlab(path):
    import yaml
    with open(path, encoding="utf-8") as file:
        jobs = yaml.safe_load(file)
    for job in jobs.values():
        # As its runner does where there is bash.
        status = subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])], check=False).returncode
        if status:
            return status
    return 0


def instructions():
    with open("Dockerfile", encoding="utf-8") as file:
        text = file.read().replace("\\\n", "")
    return [line.split(" ", 1) for line in text.splitlines() if line]


def build():
    apt = 'apt-get() { [ "$1" = update ] || command apt-get -s "$@"; }; '
    for word, rest in instructions():
        if word == "RUN":
            subprocess.run(["bash", "-c", apt + rest], check=True, stdout=subprocess.DEVNULL)
        elif word == "COPY":
            *sources, target = rest.split()
            os.makedirs(IMAGE + target, exist_ok=True)
            subprocess.run(["cp", "--remove-destination", *sources, IMAGE + target], check=True)
    return 0


def run(arguments):
    found = dict(instructions())
    words = json.loads(found["ENTRYPOINT"]) + json.loads(found["CMD"])
    places = {"/app/": IMAGE + "/app/"}
    for mount in [arguments[i + 1] for i, word in enumerate(arguments) if word == "-v"]:
        outside, inside, _ = mount.split(":")
        places[inside] = outside
    for inside, outside in places.items():
        words = [word.replace(inside, outside) for word in words]
    os.environ["PATH"] = IMAGE + "/usr/local/bin:/usr/bin:/bin"
    for name in ("DOPPLER_TOKEN", "DOPPLER_PASSPHRASE"):
        os.environ.pop(name, None)
    os.execvp(words[0], words)


def main():
    what, *arguments = sys.argv[1:]
    if what == "docker":
        return build() if arguments[0] == "build" else run(arguments)
    return {"github": github, "gitlab": gitlab}[what](*arguments)


if __name__ == "__main__":
    sys.exit(main())
