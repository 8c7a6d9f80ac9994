# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""The main job of each tool, as the lanes run it: one table."""

import atexit
import base64
import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import lane

CANARY = lane.CANARY.decode()
PASSPHRASE = lane.CANARIES["passphrase"].decode()
TOKEN = "dp.st.dev." + lane.CANARIES["token"].decode()
SECRETS = json.dumps({"API_KEY": CANARY, "LINES": "two\nlines"}).encode()
# Enough not to be warned of.
ROUNDS = ("--rounds", "100000")
OLD = b"old"


class Job:
    """A call of a tool.

    files    what lies in its folder before, {path: bytes}; paths in `targets` are to be replaced
    targets  {path: function}: whether the path is what the tool is to make of it, given (mode, bytes) or
             None for no such file
    out      what stdout has in the end
    codes    the exit codes that a fault may lead to
    api      whether it talks to the stand-in API
    is_folder  whether the targets are the files of one folder, which is made whole or not at all
    every    of the many calls that it makes, try one in so many; more than 1 for a job that goes on trying, so
             that what fails once makes it slow, and what fails for ever makes it endless
    follow   whether what its children do counts, too; not where they are a command, which then fails itself
    """

    def __init__(self, name, words, stdin=b"", files=None, targets=None, out=b"", codes=(1,), api=False, env=None,
                 every=1, is_folder=False, follow=True):
        self.name, self.tool, self.words = name, name.split()[0].rstrip(":"), words
        self.stdin, self.files, self.targets = stdin, files or {}, targets or {}
        self.out, self.codes, self.is_api, self.env, self.every = out, codes, api, env or {}, every
        self.is_folder, self.follow = is_folder, follow

    def environment(self):
        env = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "TZ": "UTC", "LC_ALL": "C", **self.env}
        return dict(env, **api()) if self.is_api else env

    def is_new(self, path, found):
        return self.targets[path](found)


class Like(bytes):
    """Output that is not the same every time: equal to what its pattern matches."""

    def __eq__(self, other):
        return re.fullmatch(bytes(self), other) is not None

    def __ne__(self, other):
        return not self == other

    __hash__ = bytes.__hash__


# Whoever listens to the stream hears of a change at once, and then the stream ends.
CHANGE = {"path": "/watch", "times": 0, "headers": {"Content-Type": "text/event-stream"},
          "body": 'data: {"type":"secrets.update"}\n\n'}


# A command that is done when it has been started anew.
TWICE = "mkdir started 2>/dev/null || exit 0; exec sleep 1000"


