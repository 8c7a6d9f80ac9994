# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""What the lanes share: they find the programs, run jobs in folders of their own, and judge.

A lane is a script that sources nothing but this and jobs.py. From the command line it installs and
builds what it needs first; as a test of Bazel it finds all that beside it. Each case is one line,
"ok NAME" or "not ok NAME" with the reasons below, and the last line is "N passed, N failed".
"""

import argparse
import atexit
import concurrent.futures
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).absolute().parent
ROOT = HERE.parent.parent
IN_BAZEL = "TEST_SRCDIR" in os.environ
TOOLS = (ROOT if IN_BAZEL else ROOT / "bazel-bin") / "tools"
DOPPLER = (ROOT if IN_BAZEL else ROOT / "bazel-bin") / "dropin" / "doppler"
INTERPOSE = (ROOT if IN_BAZEL else ROOT / "bazel-bin") / "ci" / "interpose.so"
# What no message and no left-over may hold, 32 bytes each.
CANARY = b"canary-0f1e2d3c4b5a69788796a5b4c"
CANARIES = {"value": CANARY, "token": b"canary.token.0f1e2d3c4b5a6978879",
            "passphrase": b"canary+passphrase+0f1e2d3c4b5a69"}
LIMIT_SECONDS = 60


class Result:
    """What a run left: `code` as a shell has it, stdout, stderr, and the folder as {path: (mode, bytes)}."""

    def __init__(self, code, out, err, files):
        self.code, self.out, self.err, self.files = code, out, err, files


def look(folder):
    """The folder's files, and its temporary folders, as {path: (mode, content)}; a link's content is its target."""
    files = {}
    for directory, folders, names in os.walk(folder):
        for name in [*names, *filter(is_temporary, folders)]:
            path = os.path.join(directory, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                content = os.readlink(path).encode()
            elif stat.S_ISREG(mode):
                content = content_of(path)
            else:
                content = b""
            files[os.path.relpath(path, folder)] = (mode, content)
    return files


def content_of(path):
    try:
        return pathlib.Path(path).read_bytes()
    except OSError as error:
        # Neither what was there nor what should be.
        return f"[{error}]".encode()


class Folder:
    """A new folder with a job's files in it, gone at the end of a `with`."""

    def __init__(self, job, at=None):
        self.job, self.at = job, at

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="dp.", dir=self.at or BASE)
        for name, content in self.job.files.items():
            path = pathlib.Path(self.path, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)
        self.before = look(self.path)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def run(self, prefix=(), env=(), tool=None, **kwargs):
        """The job under the command `prefix`, which is to become it."""
        job = self.job
        words = [*prefix, tool or str(TOOLS / job.tool), *job.words]
        done = subprocess.run(words, cwd=self.path, env=dict(job.environment(), **dict(env)), input=job.stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LIMIT_SECONDS, check=False,
                              preexec_fn=kwargs.pop("before", None), **kwargs)
        code = done.returncode if done.returncode >= 0 else 128 - done.returncode
        return Result(code, done.stdout, done.stderr, look(self.path))


def temporary_of(path):
    """The temporary file or folder that `path` is or lies in; nothing where there is none."""
    parts = path.split("/")
    return next(("/".join(parts[:i + 1]) for i, part in enumerate(parts) if is_temporary(part)), None)


def is_temporary(name):
    name = os.path.basename(name)
    return name.startswith(".") and name.endswith((".tmp", ".dp-clean"))


def judge(job, before, result, killed=False, mute=False):
    """What is wrong with a run that something has failed in, as a list of words. `killed`: by SIGKILL;
    `mute`: so that it could not even say so."""
    wrong = []
    code, err = result.code, result.err
    # A signal that was sent is no crash.
    if code != 0 and code not in job.codes and code not in (128 + signal.SIGKILL, 128 + signal.SIGTERM):
        wrong.append(f"exit code {code}")
    for name, content in [("stdout", result.out), ("stderr", err)]:
        if any(canary in content for canary in CANARIES.values()) and content != job.out:
            wrong.append(f"a secret on {name}: {content!r}")
    if 0 < code < 128:
        wrong += [f"stderr is {err!r}"] * (not err and not mute)
        lines = err.decode(errors="replace").splitlines()
        tool = job.tool.split("-dynamic")[0]
        # The second is the line of --report-to fd:2.
        wrong += [f"stderr says {line!r}" for line in lines if not line.startswith((f"{tool}: ", f'{{"tool":"{tool}",'))]
    if result.out not in (b"", job.out):
        wrong.append(f"stdout is neither empty nor whole: {result.out!r}")
    if code == 0 and result.out != job.out:
        wrong.append(f"exit code 0, and stdout is {result.out!r}")
    return wrong + judge_files(job, before, result, killed)


