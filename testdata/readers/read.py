#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""usage: read.py python-dotenv|systemd|supervisor|properties FILE...

Reads each FILE, and prints a line of JSON for it: an object of names and values, or the error as a
string.
"""

import ctypes
import glob
import json
import os
import sys


def python_dotenv(path):
    import dotenv
    return dict(dotenv.dotenv_values(path))


def systemd(path):
    """By the function that reads EnvironmentFile=, which is in the library that systemd's programs share."""
    library = ctypes.CDLL(glob.glob("/usr/lib/*/systemd/libsystemd-shared-*.so")[0])
    entries = ctypes.POINTER(ctypes.c_char_p)()
    result = library.load_env_file(None, path.encode(), ctypes.byref(entries))
    if result < 0:
        return os.strerror(-result)
    found, i = {}, 0
    while entries and entries[i]:
        name, value = entries[i].split(b"=", 1)
        found[name.decode()] = value.decode()
        i += 1
    return found


def supervisor(path):
    """What FILE holds goes into the section of a program."""
    from supervisor.options import ServerOptions
    with open(path, encoding="utf-8") as file:
        text = file.read()
    whole = path + ".conf"
    with open(whole, "w", encoding="utf-8") as file:
        file.write("[supervisord]\n[program:a]\ncommand=/bin/true\n" + text)
    options = ServerOptions()
    try:
        # It ends the process for a file that it does not understand.
        options.realize(["-c", whole])
    except SystemExit:
        return "the file is refused"
    return options.process_group_configs[0].process_configs[0].environment


def main():
    for path in sys.argv[2:]:
        try:
            line = {"python-dotenv": python_dotenv, "systemd": systemd, "supervisor": supervisor}[sys.argv[1]](path)
        except Exception as error:  # Whatever a reader says.
            line = f"{type(error).__name__}: {error}"
        print(json.dumps(line))


if __name__ == "__main__":
    main()
