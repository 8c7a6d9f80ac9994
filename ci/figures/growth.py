# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""How the time grows with the size of the input, from 1 to 1,000,000."""

import json
import os
import pathlib
import shutil
import subprocess

from figures.measure import medians

SIZES = [10 ** power for power in range(7)]
# execve(2) takes a quarter of the stack's limit: 100,000 names fit into the usual 8 MiB, a million do not.
MAX_NAMES = 100000
# A million files take a disk minutes to make.
MAX_FILES = 100000
LABELS = {
    "seal": "dp-encrypt, 1,000 rounds: bytes",
    "open": "dp-decrypt, 1,000 rounds: bytes",
    "exec": "dp-exec -- true: names",
    "render": "dp-render --format env: names",
    "clean": "dp-clean: files, all old",
}


def grow(base, make_files):
    """{name: [(size, seconds)]}, in the current directory."""
    series = {name: [] for name in LABELS}
    quiet = {**base, "DOPPLER_PASSPHRASE": "standin"}
    for size in SIZES:
        runs = 15 if size < 100000 else 5
        pathlib.Path("bytes").write_bytes(os.urandom(size))
        seal = "exec ./dp-encrypt --raw --rounds 1000 <bytes 2>/dev/null"
        with open("bytes.sealed", "wb") as file:
            subprocess.run(["sh", "-c", seal], env=quiet, stdout=file, check=True)
        names = {f"N{number}": "v" for number in range(size)}
        pathlib.Path("names.json").write_text(json.dumps(names))
        commands = {
            "seal": (["/bin/sh", "-c", seal], quiet),
            "open": (["/bin/sh", "-c", "exec ./dp-decrypt bytes.sealed 2>/dev/null"], quiet),
            "render": (["./dp-render", "-s", "names.json", "--format", "env"], quiet),
        }
        if size <= MAX_NAMES:
            commands["exec"] = (["./dp-exec", "-s", "names.json", "--", "true"], quiet)
        for name, seconds in zip(commands, medians(runs, list(commands.values()))):
            series[name].append((size, seconds))
        if size <= MAX_FILES:
            series["clean"].append((size, clean(size, quiet, make_files)))
    return series


def clean(size, environment, make_files):
    os.mkdir("grown")
    times = []
    for _ in range(3 if size < MAX_FILES else 1):
        make_files(("grown",), size)
        times += medians(1, [(["./dp-clean", "--all", "grown"], environment)], warm_up=0)
    shutil.rmtree("grown")
    return sorted(times)[len(times) // 2]
