#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Tests the stand-in server itself. Prints a line a case, and ends at the first that fails."""

import base64
import json
import os
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import zlib

sys.dont_write_bytecode = True  # the folder is part of a source tree
import control

HERE = os.path.dirname(os.path.realpath(__file__))  # a test runs by a link
CONFIG = "/v3/configs/config"
DOWNLOAD = CONFIG + "/secrets/download"
SERVICE, PERSONAL = "dp.st.dev.standin-right", "dp.pt.standin-right"


class Running:
    """A server in a folder of its own, whose path is too long for a unix socket."""

    def __init__(self, *options):
        self.top = tempfile.TemporaryDirectory()
        self.dir = os.path.join(self.top.name, "long" * 40)
        self.process = subprocess.Popen(
            [sys.executable, HERE + "/server.py", "--dir", self.dir, "--with-parent", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        first = self.process.stdout.readline()
        assert first.startswith("DOPPLER_API_HOST="), self.process.stderr.read()
        self.port = int(first.strip().rpartition(":")[2])

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=10)
        if kind is None:
            assert time.monotonic() - begin < 5
            assert (self.process.returncode, errors) == (0, ""), (self.process.returncode, errors)
            assert os.listdir(self.dir) == []
        self.top.cleanup()

    def control(self, *words, stdin=None, status=0):
        done = subprocess.run(
            [sys.executable, HERE + "/control.py", self.dir, *words], input=stdin or "", capture_output=True, text=True)
        assert done.returncode == status, done
        assert bool(done.stderr) == bool(status) and done.stderr.count("\n") <= 1, done
        return done.stdout

    def behave(self, *plans):
        control.ask(self.dir, ["reset"])
        answer = control.ask(self.dir, ["behave", json.dumps(plans)])
        assert answer == {"text": ""}, answer

    def count(self):
        return tuple(map(int, self.control("count").split()))

    def log(self):
        return [json.loads(line) for line in self.control("log").splitlines()]

    def connect(self, name="127.0.0.1", timeout=10):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout)
        context = ssl.create_default_context(cafile=self.dir + "/ca.pem")
        # Some builds of Python take a missing goodbye for an end like any other.
        context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
        # A missing goodbye of TLS is an error to us, so that it can be told from a clean end.
        return context.wrap_socket(connection, server_hostname=name, suppress_ragged_eofs=False)

    def exchange(self, path, query="", token=SERVICE, method="GET", headers="", body=b"", limit=None):
        """Everything the server sends, and the error that ended it if one did."""
        text = "%s %s?%s HTTP/1.1\r\nHost: x\r\n%s" % (method, path, query, headers)
        if token:
            text += "Authorization: Bearer %s\r\n" % token
        if body:
            text += "Content-Length: %d\r\n" % len(body)
        got, error = bytearray(), None
        with self.connect() as connection:
            connection.sendall(text.encode() + b"\r\n" + body)
            try:
                while limit is None or len(got) < limit:
                    part = connection.recv(65536)
                    if not part:
                        break
                    got += part
            except OSError as caught:
                error = caught
        return bytes(got), error

    def call(self, path, query="", **options):
        """(status, headers, body) of a well-behaved answer."""
        got, error = self.exchange(path, query, **options)
        assert error is None, error
        head, _, body = got.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        assert headers["connection"] == "close" and headers["x-request-id"], headers
        assert int(headers.get("content-length", 0)) == len(body), headers
        return int(first.split()[1]), headers, body

    def json(self, path, query="", status=200, **options):
        got, _, body = self.call(path, query, **options)
        assert got == status, (got, body)
        return json.loads(body)

    def message(self, status, query="", token=PERSONAL, path=DOWNLOAD, **options):
        answer = self.json(path, query, status=status, token=token, **options)
        assert answer["success"] is False
        return answer["messages"][0]


