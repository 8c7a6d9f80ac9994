#!/usr/bin/python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""What the Doppler CLI does with its fallback file, a second time: names and default passphrase on
Python's hashlib, sealed text by peer.py.

usage: doppler.py names TOKEN PROJECT CONFIG FORMAT TRANSFORMER ONLY   secrets, metadata, legacy
       doppler.py passphrase TOKEN PROJECT CONFIG
       doppler.py seal PASSPHRASE FILE [stamped]    stdin into FILE, mode 0400; stamped: of 2001, as
                                                    dp-encrypt does
       doppler.py open PASSPHRASE FILE              FILE to stdout
       doppler.py note ETAG METADATA FILE           metadata for FILE
       doppler.py etag METADATA FILE                the ETag that a request would carry
"""

import hashlib
import os
import random
import sys

import peer


def digest(text):
    return hashlib.sha256(text).hexdigest()


def passphrase(token, project, config):
    return f"{token}:{project}:{config}" if project and config else token


def names(token, project, config, form, transformer, only):
    parts = [passphrase(token, project, config), form]
    parts += [transformer] if transformer else []
    parts += [",".join(sorted(set(only.split(","))))] if only else []
    name = digest(":".join(parts).encode())
    legacy = f".run-{digest(f'{project}:{config}'.encode())}.json" if project and config else ""
    return f".secrets-{name}.json\n.metadata-{name}.json\n{legacy}"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    temporary = f"{path}.12345678"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400), "wb") as file:
        file.write(data)
    os.rename(temporary, path)


def scalar(text):
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    if text[0] == '"':
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return text


def etag(metadata, path):
    if not os.path.exists(metadata):
        return ""
    lines = read(metadata).decode().splitlines()
    fields = {key: scalar(value) for key, value in (line.split(": ", 1) for line in lines)}
    # An empty hash is believed there.
    return fields["etag"] if fields["hash"] in ("", digest(read(path))) else ""


def main():
    command, words = sys.argv[1], sys.argv[2:]
    if command == "names":
        print(names(*words))
    elif command == "passphrase":
        print(passphrase(*words))
    elif command == "seal":
        rng = random.SystemRandom()
        stamped = len(words) > 2
        text = peer.seal(rng, sys.stdin.buffer.read(), words[0].encode(), 500000, "base64", stamped)
        write(words[1], text)
    elif command == "open":
        sys.stdout.buffer.write(peer.open_(read(words[1]), words[0].encode()))
    elif command == "note":
        lines = f'version: "1"\netag: {words[0]}\nhash: {digest(read(words[2]))}\n'
        write(words[1], lines.encode())
    elif command == "etag":
        print(etag(*words))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