@functools.lru_cache(None)
def api():
    """What leads a tool to a stand-in API whose secrets and token hold the canary."""
    folder = tempfile.mkdtemp(prefix="api.", dir=lane.BASE)
    data = lane.ROOT / "testdata" / "api"
    seed = json.loads((data / "seed.json").read_text())
    seed["tokens"][TOKEN] = seed["tokens"]["dp.st.dev.standin-right"]
    seed["projects"]["backend"]["configs"]["dev"]["secrets"] = {"API_KEY": {"value": CANARY}}
    (pathlib.Path(folder) / "canary.json").write_text(json.dumps(seed))
    directory = os.path.join(folder, "api")
    os.mkdir(directory)
    server = subprocess.Popen([sys.executable, data / "server.py", "--dir", directory, "--with-parent", "--seed",
                               os.path.join(folder, "canary.json")], stdout=subprocess.DEVNULL)
    atexit.register(server.kill)
    while not os.path.exists(os.path.join(directory, "env")):
        if server.poll() is not None:
            raise SystemExit("the stand-in API does not start")
        time.sleep(0.02)
    subprocess.run([sys.executable, data / "control.py", directory, "behave", json.dumps(CHANGE)], check=True)
    lines = pathlib.Path(directory, "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


@functools.lru_cache(None)
def sealed():
    """SECRETS as dp-encrypt seals them."""
    return subprocess.run([lane.TOOLS / "dp-encrypt", *ROUNDS], input=SECRETS, stdout=subprocess.PIPE, check=True,
                          env={"DOPPLER_PASSPHRASE": PASSPHRASE}).stdout


def opens(found):
    """Whether it is a whole sealed file of SECRETS."""
    if found is None or found[0] & 0o777 != 0o600:
        return False
    opened = subprocess.run([lane.TOOLS / "dp-decrypt", "-"], input=found[1], stdout=subprocess.PIPE, check=False,
                            stderr=subprocess.DEVNULL, env={"DOPPLER_PASSPHRASE": PASSPHRASE})
    return opened.returncode == 0 and opened.stdout == SECRETS


def holds(content):
    """Whether it is a private file of these bytes."""
    return lambda found: found is not None and found[0] & 0o777 == 0o600 and found[1] == content


def link(found):
    return found is not None and found[1].startswith(b"/proc/")


def is_gone(found):
    return found is None


def noted(found):
    return found is not None and found[1].startswith(b"version:") and b"etag: W/\"1\"" in found[1]


def is_etag(found):
    return found is not None and found[1].startswith(b'"') and found[1].endswith(b'"\n')


def all_jobs():
    """The table. Made late: what is in it needs the built programs."""
    passphrase = {"DOPPLER_PASSPHRASE": PASSPHRASE}
    token = {"DOPPLER_TOKEN": TOKEN, "DOPPLER_PROJECT": "backend", "DOPPLER_CONFIG": "dev"}
    home = {"HOME": "home", "DOPPLER_CONFIG_DIR": "home"}
    copy, note = fallback_paths(dict(token, **home))
    one = json.dumps({"API_KEY": CANARY}, separators=(",", ":")).encode()
    return [
        Job("dp-encrypt -o", [*ROUNDS, "-o", "out"], SECRETS, {"out": OLD}, {"out": opens}, env=passphrase),
        Job("dp-encrypt --fallback", [*ROUNDS, "--fallback", "--etag-from", "etag"], SECRETS,
            {copy: OLD, "etag": b'W/"1"\n'}, {copy: opens, note: noted}, env=dict(token, **home, **passphrase)),
        Job("dp-encrypt --tee", [*ROUNDS, "-o", "out", "--tee"], SECRETS, {"out": OLD}, {"out": opens}, out=SECRETS,
            env=passphrase),
        Job("dp-decrypt", ["file"], b"", {"file": sealed()}, out=SECRETS, env=passphrase),
        Job("dp-decrypt -o", ["-o", "out", "--passphrase-from", "file:key"], sealed(),
            {"out": OLD, "key": PASSPHRASE.encode() + b"\n"}, {"out": holds(SECRETS)}),
        Job("dp-exec", ["-s", "in", "--", "/usr/bin/printenv", "API_KEY"], b"", {"in": SECRETS},
            out=lane.CANARY + b"\n", codes=(125,)),
        Job("dp-exec --mount", ["--mount", "s.json", "--", "/bin/sh", "-c", 'rm s.json; echo "$API_KEY"'], SECRETS,
            {}, {"s.json": link}, out=b"\n", codes=(125,)),
        Job("dp-render -o", ["--format", "env", "-s", "in", "-o", "out", "API_KEY"], b"", {"in": SECRETS, "out": OLD},
            {"out": holds(f"API_KEY='{CANARY}'\n".encode())}),
        Job("dp-render --for envdir", ["--for", "envdir", "-o", "new"], SECRETS, {},
            {"new/API_KEY": holds(lane.CANARY + b"\n"), "new/LINES": holds(b"two\0lines\n")}, is_folder=True),
        Job("dp-render --report-to", ["--report-to", "fd:2", "-s", "in", "--format", "env", "API_KEY"], b"",
            {"in": SECRETS}, out=f"API_KEY='{CANARY}'\n".encode(), codes=(1, 2)),
        Job("dp-render --template", ["--template", "t"], SECRETS, {"t": b"{{.API_KEY}}{{len .LINES}}"},
            out=lane.CANARY + b"9"),
        Job("dp-mask", ["-s", "in"], lane.CANARY + b" and more, " + base64.b64encode(lane.CANARY), {"in": SECRETS},
            out=b"*** and more, ***"),
        Job("dp-mask COMMAND", ["-s", "in", "--", "/bin/cat"], lane.CANARY + b" and more", {"in": SECRETS},
            out=b"*** and more", codes=(125, 1, 126), follow=False),
        Job("dp-mask --tty", ["-s", "in", "--tty", "--", "/bin/cat"], lane.CANARY + b" and more", {"in": SECRETS},
            out=b"*** and more", codes=(125, 1, 126), follow=False),
        Job("dp-clean", ["--all", "dir"], b"", {"dir/one": sealed(), "dir/two": sealed(), "dir/other": b"not ours"},
            {"dir/one": is_gone, "dir/two": is_gone}),
        Job("dp-fetch", ["-o", "out", "--etag-save", "etag", "--only", "API_KEY", "--attempts", "1"], b"",
            {"out": OLD, "etag": b'W/"0"\n'}, {"out": holds(one), "etag": is_etag}, env=token, api=True, codes=(1, 4)),
        Job("dp-watch", ["--once", "--debounce", "0"], out=Like(b"changed [-0-9T:]*Z\n"), env=token, api=True, every=8),
        Job("dp-watch COMMAND", ["--debounce", "0", "--", "/bin/sh", "-c", TWICE], env=token, api=True, codes=(1, 126), follow=False),
        Job("dp-put", ["PUT_HERE", "--attempts", "1"], lane.CANARY, env=token, api=True, codes=(1, 4)),
    ]


def fallback_paths(env):
    """The copy and its metadata, as dp-encrypt names them."""
    paths = []
    for more in (["--print-path"], ["--fallback", "--print-path=metadata"]):
        done = subprocess.run([lane.TOOLS / "dp-encrypt", *more], stdout=subprocess.PIPE, check=True, env=env, cwd="/")
        paths.append(done.stdout.decode().strip().lstrip("/"))
    return paths
