# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""How the time grows with the size of the input, from 1 to 1,000,000."""

import json
import os
import pathlib
import subprocess
import tempfile

from figures.measure import medians

SIZES = [10 ** power for power in range(7)]
# execve(2) takes a quarter of the stack's limit: 100,000 names fit into the usual 8 MiB, a million do not.
MAX_NAMES = 100000
# A small file takes a page, and the kernel's memory of it as much again.
BYTES_A_FILE = 8192
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
    max_files = room_for_files()
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
        if size <= max_files:
            series["clean"].append((size, clean(size, quiet, make_files)))
    return series


# Files in memory: on a disk most of the time is the disk's own.
MEMORY = "/dev/shm"


def room_for_files():
    if not os.access(MEMORY, os.W_OK):
        return 0
    room = os.statvfs(MEMORY)
    return min(room.f_favail, room.f_bavail * room.f_frsize // BYTES_A_FILE)


def clean(size, environment, make_files):
    times = []
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        for _ in range(3 if size < 100000 else 1):
            make_files((folder,), size)
            times += medians(1, [(["./dp-clean", "--all", folder], environment)], warm_up=0)
    return sorted(times)[len(times) // 2]
