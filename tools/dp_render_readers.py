#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Renders awkward values in every format and for every reader that is here, and has them read back.

usage: dp_render_readers.py FOLDER

FOLDER is testdata/readers. Says on stdout which readers were tried, and is silent on stderr when
every value reads back as it was, or was refused by name where the format cannot carry it.
"""

import json
import os
import random
import shutil
import subprocess
import sys

import yaml

sys.path.insert(0, sys.argv[1])
import trial  # noqa: E402

PEM = "-----BEGIN KEY-----\n" + "\n".join("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC+/=" * 2 for _ in range(1400)) + "\n-----END KEY-----\n"

VALUES = [
    "", " ", "plain", " leading", "trailing ", "\ttab\t", "a#b", "a #b", "#", "=", "a=b=c", "'", "''", "it's", '"', '""',
    'say "hi"', "'\"'", "\\", "\\\\", "a\\", "\\n", "\\\\n", "a\\b", 'a\\"b', "a\\'b", "\\'", '\\"', "$", "$$", "$HOME",
    "${HOME}", "${", "${HOME", "$(id)", "`id`", "a`b'c", "it's $5", "$a\\\\b", "\n", "a\nb", "\na\n\n", "a\n", "a\\\nb",
    "\r", "a\rb", "a\r\nb", "a\r\n", "\r\n", "!", "a!b", "!!", "~", "*", "?", "[a]", "{a,b}", "&", "|", ";", "<", ">",
    "a&b;c|d", "%", "%s", "%25", ":", "a: b", "- a", "? a", "null", "~", "true", "yes", "1", "1.5", "0x10", "2001-01-01",
    "@", "|", ">", "---", "...", "!!str", "<<", "é", "ü", "😀", "👩‍👩‍👧", "\u2028", "\u2029", "a\u2028b", "\u0085", "\u00a0",
    "\ufeff", "\ufeffa", "\ufffe", "\uffff", "\U0001ffff", "\U0010ffff", "\u007f", "\u200b", "\u202e", "\ud7ff",
    "\ue000", PEM, "x" * 100000, "'" * 1000, "\\" * 999, '"' * 1000, "export A=1", "A=1\nB=2", "EOF", "() { :;}",
    "::set-output name=a::b", "a\u0001b", "\x1b[31m",
] + [chr(code) for code in range(1, 33)] + [chr(code) for code in range(0x80, 0x100)] + [
    "a" + chr(code) + "b" for code in range(1, 33)]


def fuzz(count):
    source = random.Random(7)
    parts = ["'", '"', "\\", "$", "`", "{", "}", "\n", "\r", " ", "#", "=", "a", "X", "%", ":", "-", "😀", "\u2028", "\u0085", "!", "~"]
    return ["".join(source.choice(parts) for _ in range(source.randrange(1, 9))) for _ in range(count)]


def render(secrets, form):
    return subprocess.run(["dp-render", "--format", form], input=json.dumps(secrets).encode(), capture_output=True, check=False)


def shell_map(shell, words, text):
    script = {"eval": 'eval "$(cat in)"', "source": "set -a; . ./in"}[words]
    with open("in", "wb") as file:
        file.write(text)
    output = subprocess.run([shell, "-c", script + "; exec /usr/bin/env -0"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=True)
    if output.stderr:
        raise AssertionError(output.stderr)
    return {name.decode(): value.decode() for name, value in (entry.split(b"=", 1) for entry in output.stdout.split(b"\0")[:-1])}


def read_docker(text):
    """What docker documents for --env-file: lines, # comments, the text behind the first = as it is."""
    result = {}
    for number, line in enumerate(text.split(b"\n")):
        line = line.decode("utf-8", "strict").removesuffix("\r")
        line = line.removeprefix("\ufeff") if number == 0 else line
        line = line.lstrip(" \t")
        if not line or line.startswith("#"):
            continue
        if len(line.encode()) > 65535:
            raise AssertionError("token too long")
        name, equals, value = line.partition("=")
        if not equals or not name or set(name) & set(" \t"):
            raise AssertionError(f"bad line for {name}")
        result[name] = value
    return result


