# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Times and peaks of commands. A command is (words, environment) or (words, environment, stdin)."""

import os
import statistics
import subprocess
import sys
import time


def run(words, environment, stdin=None):
    """Wall and CPU seconds of one run. posix_spawn: forking this interpreter is not what is measured."""
    actions = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    if stdin:
        actions.append((os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0))
    start = time.perf_counter()
    child = os.posix_spawnp(words[0], words, environment, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"ci/bench: {words} ended with {status}")
    return wall, usage.ru_utime + usage.ru_stime


def medians(runs, commands, which=0, warm_up=2):
    """The median wall (0) or CPU (1) seconds of each command. They take turns, forwards and backwards,
    so that a slow moment of the machine hits all of them."""
    times = [[] for _ in commands]
    for number in range(runs + warm_up):
        turns = list(enumerate(commands))
        for side, command in turns if number % 2 else reversed(turns):
            taken = run(*command)[which]
            if number >= warm_up:
                times[side].append(taken)
    return [statistics.median(taken) for taken in times]


def compare(runs, ours, yardstick, which=0, warm_up=2):
    return medians(runs, [ours, yardstick], which, warm_up)


def peak_kib(words, environment, stdin="/dev/null"):
    # A child's peak is at least its parent's size, so the parent must be small.
    with open(stdin, "rb") as file:
        result = subprocess.run(["/usr/bin/time", "-q", "-f", "%M", *words], env=environment, stdin=file,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return int(result.stderr.split()[-1])