def test_api(server):
    assert oct(os.stat(server.dir).st_mode & 0o777) == "0o700"
    with open(server.dir + "/env", encoding="utf-8") as file:
        env = dict(line.split("=", 1) for line in shlex.split(file.read()))
    assert env == {"DOPPLER_API_HOST": "https://127.0.0.1:%d" % server.port, "SSL_CERT_FILE": server.dir + "/ca.pem"}
    assert sorted(os.listdir(server.dir)) == ["ca.pem", "control", "env"]

    status, headers, body = server.call(DOWNLOAD, "config=&project=&format=json")
    secrets = json.loads(body)
    assert status == 200 and headers["content-type"].startswith("application/json")
    assert body == json.dumps(secrets, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert secrets["DOPPLER_PROJECT"] == "backend" and secrets["GREETING"] == "Grüße, 世界 👋"
    assert secrets["DATABASE_URL"].startswith("postgres://app:standin p@ss/word@")
    # ETags
    tag = headers["etag"]
    assert tag.startswith('"')
    status, headers, body = server.call(DOWNLOAD, headers="If-None-Match: %s\r\n" % tag)
    assert (status, body, headers["etag"]) == (304, b"", tag)
    server.control("set", "backend", "dev", "LATER", stdin="from stdin\n")
    assert server.json(DOWNLOAD, headers="If-None-Match: %s\r\n" % tag)["LATER"] == "from stdin\n"
    server.control("unset", "backend", "dev", "LATER")
    assert server.call(DOWNLOAD, headers="If-None-Match: W/%s\r\n" % tag)[0] == 304
    # Formats and names
    only = "secrets=CACHE__TTL_SECONDS,QUOTES,MULTILINE"
    assert sorted(server.json(DOWNLOAD, only)) == ["CACHE__TTL_SECONDS", "MULTILINE", "QUOTES"]
    assert sorted(server.json(DOWNLOAD, only + "&format=dotnet-json")) == ["Cache:TtlSeconds", "Multiline", "Quotes"]
    for name, expected in {
        "env": 'CACHE__TTL_SECONDS="300"\nMULTILINE="first line\nsecond line\n"\nQUOTES="it\'s \\"quoted\\" \\\\ $HOME `id` #"',
        "env-no-quotes": "CACHE__TTL_SECONDS=300\nMULTILINE=first line\nsecond line\n\nQUOTES=it's \"quoted\" \\ $HOME `id` #",
        "docker": "CACHE__TTL_SECONDS=300\nMULTILINE=first line\\nsecond line\\n\nQUOTES=it's \"quoted\" \\ $HOME `id` #",
        "yaml": 'CACHE__TTL_SECONDS: "300"\nMULTILINE: "first line\\nsecond line\\n"\n'
                'QUOTES: "it\'s \\"quoted\\" \\\\ $HOME `id` #"\n',
    }.items():
        status, headers, body = server.call(DOWNLOAD, only + "&format=" + name)
        assert (status, body.decode()) == (200, expected), body
        assert headers["content-type"].startswith("text/plain")
    for name, expected in {
        "camel": "cacheTtlSeconds", "upper-camel": "CacheTtlSeconds", "lower-snake": "cache__ttl_seconds",
        "tf-var": "TF_VAR_cache__ttl_seconds", "dotnet": "Cache:TtlSeconds", "dotnet-env": "Cache__TtlSeconds",
        "lower-kebab": "cache--ttl-seconds",
    }.items():
        query = "include_dynamic_secrets=true&dynamic_secrets_ttl_sec=60&secrets=CACHE__TTL_SECONDS&name_transformer="
        assert server.json(DOWNLOAD, query + name) == {expected: "300"}
    server.message(400, "format=toml", token=SERVICE)
    server.message(400, "name_transformer=shout", token=SERVICE)
    # Lists
    details = server.json(CONFIG + "/secrets", "secrets=DATABASE_URL,SIGNING_KEY")["secrets"]
    assert details["SIGNING_KEY"]["raw"] is details["SIGNING_KEY"]["computed"] is None
    assert details["SIGNING_KEY"]["rawVisibility"] == "restricted" and len(details) == 2
    assert "${DB_PASSWORD}" in details["DATABASE_URL"]["raw"] and "p@ss" in details["DATABASE_URL"]["computed"]
    assert details["DATABASE_URL"]["computedValueType"] == {"type": "string"}
    assert server.json(CONFIG + "/secrets/names")["names"] == sorted(secrets)
    assert server.json("/v3/me", token=PERSONAL)["workplace"]["name"] == "Stand-in Works"
    assert server.call(CONFIG + "/ping")[0] == 200


def test_writing(server):
    def post(body, path=CONFIG + "/secrets", query="", **options):
        return server.json(path, query, method="POST", body=json.dumps(body).encode(), **options)

    change = {"name": "NEW", "originalName": None, "value": "v", "visibility": "unmasked", "valueType": {"type": "json"}}
    answer = post({"change_requests": [change]})["secrets"]["NEW"]
    assert (answer["raw"], answer["rawVisibility"], answer["rawValueType"]) == ("v", "unmasked", {"type": "json"})
    post({"change_requests": [{"name": "NEW", "originalName": None, "value": None, "visibility": "masked"}]})
    assert server.json(DOWNLOAD)["NEW"] == "v"
    assert "NEW" not in post({"secrets": {"NEW": None, "OTHER": "ü"}})["secrets"]
    assert server.json(DOWNLOAD)["OTHER"] == "ü"
    for bad in ({"secrets": {"lower": "v"}}, {"secrets": {"A": 1}}, {"secrets": {"DOPPLER_CONFIG": "x"}}, []):
        post(bad, status=400)
    post({"secrets": {"A": "1"}}, token="dp.st.prd.standin-read", status=403)
    note = {"secret": "OTHER", "note": "why"}
    assert post(note, "/v3/projects/project/note", "project=backend", token=PERSONAL) == note
    assert post({**note, "note": "again"}, CONFIG + "/secrets/note")["note"] == "again"
    assert server.json(CONFIG + "/secrets")["secrets"]["OTHER"]["note"] == "again"
    big = json.dumps({"secrets": {"BIG": "b" * 2000000}}).encode()
    got, _ = server.exchange(CONFIG + "/secrets", method="POST", body=big, headers="Expect: 100-continue\r\n")
    assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert len(server.json(DOWNLOAD)["BIG"]) == 2000000
    server.control("reset")
    assert "OTHER" not in server.json(DOWNLOAD)


def test_one(server):
    """One secret, with project and config in the query or in the body."""
    where = "project=backend&config=dev"
    one = server.json(CONFIG + "/secret", where + "&name=API_KEY", token=PERSONAL)
    assert (one["name"], one["value"]["raw"]) == ("API_KEY", "standin-api-key-dev")
    body = json.dumps({"project": "backend", "config": "stg", "secrets": {"NEW": "v"}}).encode()
    assert "NEW" in server.json(CONFIG + "/secrets", method="POST", body=body, token=PERSONAL)["secrets"]
    note = json.dumps({"project": "backend", "secret": "NEW", "note": "n"}).encode()
    for path in ("/v3/projects/project/note", CONFIG + "/secrets/note"):
        assert server.json(path, method="POST", body=note, token=PERSONAL)["note"] == "n"
    body = json.dumps({"project": "backend", "config": "stg", "name": "NEW"}).encode()
    gone = {"query": "name=NEW", "method": "DELETE"}
    assert server.call(CONFIG + "/secret", body=body, token=PERSONAL, **gone)[0] == 204
    assert server.message(404, path=CONFIG + "/secret", body=body, **gone) == "Could not find requested secret 'NEW'"
    assert server.message(400, where + "&name=DOPPLER_CONFIG", path=CONFIG + "/secret", method="DELETE").endswith("reserved")
    server.control("reset")


class Listener:
    """A client of the stream."""

    def __init__(self, server, query="config=&project=", token=SERVICE):
        self.connection = server.connect()
        self.connection.sendall(b"GET %s/secrets/watch?%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n" % (
            CONFIG.encode(), query.encode(), token.encode()))
        self.got = b""

    def until(self, text):
        """What came up to `text`, which is taken away."""
        while text not in self.got:
            part = self.connection.recv(65536)
            assert part, self.got
            self.got += part
        before, _, self.got = self.got.partition(text)
        return before

    def end(self):
        """The rest, and the error that ended it if one did."""
        try:
            while part := self.connection.recv(65536):
                self.got += part
        except OSError as error:
            return self.got, type(error)
        finally:
            self.connection.close()
        return self.got, None


def test_stream(server):
    update = b'event: message\ndata: {"type":"secrets.update"}\n\n'
    listener = Listener(server)
    head = listener.until(b"\r\n\r\n")
    assert b"Content-Type: text/event-stream" in head and b"Transfer-Encoding: chunked" in head, head
    assert listener.until(b"\n\n\r\n").endswith(b'event: message\ndata: {"type":"connected"}')
    other = Listener(server, "project=backend&config=stg", PERSONAL)
    other.until(b"connected")
    assert server.control("streams") == "2\n"
    server.control("set", "backend", "dev", "A", "1")
    listener.until(update)
    server.json(CONFIG + "/secrets", method="POST", body=b'{"secrets":{"A":null}}')
    listener.until(update)
    server.control("send", "-", stdin="data: \u00fc\n\n")
    for one in (listener, other):
        assert update not in one.until(b"a\r\ndata: \xc3\xbc\n\n\r\n")
    server.control("hangup")
    for one in (listener, other):
        assert one.end() == (b"0\r\n\r\n", None)
    while server.control("streams") != "0\n":
        time.sleep(0.01)
    server.control("cut", status=1)

    listener = Listener(server)
    listener.until(b"connected")
    server.control("silence")
    server.control("set", "backend", "dev", "A", "1")
    server.control("cut")
    rest, error = listener.end()
    assert update not in rest and error is not None, (rest, error)
    server.behave({"path": "/watch", "status": 503})
    assert server.call(DOWNLOAD)[0] == 200
    assert server.call(CONFIG + "/secrets/watch")[0] == 503
    server.message(401, path=CONFIG + "/secrets/watch", token="dp.pt.unknown")
    server.control("reset")


def test_access(server):
    backend = "project=backend&config=dev"
    assert server.message(401, token="dp.pt.unknown") == "Invalid Auth token"
    assert server.message(401, token=None) == "Invalid Auth token"
    assert server.message(401, token="dp.st.dev.standin-revoked") == "Invalid Auth token"
    assert server.message(403, backend, "dp.pt.standin-no-access") == \
        "This token does not have access to requested project 'backend'"
    assert server.message(400, "project=vault&config=dev") == "This token does not have access to requested project 'vault'"
    assert server.message(404, "project=nowhere&config=dev") == "Could not find requested project 'nowhere'"
    assert server.message(404, "project=backend&config=qa") == "Could not find requested config 'qa'"
    assert server.message(400, "project=backend&config=prd", SERVICE) == \
        "This token does not have access to requested config 'prd'"
    assert server.message(400, "project=frontend&config=dev", SERVICE) == \
        "This token does not have access to requested project 'frontend'"
    server.message(400)
    server.message(404, path="/v3/elsewhere")
    basic = base64.b64encode(PERSONAL.encode() + b":").decode()
    assert server.call(DOWNLOAD, backend, token=None, headers="Authorization: Basic %s\r\n" % basic)[0] == 200
    server.control("revoke", SERVICE)
    server.message(401, token=SERVICE)
    server.control("reset")
    assert server.call(DOWNLOAD)[0] == 200


def test_control(server):
    server.control("reset")
    server.exchange(DOWNLOAD, "config=&project=&a=1&a=%2C")
    server.exchange(CONFIG + "/secrets", method="POST", body=b"\xff{")
    first, second = server.log()
    assert first["query"] == [["config", ""], ["project", ""], ["a", "1"], ["a", ","]] and first["tls"] == "TLSv1.3"
    assert first["headers"] == [["Host", "x"], ["Authorization", "Bearer " + SERVICE]]
    assert (second["method"], second["path"], second["body"]) == ("POST", CONFIG + "/secrets", "\\xff{")
    socket.create_connection(("127.0.0.1", server.port)).close()
    # Nothing tells a client that its connection was counted.
    end = time.monotonic() + 5
    while server.count() == (2, 2):
        assert time.monotonic() < end
    assert server.count() == (3, 2)
    server.control("behave", '{"statsu":500}', status=1)
    server.control("behave", "{", status=1)
    server.control("set", "backend", "qa", "A", "B", status=1)
    server.control("dance", status=1)
    server.control("reset")
    assert server.count() == (0, 0) and server.log() == []


def test_answers(server):
    server.behave({"status": 503, "headers": {"Content-Type": "text/html"}, "body": "<p>", "retry_after": "abc", "times": 2})
    for _ in range(2):
        status, headers, body = server.call(DOWNLOAD)
        assert (status, headers["content-type"], headers["retry-after"], body) == (503, "text/html", "abc", b"<p>")
    assert server.call(DOWNLOAD)[0] == 200
    server.behave({"status": 500, "times": 0})
    for _ in range(3):
        server.message(500)
    server.behave({"status": 206}, {"status": 204}, {"status": 304}, {"redirect": "http://x/", "status": 307}, {"body": ""})
    assert server.call(DOWNLOAD)[0] == 206
    assert server.call(DOWNLOAD)[::2] == (204, b"")
    assert server.call(DOWNLOAD)[::2] == (304, b"")
    status, headers, _ = server.call(DOWNLOAD)
    assert (status, headers["location"]) == (307, "http://x/")
    assert server.call(DOWNLOAD)[::2] == (200, b"")
    server.behave({"status": 502, "apply": True}, {"status": 502})
    for name in ("STORED", "LOST"):
        server.message(502, method="POST", path=CONFIG + "/secrets", token=SERVICE, body=b'{"secrets":{"%s":"1"}}' % name.encode())
    assert "STORED" in server.json(DOWNLOAD) and "LOST" not in server.json(DOWNLOAD)
    server.behave({"delay": 0.3})
    begin = time.monotonic()
    assert server.call(DOWNLOAD)[0] == 200 and time.monotonic() - begin >= 0.3


def test_bodies(server):
    server.behave({"headers": {"Content-Length": "100"}, "cut": 6})
    got, error = server.exchange(DOWNLOAD)
    assert got.endswith(b'Content-Length: 100\r\n\r\n{"API_') and error is None
    server.behave({"body": "0123456789", "framing": "chunked"}, {"body": "0123456789", "framing": "chunked", "cut": 3},
                  {"body": "0123456789", "framing": "chunked", "chunk_bytes": 4})
    assert server.exchange(DOWNLOAD)[0].endswith(b"\r\n\r\na\r\n0123456789\r\n0\r\n\r\n")
    assert server.exchange(DOWNLOAD)[0].endswith(b"\r\n\r\na\r\n012")
    assert server.exchange(DOWNLOAD)[0].endswith(b"\r\n\r\n4\r\n0123\r\n4\r\n4567\r\n2\r\n89\r\n0\r\n\r\n")
    # How it ends: with TLS's goodbye or without it.
    old = {"version": "1.0", "framing": "none", "cut": 5}
    server.behave(old, {**old, "close": "plain"}, {"cut_head": 4})
    got, error = server.exchange(DOWNLOAD)
    assert got.startswith(b"HTTP/1.0 200") and got.endswith(b'\r\n\r\n{"API') and error is None
    assert b"Content-Length" not in got and b"Transfer-Encoding" not in got
    got, error = server.exchange(DOWNLOAD)
    assert got.endswith(b'\r\n\r\n{"API') and isinstance(error, ssl.SSLError), error
    assert server.exchange(DOWNLOAD) == (b"HTTP", None)
    assert server.count() == (3, 3)
    # Sizes
    server.behave({"prefix": '{"A":"', "repeat": 20000001, "chunk": "abc", "suffix": '"}'}, {"repeat": 20000000, "gzip": True},
                  {"huge_header": 2000000}, {"huge_headers": 2000000})
    assert server.json(DOWNLOAD)["A"] == "abc" * 6666667
    _, headers, body = server.call(DOWNLOAD)
    assert headers["content-encoding"] == "gzip" and len(body) < 100000
    assert zlib.decompress(body, 31) == b"x" * 20000000
    assert len(server.exchange(DOWNLOAD)[0]) > 2000000
    assert len(server.exchange(DOWNLOAD)[0]) > 2000000
    # Oddities
    server.behave({"headers": [["Content-Length", "5"], ["Content-Length", "6"]], "body": "hello"}, {"raw": "what?\u0000"},
                  {"headers": {"X-Nul": "a\u0000b", "ETag": None}}, {"raw_base64": "/wA="})
    assert server.exchange(DOWNLOAD)[0].endswith(b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")
    assert server.exchange(DOWNLOAD) == (b"what?\0", None)
    got, _ = server.exchange(DOWNLOAD)
    assert b"X-Nul: a\0b\r\n" in got and b"ETag" not in got
    assert server.exchange(DOWNLOAD) == (b"\xff\0", None)


def test_waiting(server):
    def stays_quiet(action):
        try:
            action()
        except TimeoutError:
            return True
        return False

    def ask(connection):
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        connection.recv(1)

    server.behave({"silent": True}, {"handshake": "stall"}, {"handshake": "garbage"}, {"slow": 10, "body": "abcd"},
                  {"cut": 3, "close": "hang"})
    with server.connect(timeout=0.3) as connection:
        assert stays_quiet(lambda: ask(connection))
    assert stays_quiet(lambda: server.connect(timeout=0.3))
    try:
        server.connect()
        raise AssertionError("garbage was taken for TLS")
    except ssl.SSLError:
        pass
    begin = time.monotonic()
    server.call(DOWNLOAD)
    assert 0.3 < time.monotonic() - begin < 5
    assert stays_quiet(lambda: read_on(server))
    assert server.count() == (5, 3)
    for how in (True, "full"):
        server.behave({"never_accept": how})
        assert stays_quiet(lambda: server.connect(timeout=0.3))
        assert server.count() == (0, 0)
    try:
        socket.create_connection(("127.0.0.1", server.port), 0.3)
        raise AssertionError("the backlog was not full")
    except TimeoutError:
        pass
    server.control("reset")
    assert server.call(DOWNLOAD)[0] == 200


def read_on(server):
    with server.connect(timeout=0.3) as connection:
        connection.sendall(b"GET /v3/me HTTP/1.1\r\n\r\n")
        while connection.recv(65536):
            pass


def test_many(server):
    server.behave({"delay": 0.5, "times": 0})
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(server.call(DOWNLOAD)[0])) for _ in range(100)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 100 and time.monotonic() - begin < 25
    assert server.count() == (100, 100)


def test_certificates():
    for name in ("localhost", "api.standin.test"):
        with Running() as server, server.connect(name):
            pass
    for fault, text in {
        "expired": "expired", "wrong-host": "mismatch", "self-signed": "self-signed", "wrong-ca": "unable to get local issuer",
    }.items():
        with Running("--cert", fault) as server:
            try:
                server.connect()
                raise AssertionError(fault + " was accepted")
            except ssl.SSLCertVerificationError as error:
                assert text in str(error), error
            assert server.count() == (1, 0)
    with Running("--tls1.1") as server:
        try:
            server.connect()
            raise AssertionError("TLS 1.1 was accepted")
        except ssl.SSLError:
            pass
        done = subprocess.run(
            ["openssl", "s_client", "-connect", "127.0.0.1:%d" % server.port, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
            input=b"", capture_output=True, check=False)
        assert b"TLSv1.1" in done.stdout, done


def reset_after(server):
    """What comes before the connection is reset; fails when it just ends."""
    got = b""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            while part := connection.recv(65536):
                got += part
        except ConnectionResetError:
            return got
    raise AssertionError("no reset")


def test_process():
    with Running("--plain-http") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"CONNECT api.standin.test:443 HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 404 ")
        assert server.log()[0]["path"] == "api.standin.test:443"
        # A reset is told from an end more surely without TLS.
        server.behave({"body": "12345", "cut": 3, "close": "reset"}, {"reset": True}, {"handshake": "reset"})
        assert reset_after(server).endswith(b"\r\n\r\n123")
        assert reset_after(server) == b""
        assert reset_after(server) == b""
        again = subprocess.run([sys.executable, HERE + "/server.py", "--dir", server.dir], capture_output=True, text=True)
        assert again.returncode == 1 and again.stderr.count("\n") == 1
        assert sorted(os.listdir(server.dir)) == ["control", "env"]
    with tempfile.TemporaryDirectory() as folder:
        command = ["sh", "-c", '"$@" & read line; exit', "sh", sys.executable, HERE + "/server.py"]
        command += ["--plain-http", "--with-parent", "--dir", folder + "/d"]
        parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert parent.stdout.readline().startswith(b"DOPPLER_API_HOST=http://127.0.0.1:")
        parent.communicate(b"\n", timeout=5)  # returns when the server, too, has closed stdout
        assert os.listdir(folder + "/d") == []


def main():
    with Running() as server:
        for test in (test_api, test_writing, test_one, test_stream, test_access, test_control, test_answers, test_bodies, test_waiting, test_many):
            test(server)
            print("ok " + test.__name__)
    for test in (test_certificates, test_process):
        test()
        print("ok " + test.__name__)


if __name__ == "__main__":
    main()