def says_done(job, err):
    """Whether it is said, or one of more files, that the failure came after the replacing."""
    return len(job.targets) > 1 or not err or b"replaced, but not" in err or b'cannot write "stdout"' in err


def judge_files(job, before, result, killed=False):
    wrong = []
    left = {name for name in result.files if temporary_of(name) and name not in before}
    if len({temporary_of(name) for name in left}) > killed:
        wrong.append(f"left behind: {sorted(left)}")
    for name in left:
        mode, content = result.files[name]
        if stat.S_IMODE(mode) != (0o700 if stat.S_ISDIR(mode) else 0o600):
            wrong.append(f"{name} has mode {mode:o}")
        # The other tools write what is to be in their files.
        if CANARY in content and job.tool == "dp-encrypt":
            wrong.append(f"{name} has a secret in it")
    if job.is_folder and len({name in result.files for name in job.targets}) > 1:
        wrong.append(f"there is a part of the folder: {sorted(result.files)}")
    for name in sorted((set(before) | set(result.files)) - left):
        old, new = before.get(name), result.files.get(name)
        if name not in job.targets:
            if old != new:
                wrong.append(f"{name} has changed")
        elif old != new and not job.is_new(name, new):
            moved = new is None and any(os.path.basename(one).startswith(f".{os.path.basename(name)}.") for one in left)
            if not (killed and moved):
                wrong.append(f"{name} is neither old nor new: {new!r}")
        elif old != new and 0 < result.code < 128 and not says_done(job, result.err):
            wrong.append(f"{name} is new, and the exit code {result.code}: {result.err!r}")
        elif old == new and result.code == 0:
            wrong.append(f"exit code 0, and {name} is as before")
    return wrong


class Lane:
    """Parses the arguments of a lane, prepares, counts."""

    def __init__(self, doc, jobs, **extra):
        parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--short", action="store_true", help="a few of all cases, for ci/test")
        parser.add_argument("job", nargs="*", help="only jobs whose names begin so")
        for name, settings in extra.items():
            parser.add_argument("--" + name, **settings)
        self.options = parser.parse_args()
        self.passed = self.failed = self.skipped = 0
        self.short = self.options.short
        if not IN_BAZEL:
            subprocess.run([ROOT / "ci" / "setup"], check=True)
            subprocess.run(["bazel", "build", "//tools:all", "//dropin:doppler", "//ci:all"], cwd=ROOT, check=True)
        elif os.environ.get("DP_SANITIZER"):
            print(f"skipped {pathlib.Path(sys.argv[0]).name}: faults and sanitizers do not go together")
            sys.exit(0)
        self.jobs = self.wanted(jobs())

    def wanted(self, jobs):
        """Those that were asked for."""
        words = self.options.job
        return [job for job in jobs if not words or any(job.name.startswith(word) for word in words)]

    def case(self, name, wrong, runs=1):
        self.passed, self.failed = self.passed + (not wrong), self.failed + bool(wrong)
        print("not ok" if wrong else "ok", name, f"({runs} runs)" if runs != 1 else "", flush=True)
        for line in list(wrong)[:5]:
            print("  " + line)
        if len(wrong) > 5:
            print(f"  and {len(wrong) - 5} more")

    def skip(self, name, why):
        self.skipped += 1
        print(f"skipped {name}: {why}", flush=True)

    def each(self, function, items):
        """function of each item, some at a time; in order."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(function, items))

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(self.failed > 0 or self.passed + self.skipped == 0)


def memory_folder():
    """Where there is no disk to wait for, if there is such a place."""
    return os.environ.get("TEST_TMPDIR") if not os.access("/dev/shm", os.W_OK) else "/dev/shm"


BASE = tempfile.mkdtemp(prefix="dp-lane.", dir=memory_folder())
atexit.register(shutil.rmtree, BASE, ignore_errors=True)