def read_lines(text):
    return dict(line.split("=", 1) for line in text.decode().split("\n")[:-1])


READERS = {
    "json": [lambda text: json.loads(text.decode())],
    "yaml": [lambda text: yaml.safe_load(text.decode()), lambda text: yaml.load(text, Loader=yaml.CSafeLoader)],
    "shell": [lambda text: shell_map("dash", "eval", text), lambda text: shell_map("bash", "eval", text)],
    "docker": [read_docker],
    "env-no-quotes": [read_lines],
}


def carried(secrets, form):
    """The secrets without those that dp-render refuses by name, one after the other."""
    secrets = dict(secrets)
    while True:
        done = render(secrets, form)
        if done.returncode == 0:
            return secrets, done.stdout
        message = done.stderr.decode()
        if done.returncode != 3 or done.stdout or not message.startswith('dp-render: cannot render "'):
            raise AssertionError(f"{form}: {done.returncode} {message}")
        del secrets[message.split('"')[1]]


def expected_refusals(form, value):
    if form in ("docker", "env-no-quotes"):
        return "\n" in value or value.endswith("\r") or len(value.encode()) > 65000
    return False


def check(form, secrets):
    # Refusals are looked for first, as each costs a run.
    refused = {name for name, value in secrets.items() if expected_refusals(form, value)}
    kept, text = carried({name: value for name, value in secrets.items() if name not in refused}, form)
    if len(kept) != len(secrets) - len(refused):
        raise AssertionError(f"{form}: refused too much: {[secrets[n] for n in secrets if n not in refused and n not in kept][:5]}")
    for name in sorted(refused)[:40]:
        if render({name: secrets[name]}, form).returncode != 3:
            raise AssertionError(f"{form} took {secrets[name]!r}")
    for read in READERS[form]:
        got = read(text)
        for name, value in kept.items():
            if got.get(name) != value:
                raise AssertionError(f"{form}: {value[:80]!r} reads back as {str(got.get(name))[:80]!r}")
        extra = set(got) - set(kept) - {"PATH", "PWD", "SHLVL", "_", "OLDPWD"}
        if extra:
            raise AssertionError(f"{form}: also reads {sorted(extra)[:5]}")
    return len(kept)


def try_readers():
    """By --for and --format env, those that are installed."""
    folder = os.path.abspath(sys.argv[1])
    place = trial.Place("here", "", "/usr/sbin:/usr/bin:/sbin:/bin")
    readers = trial.debian_readers(place, folder) + trial.own_readers()
    # Node.js 18 has no such function.
    if place.has("/usr/bin/node") and b"function" in place.run(["/usr/bin/node", "-p", "typeof util.parseEnv"]):
        readers += [trial.Reader(row, "Node.js util.parseEnv", place, "", trial.script("/usr/bin/node", f"{folder}/read.js", "node"))
                    for row in ("node", "env")]
    for reader in readers:
        wrong, _, _, counts = trial.judge(reader, 300, os.getcwd(), alone_count=5, slow_count=3)
        if wrong:
            raise AssertionError(f"{reader.row}: {reader.label}: {wrong[:5]}")
        print(f"--for {reader.row}: {reader.label}: {counts[1]} values, {counts[2]} refused")


def main():
    # None is so long that env(1) could not be given it.
    secrets = {f"V{number:04d}": value for number, value in enumerate(VALUES + fuzz(1500))}
    for form in READERS:
        check(form, secrets)
    try_readers()
    awkward = {name: "x" for name in ("a b", "A=B", "\n", "yes", "null", "😀", "", "k" * 2000, "\"'\\", "<<", "=", "1", "#")}
    for form in ("json", "yaml"):
        check(form, awkward)


if __name__ == "__main__":
    sys.exit(main())
