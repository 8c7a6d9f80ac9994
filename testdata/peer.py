#!/usr/bin/python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""A second implementation of docs/format.md, on Python's hashlib and cryptography, and a match of it
against dp-encrypt and dp-decrypt on random documents.

usage: peer.py ROUNDS SEED     both directions, ROUNDS documents each; prints what differs
"""

import base64
import hashlib
import os
import random
import struct
import subprocess
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ENCODE = {"base64": lambda b: base64.b64encode(b).decode(), "hex": bytes.hex}
DECODE = {"base64": lambda s: base64.b64decode(s, validate=True), "hex": bytes.fromhex}


def key(passphrase, salt, rounds):
    return hashlib.pbkdf2_hmac("sha256", passphrase, salt, rounds)


def seal(rng, plaintext, passphrase, rounds, encoding, stamped):
    salt = rng.randbytes(8)
    if stamped:
        salt = rng.randbytes(16) + b"DPX1" + struct.pack(">QQ", 1000000000, 0)
    nonce = rng.randbytes(12)
    data = AESGCM(key(passphrase, salt, rounds)).encrypt(nonce, plaintext, None)
    encode = ENCODE[encoding]
    return f"4:{encoding}:{rounds}:{encode(salt)}-{encode(nonce)}-{encode(data)}".encode()


def open_(text, passphrase):
    version, encoding, rounds, payload = text.decode().split(":")
    assert version == "4"
    salt, nonce, data = map(DECODE[encoding], payload.split("-"))
    assert len(salt) in (8, 36) and (len(salt) == 8 or salt[16:20] == b"DPX1")
    return AESGCM(key(passphrase, salt, int(rounds))).decrypt(nonce, data, None)


def run(argv, text, passphrase):
    environment = {**os.environb, b"DOPPLER_PASSPHRASE": passphrase}
    result = subprocess.run(argv, input=text, env=environment, capture_output=True, check=False)
    if result.returncode != 0:
        print(argv, result.returncode, result.stderr)
    return result.stdout


def main():
    count, rng = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    bad = 0
    for _ in range(count):
        plaintext = rng.randbytes(rng.choice([1, 15, 16, 17, 300, rng.randrange(1, 70000)]))
        passphrase = bytes(rng.randrange(1, 256) for _ in range(rng.choice([1, 63, 64, 65, 300, 1024])))
        rounds, encoding, stamped = rng.randrange(1, 3000), rng.choice(["base64", "hex"]), rng.random() < 0.5
        text = seal(rng, plaintext, passphrase, rounds, encoding, stamped)
        if run(["dp-decrypt"], text, passphrase) != plaintext:
            print("dp-decrypt does not open", text[:100])
            bad += 1
        argv = ["dp-encrypt", "--raw", "--rounds", str(rounds), "--encoding", encoding]
        text = run(argv + ([] if stamped else ["--plain-salt"]), plaintext, passphrase)
        if open_(text, passphrase) != plaintext:
            print("the peer does not open", text[:100])
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
