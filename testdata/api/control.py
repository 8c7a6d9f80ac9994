#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Steers a running stand-in server through the socket in its folder.

    control.py DIR behave JSON                     queue behaviours (JSON "-": read stdin)
    control.py DIR reset                           no behaviours, no log, the seed's secrets
    control.py DIR log                             the requests seen, one JSON object a line
    control.py DIR count                           numbers of connections and of requests
    control.py DIR set PROJECT CONFIG NAME [VALUE] store a secret (no VALUE: read stdin)
    control.py DIR unset PROJECT CONFIG NAME       remove it
    control.py DIR revoke TOKEN                    make a token invalid
    control.py DIR streams                         how many event streams are open
    control.py DIR send TEXT                       these bytes to all of them ("-": read stdin)
    control.py DIR silence                         they say nothing any more, and stay open
    control.py DIR hangup                          they end, as they should
    control.py DIR cut                             they end in the middle, by a reset
"""

import json
import os
import socket
import sys


def ask(directory, words):
    """Sends one command and returns the server's answer."""
    # Through a descriptor, because the whole path may be too long for a socket.
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("/proc/self/fd/%d/control" % folder)
        connection.sendall(json.dumps(words).encode())
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as stream:
            return json.load(stream)


def main():
    if sys.argv[1:] in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    if len(sys.argv) < 3:
        print("control.py: usage: control.py DIR COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    directory, *words = sys.argv[1:]
    try:
        if words in (["behave", "-"], ["send", "-"]):
            words[1] = sys.stdin.buffer.read().decode()
        elif words[0] == "set" and len(words) == 4:
            words.append(sys.stdin.buffer.read().decode())
        answer = ask(directory, words)
        if "error" in answer:
            raise ValueError(answer["error"])
        sys.stdout.write(answer["text"])
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        print("control.py: cannot %s: %s" % (words[0], error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
