#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a command with a terminal of its own, and talks to it as a person would.

usage: terminal.py [--transcript FILE] [--echo] [EXPECT SEND]... -- COMMAND [ARG...]

The command's controlling terminal is a new pty; its stdin, stdout and stderr stay ours. Waits until
the terminal shows EXPECT with echo off (with --echo: on), then types SEND (\\n, \\x03 and the like
are understood; @TERM sends that signal to the process group instead, @ECHO? waits until echo is
off). Ends with the command's status, 128 and the signal if one killed it. FILE gets what the
terminal showed, and "echo on" or "echo off".
"""

import fcntl
import os
import select
import signal
import sys
import termios
import time

LIMIT = 20  # seconds for all of it


def parse(argv):
    words = argv[: argv.index("--")]
    command = argv[argv.index("--") + 1 :]
    transcript = "/dev/null"
    if words[:1] == ["--transcript"]:
        transcript, words = words[1], words[2:]
    echo = words[:1] == ["--echo"]
    words = words[1:] if echo else words
    return transcript, echo, list(zip(words[::2], words[1::2])), command


def start(command, terminal):
    """Starts the command in the foreground of a session that we lead, as a shell with job control does."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(terminal, os.getpid())
        os.close(terminal)
        for number in (signal.SIGTTOU, signal.SIGPIPE, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.execvp(command[0], command)
    return child


def echoes(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def main():
    transcript, echo, talk, command = parse(sys.argv[1:])
    guarded = os.fork()  # A process group's leader, as we may be, cannot start a session.
    if guarded != 0:
        return os.waitstatus_to_exitcode(os.waitpid(guarded, 0)[1])
    ours, theirs = os.openpty()
    child = start(command, theirs)
    shown, seen, deadline, status = b"", 0, time.time() + LIMIT, None
    while status is None:
        if time.time() > deadline:
            os.kill(child, signal.SIGKILL)
        if select.select([ours], [], [], 0.01)[0]:
            shown += os.read(ours, 65536)
        if talk and talk[0][0].encode() in shown[seen:] and echoes(theirs) == echo:
            expect, send = talk.pop(0)
            seen = shown.index(expect.encode(), seen) + len(expect)
            if send.startswith("@"):
                os.killpg(child, getattr(signal, "SIG" + send[1:]))
            else:
                os.write(ours, send.encode().decode("unicode_escape").encode("latin-1"))
        done, result = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
        if done and os.WIFSTOPPED(result):
            shown += b"[stopped, echo %s]" % (b"on" if echoes(theirs) else b"off")
            os.killpg(child, signal.SIGCONT)
        elif done:
            status = result
    while select.select([ours], [], [], 0)[0]:
        shown += os.read(ours, 65536)
    with open(transcript, "wb") as file:
        file.write(shown.replace(b"\r\n", b"\n") + (b"echo on\n" if echoes(theirs) else b"echo off\n"))
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


if __name__ == "__main__":
    sys.exit(main())
