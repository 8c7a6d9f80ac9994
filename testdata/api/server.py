#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the Doppler API, for tests and demos without a network.

It answers the few endpoints that the tools use from a small set of made-up
secrets, and misbehaves on request: README.md lists how. It speaks HTTP over
raw sockets, because most of the misbehaviour is about single bytes and about
how a connection ends, which HTTP libraries do their best to hide.
"""

import argparse
import base64
import collections
import ctypes
import hashlib
import http
import json
import os
import re
import select
import shlex
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
import warnings
import zlib

JSON_TYPE = "application/json; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"
BACKLOG = 256


class Failure(Exception):
    """Something that ends the program, or one control command, with one line."""


class ApiError(Exception):
    """An answer of the API in its own error shape."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


def to_json(value):
    """JSON as the API writes it: compact, sorted by key, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


# ---------------------------------------------------------------------------
# Names and formats, which the real server owns as well


def upper_camel(name):
    return "".join(piece.capitalize() for piece in name.split("_") if piece)


def camel(name):
    first, *rest = name.split("_")
    return first.lower() + "".join(upper_camel(piece) for piece in rest)


def by_section(name, joiner):
    return joiner.join(upper_camel(piece) for piece in name.split("__"))


TRANSFORMERS = {
    "camel": camel,
    "upper-camel": upper_camel,
    "lower-snake": str.lower,
    "lower-kebab": lambda name: name.lower().replace("_", "-"),
    "tf-var": lambda name: "TF_VAR_" + name.lower(),
    "dotnet": lambda name: by_section(name, ":"),
    "dotnet-env": lambda name: by_section(name, "__"),
}


def yaml_string(value):
    """A double-quoted scalar: JSON's, but for what YAML calls unprintable."""
    return re.sub(
        "[\x7f-\x9f\u2028\u2029\ufeff]",
        lambda match: "\\u%04x" % ord(match.group()),
        json.dumps(value, ensure_ascii=False),
    )


def env_string(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def lines(secrets, separator, quote):
    return "\n".join(sorted(name + separator + quote(value) for name, value in secrets.items())).encode()


FORMATS = {
    "json": (JSON_TYPE, to_json),
    "dotnet-json": (JSON_TYPE, to_json),
    "env": (TEXT_TYPE, lambda secrets: lines(secrets, "=", env_string)),
    "env-no-quotes": (TEXT_TYPE, lambda secrets: lines(secrets, "=", str)),
    "docker": (TEXT_TYPE, lambda secrets: lines(secrets, "=", lambda v: v.replace("\n", "\\n"))),
    "yaml": (TEXT_TYPE, lambda secrets: lines(secrets, ": ", yaml_string) + b"\n"),
}


# ---------------------------------------------------------------------------
# The API


class Request:
    """One request as it came, in an order that tests can compare."""

    def __init__(self, method, target, headers, body):
        self.method = method
        self.path, _, query = target.partition("?")
        self.query = urllib.parse.parse_qsl(query, keep_blank_values=True)
        self.headers = headers
        self.body = body

    def header(self, name):
        return next((v for n, v in self.headers if n.lower() == name), None)

    def parameter(self, name):
        return dict(self.query).get(name, "")

    def place(self, name):
        """project or config: from the query, or from a body that is a JSON object."""
        if self.parameter(name) or not self.body:
            return self.parameter(name)
        try:
            body = json.loads(self.body)
        except ValueError:
            return ""
        value = body.get(name, "") if isinstance(body, dict) else ""
        return value if isinstance(value, str) else ""

    def token(self):
        """The token of Bearer, or of Basic with the token as the user."""
        scheme, _, rest = (self.header("authorization") or "").partition(" ")
        if scheme.lower() == "basic":
            try:
                rest = base64.b64decode(rest, validate=True).decode()
            except ValueError:
                return None
            return rest.partition(":")[0]
        return rest.strip() if scheme.lower() == "bearer" else None


class Reply:
    """What to answer, before the connection gets to spoil it."""

    def __init__(self, status, body=b"", content_type=JSON_TYPE, etag=None):
        self.status = status
        self.body = body
        self.headers = []
        if status not in (204, 304):
            self.headers.append(("Content-Type", content_type))
        if etag:
            self.headers.append(("ETag", etag))

    @classmethod
    def error(cls, status, message):
        return cls(status, to_json({"messages": [message], "success": False}))


class StreamReply(Reply):
    """An answer that goes on: what happens to the secrets of `place`, a (project, config)."""

    def __init__(self, place):
        super().__init__(200, content_type="text/event-stream")
        self.headers.append(("Cache-Control", "no-cache"))
        self.place = place


def event(kind):
    return b"event: message\ndata: %s\n\n" % to_json({"type": kind})


class Api:
    """Projects, configs, tokens, and the endpoints over them."""

    def __init__(self, seed):
        self.seed = seed
        self.changed = lambda place: None  # Called with the (project, config) of secrets that have changed.
        self.restore()
        config = "/v3/configs/config"
        self.routes = {
            ("GET", config + "/secrets/download"): self.download,
            ("GET", config + "/secrets"): self.list_secrets,
            ("POST", config + "/secrets"): self.change_secrets,
            ("GET", config + "/secrets/names"): self.names,
            ("GET", config + "/secrets/watch"): self.watch,
            ("GET", config + "/secret"): self.one,
            ("DELETE", config + "/secret"): self.delete_one,
            ("POST", config + "/secrets/note"): self.note,
            ("POST", "/v3/projects/project/note"): self.note,
            ("GET", config + "/ping"): self.ping,
            ("GET", "/v3/me"): self.me,
        }

    def restore(self):
        data = json.loads(self.seed)
        self.workplace, self.projects, self.tokens = data["workplace"], data["projects"], data["tokens"]

    def handle(self, request):
        try:
            # A client that takes us for its proxy sends a whole URL.
            path = re.sub("^https?://[^/]*", "", request.path)
            route = self.routes.get((request.method, path))
            token = self.tokens.get(request.token())
            if route is None:
                raise ApiError(404, "Could not find requested resource")
            if token is None or token.get("revoked"):
                raise ApiError(401, "Invalid Auth token")
            return route(request, token)
        except ApiError as error:
            return Reply.error(error.status, error.message)

    # Who may see what

    def project_of(self, request, token):
        name = request.place("project") or token.get("project", "")
        if not name:
            raise ApiError(400, "Please specify a project")
        visible = [token["project"]] if "project" in token else token["projects"]
        refusal = "This token does not have access to requested project '%s'" % name
        if not visible:
            raise ApiError(403, refusal)
        if name not in visible:
            if name in self.projects or "project" in token:
                raise ApiError(400, refusal)
            raise ApiError(404, "Could not find requested project '%s'" % name)
        return name, self.projects[name]

    def config_of(self, request, token):
        project_name, project = self.project_of(request, token)
        name = request.place("config") or token.get("config", "")
        if not name:
            raise ApiError(400, "Please specify a config")
        if "config" in token and name != token["config"]:
            raise ApiError(400, "This token does not have access to requested config '%s'" % name)
        if name not in project["configs"]:
            raise ApiError(404, "Could not find requested config '%s'" % name)
        return Config(project_name, project, name)

    def may_write(self, token):
        if token.get("access") == "read":
            raise ApiError(403, "This token does not have write access")

    # Endpoints

    def download(self, request, token):
        config = self.config_of(request, token)
        format_name = request.parameter("format") or "json"
        transformer = request.parameter("name_transformer")
        if format_name not in FORMATS:
            raise ApiError(400, "Invalid format")
        if transformer and transformer not in TRANSFORMERS:
            raise ApiError(400, "Invalid name transformer")
        if not re.fullmatch("[0-9]*", request.parameter("dynamic_secrets_ttl_sec")):
            raise ApiError(400, "Invalid dynamic_secrets_ttl_sec")
        if format_name == "dotnet-json" and not transformer:
            transformer = "dotnet"
        transform = TRANSFORMERS.get(transformer, str)
        names = self.wanted(request, config)
        content_type, render = FORMATS[format_name]
        body = render({transform(name): config.computed(name) for name in names})
        etag = '"%s"' % hashlib.sha256(body).hexdigest()[:32]
        known = [tag.strip().removeprefix("W/") for tag in (request.header("if-none-match") or "").split(",")]
        if etag in known or "*" in known:
            return Reply(304, etag=etag)
        return Reply(200, body, content_type, etag)

    def list_secrets(self, request, token):
        config = self.config_of(request, token)
        return self.details(config, self.wanted(request, config))

    def names(self, request, token):
        return Reply(200, to_json({"names": self.config_of(request, token).names()}))

    def change_secrets(self, request, token):
        config = self.config_of(request, token)
        self.may_write(token)
        body = self.json_object(request)
        # All are checked before the first is kept.
        kept, gone = [], []
        for change in body.get("change_requests", []):
            if not isinstance(change, dict):
                raise ApiError(400, "Invalid change request")
            self.check_secret(change.get("name"), change.get("value"))
            kept.append(change)
        for name, value in body.get("secrets", {}).items():
            self.check_secret(name, value)
            if value is None:
                gone.append(name)
            else:
                kept.append({"name": name, "value": value})
        for change in kept:
            config.keep(change)
        for name in gone:
            config.secrets.pop(name, None)
        self.changed(config.place)
        return self.details(config, config.names())

    def watch(self, request, token):
        return StreamReply(self.config_of(request, token).place)

    def one(self, request, token):
        config = self.config_of(request, token)
        name = self.present(request, config)
        return Reply(200, to_json({"name": name, "value": config.detail(name)}))

    def delete_one(self, request, token):
        config = self.config_of(request, token)
        self.may_write(token)
        name = self.present(request, config)
        self.check_secret(name, None)
        del config.secrets[name]
        self.changed(config.place)
        return Reply(204)

    def note(self, request, token):
        # Notes are the project's; a config is still taken, and then has to be there.
        if request.path.endswith("/secrets/note") and request.place("config"):
            self.config_of(request, token)
        _, project = self.project_of(request, token)
        self.may_write(token)
        body = self.json_object(request)
        name, note = body.get("secret"), body.get("note")
        if not isinstance(note, str):
            raise ApiError(400, "Invalid note")
        if not any(name in config["secrets"] for config in project["configs"].values()):
            raise ApiError(404, "Could not find requested secret '%s'" % name)
        project.setdefault("notes", {})[name] = note
        return Reply(200, to_json({"note": note, "secret": name}))

    def ping(self, request, token):
        self.config_of(request, token)
        return Reply(200, to_json({"success": True}))

    def me(self, request, token):
        text = request.token()
        return Reply(200, to_json({
            "created_at": "2026-01-02T03:04:05.678Z",
            "last_seen_at": "2026-02-03T04:05:06.789Z",
            "name": token["name"],
            "slug": token["slug"],
            "token_preview": text[:5] + "..." + text[-6:],
            "type": token["type"],
            "workplace": self.workplace,
        }))

    # Their parts

    def wanted(self, request, config):
        only = [name for name in request.parameter("secrets").split(",") if name]
        return [name for name in config.names() if not only or name in only]

    def present(self, request, config):
        name = request.parameter("name")
        if name not in config.names():
            raise ApiError(404, "Could not find requested secret '%s'" % name)
        return name

    def details(self, config, names):
        return Reply(200, to_json({"secrets": {n: config.detail(n) for n in names}, "success": True}))

    def json_object(self, request):
        try:
            body = json.loads(request.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise ApiError(400, "Invalid request body")
        return body

    def check_secret(self, name, value):
        if not isinstance(name, str) or not re.fullmatch("[A-Z_][A-Z0-9_]*", name):
            raise ApiError(400, "Secret names must be uppercase letters, digits and underscores")
        if name in ("DOPPLER_PROJECT", "DOPPLER_CONFIG", "DOPPLER_ENVIRONMENT"):
            raise ApiError(400, "Secret '%s' is reserved" % name)
        if value is not None and not isinstance(value, str):
            raise ApiError(400, "Secret values must be strings")


class Config:
    """One config of a project, with the three names Doppler adds by itself."""

    def __init__(self, project_name, project, name):
        self.place = (project_name, name)
        self.notes = project.get("notes", {})
        data = project["configs"][name]
        self.secrets = data["secrets"]
        self.own = {
            "DOPPLER_PROJECT": project_name,
            "DOPPLER_CONFIG": name,
            "DOPPLER_ENVIRONMENT": data["environment"],
        }

    def names(self):
        return sorted(self.secrets.keys() | self.own.keys())

    def raw(self, name):
        return self.own[name] if name in self.own else self.secrets[name]["value"]

    def computed(self, name, seen=()):
        """The value with ${NAME} of the same config filled in; a loop stays as it is."""

        def fill(match):
            other = match.group(1)
            known = other in self.secrets or other in self.own
            return self.computed(other, (*seen, name)) if known and other not in (*seen, name) else match.group()

        return re.sub(r"\$\{([A-Z_][A-Z0-9_]*)\}", fill, self.raw(name))

    def detail(self, name):
        secret = self.secrets.get(name, {"visibility": "unmasked"})
        visibility = secret.get("visibility", "masked")
        value_type = {"type": secret.get("type", "string")}
        hidden = visibility == "restricted"
        return {
            "raw": None if hidden else self.raw(name),
            "computed": None if hidden else self.computed(name),
            "note": self.notes.get(name, ""),
            "rawVisibility": visibility,
            "computedVisibility": visibility,
            "rawValueType": value_type,
            "computedValueType": value_type,
        }

    def keep(self, change):
        """Applies one change request; a value of null leaves the value alone."""
        name = change["name"]
        if change.get("value") is not None:
            self.secrets.setdefault(name, {})["value"] = change["value"]
        if name in self.secrets and change.get("visibility"):
            self.secrets[name]["visibility"] = change["visibility"]
        if name in self.secrets and change.get("valueType"):
            self.secrets[name]["type"] = change["valueType"].get("type", "string")


# ---------------------------------------------------------------------------
# Misbehaviour

BODY_FIELDS = {"body", "body_base64", "body_file", "repeat"}
FIELDS = BODY_FIELDS | {
    "times", "never_accept", "handshake", "delay", "silent", "reset", "raw", "raw_base64",
    "status", "reason", "version", "headers", "redirect", "retry_after", "huge_header",
    "huge_headers", "apply", "prefix", "chunk", "suffix", "framing", "chunk_bytes", "gzip",
    "cut", "cut_head", "slow", "slow_head", "close", "path",
}
CHOICES = {
    "never_accept": (True, "full"),
    "handshake": ("stall", "garbage", "reset", "close"),
    "version": ("1.0", "1.1"),
    "framing": ("length", "chunked", "none"),
    "close": ("notify", "plain", "reset", "hang"),
}


def check_plan(plan):
    """A misspelt field would silently test nothing, so it is an error."""
    if not isinstance(plan, dict):
        raise Failure("a behaviour is a JSON object")
    unknown = sorted(plan.keys() - FIELDS)
    if unknown:
        raise Failure("unknown field: " + ", ".join(unknown))
    for field, choices in CHOICES.items():
        if field in plan and plan[field] not in choices:
            raise Failure("bad value of " + field)
    for field in ("times", "status", "repeat", "cut", "cut_head", "chunk_bytes", "huge_header", "huge_headers"):
        value = plan.get(field, 1)
        if type(value) is not int or value < (1 if field == "chunk_bytes" else 0):
            raise Failure("bad value of " + field)
    for field in ("slow", "slow_head"):
        if not plan.get(field, 1) > 0:
            raise Failure("bad value of " + field)
    return {"times": 1, **plan}


def plan_reply(plan, request, api):
    """The reply of the API, or the one that a behaviour puts in its place."""
    status = plan.get("status", 302 if "redirect" in plan else None)
    own_body = not BODY_FIELDS.isdisjoint(plan)
    replaced = own_body or (status is not None and not 200 <= status < 300) or status == 204
    reply = None
    if not replaced or plan.get("apply"):
        reply = api.handle(request)
    if replaced:
        reply = Reply(status or 200)
        if not own_body and reply.status >= 400:
            reply = Reply.error(reply.status, phrase(reply.status))
    elif status is not None:
        reply.status = status
    return reply


def plan_body(plan, reply):
    """(size, pieces) of the body; the pieces are made as they are sent."""
    if "repeat" in plan:
        size = plan["repeat"]
        prefix, suffix = plan.get("prefix", "").encode(), plan.get("suffix", "").encode()
        total, pieces = len(prefix) + size + len(suffix), repeated(plan, prefix, size, suffix)
    else:
        if "body_file" in plan:
            with open(plan["body_file"], "rb") as file:
                body = file.read()
        elif "body_base64" in plan:
            body = base64.b64decode(plan["body_base64"])
        else:
            body = plan["body"].encode() if "body" in plan else reply.body
        total, pieces = len(body), [body]
    if plan.get("gzip"):
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        packed = b"".join([packer.compress(piece) for piece in pieces] + [packer.flush()])
        total, pieces = len(packed), [packed]
    return total, pieces


def repeated(plan, prefix, size, suffix):
    chunk = plan.get("chunk", "x").encode()
    block = chunk * (65536 // len(chunk) + 1)
    yield prefix
    while size > 0:
        yield block[:size]
        size -= len(block)
    yield suffix


def framed(pieces, plan):
    """The bytes of the body on the wire: split, chunked, cut."""
    chunked = plan.get("framing") == "chunked"
    step = plan.get("chunk_bytes", 65536)
    left = plan.get("cut")
    for piece in pieces:
        for start in range(0, len(piece), step):
            part = piece[start:start + step]
            sent = part if left is None else part[:left]
            yield (b"%x\r\n" % len(part) if chunked else b"") + sent
            if left is not None:
                left -= len(sent)
                if left == 0:
                    return
            if chunked:
                yield b"\r\n"
    if chunked and left is None:
        yield b"0\r\n\r\n"


def phrase(status):
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def head_of(plan, reply, size):
    """Status line and headers. Given headers replace ours of that name; null drops one."""
    goes_on = isinstance(reply, StreamReply)
    headers = reply.headers + [("x-request-id", str(uuid.uuid4())), ("Connection", "keep-alive" if goes_on else "close")]
    framing = plan.get("framing", "chunked" if goes_on else "length")
    bodiless = reply.status < 200 or reply.status in (204, 304)
    if framing == "chunked":
        headers.append(("Transfer-Encoding", "chunked"))
    elif framing == "length" and (size or not bodiless):
        headers.append(("Content-Length", str(size)))
    if plan.get("gzip"):
        headers.append(("Content-Encoding", "gzip"))
    if "redirect" in plan:
        headers.append(("Location", plan["redirect"]))
    if "retry_after" in plan:
        headers.append(("Retry-After", str(plan["retry_after"])))
    if "huge_header" in plan:
        headers.append(("X-Filler", "f" * plan["huge_header"]))
    for number in range(plan.get("huge_headers", 0) // 1000):
        headers.append(("X-Filler-%d" % number, "f" * 1000))
    given = plan.get("headers", [])
    given = list(given.items()) if isinstance(given, dict) else given
    names = {name.lower() for name, _ in given}
    headers = [pair for pair in headers if pair[0].lower() not in names]
    headers += [(name, value) for name, value in given if value is not None]
    text = "HTTP/%s %d %s\r\n" % (plan.get("version", "1.1"), reply.status, plan.get("reason", phrase(reply.status)))
    text += "".join("%s: %s\r\n" % pair for pair in headers)
    return (text + "\r\n").encode()


# ---------------------------------------------------------------------------
# Connections


def read_request(connection):
    """The one request of a connection, or None when the client has gone."""
    with connection.makefile("rb") as stream:
        first = stream.readline()
        if not first.endswith(b"\n"):
            return None
        method, _, rest = first.decode("latin-1").strip().partition(" ")
        target = rest.rpartition(" ")[0]
        headers = []
        while True:
            line = stream.readline()
            if not line.endswith(b"\n"):
                return None
            line = line.decode("utf-8", "backslashreplace").rstrip("\r\n")
            if not line:
                break
            name, _, value = line.partition(":")
            headers.append([name, value.strip()])
        lowered = {name.lower(): value for name, value in headers}
        if lowered.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if lowered.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(stream.readline(), 16):
                body += stream.read(size)
                stream.readline()
            while stream.readline().strip():
                pass
        else:
            body = stream.read(int(lowered.get("content-length", "0")))
        return Request(method, target, headers, body)


def send(connection, data, rate=None):
    """Sends all of it, at `rate` bytes a second when one is given."""
    if not rate:
        connection.sendall(data)
        return
    step = max(1, int(rate / 20))
    for start in range(0, len(data), step):
        connection.sendall(data[start:start + step])
        time.sleep(step / rate)


def until_gone(connection):
    """Waits, saying nothing, until the client closes."""
    while connection.recv(65536):
        pass


def finish(connection, how):
    """Ends a connection: with or without TLS's goodbye, by a reset, or not at all."""
    if how == "hang":
        until_gone(connection)
    if how == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        return
    connection.settimeout(1)
    if how == "notify" and isinstance(connection, ssl.SSLSocket):
        try:
            connection.unwrap()
        except OSError:
            pass  # the client did not wait for it
    # What the client still sends is read, or closing would reset the
    # connection under the last bytes of our answer.
    connection.shutdown(socket.SHUT_WR)
    until_gone(connection)


class Stream:
    """An answer of events that is open. What others have for it comes through `inbox`, under the lock."""

    PING_SECONDS = 30

    def __init__(self, connection, place, is_chunked):
        self.connection, self.place, self.is_chunked = connection, place, is_chunked
        self.inbox = collections.deque()
        self.bell, self.ears = socket.socketpair()

    def tell(self, *message):
        """("send", BYTES), ("silence",), or ("end", HOW), as in finish()."""
        self.inbox.append(message)
        self.bell.send(b"!")

    def send(self, data):
        send(self.connection, b"%x\r\n%s\r\n" % (len(data), data) if self.is_chunked else data)

    def run(self):
        """Until it is told how to end, or the client has gone, which is None."""
        is_silent = False
        self.send(event("connected"))
        while True:
            ready, _, _ = select.select([self.connection, self.ears], [], [], self.PING_SECONDS)
            if self.connection in ready and not self.connection.recv(65536):
                return None
            if not ready and not is_silent:
                self.send(event("ping"))
            if self.ears in ready:
                self.ears.recv(65536)
            while self.inbox:
                what, *rest = self.inbox.popleft()
                if what == "end":
                    if rest[0] == "notify" and self.is_chunked:
                        send(self.connection, b"0\r\n\r\n")
                    return rest[0]
                is_silent = is_silent or what == "silence"
                if what == "send" and not is_silent:
                    self.send(rest[0])


class Server:
    """The listener, the queue of behaviours and the log. One lock guards all."""

    def __init__(self, api, tls, port):
        self.api = api
        self.tls = tls
        self.lock = threading.Lock()
        self.plans = collections.deque()
        self.log = []
        self.connections = 0
        self.streams = []
        api.changed = self.tell_change
        self.fillers = []
        self.started = time.monotonic()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen(BACKLOG)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            select.select([self.listener], [], [])
            with self.lock:
                held = self.holding()
                connection = None if held else self.accept()
                self.connections += connection is not None
            if held:
                time.sleep(0.02)  # the listener stays readable meanwhile
            if connection:
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def accept(self):
        try:
            connection, _ = self.listener.accept()
        except OSError:
            return None  # gone again already
        connection.setblocking(True)
        return connection

    def holding(self):
        """Whether the next behaviour is never to accept (until it is reset)."""
        return bool(self.plans and self.plans[0].get("never_accept"))

    def fill_backlog(self):
        """For never_accept "full": strangers take the queue, so that connecting hangs as well."""
        if self.holding() and self.plans[0]["never_accept"] == "full" and not self.fillers:
            self.listener.listen(0)
            for _ in range(4):
                filler = socket.socket()
                filler.setblocking(False)
                filler.connect_ex(("127.0.0.1", self.port))
                self.fillers.append(filler)

    def next_plan(self, path=None):
        """The behaviour for this connection, or for the request of `path`: the queue's first for it, if of that kind."""
        with self.lock:
            mine = [plan for plan in self.plans if "path" not in plan or (path or "").endswith(plan["path"])]
            if not mine or self.holding() or (path is None) != ("handshake" in mine[0]):
                return {}
            plan = mine[0]
            if plan["times"] == 1:
                self.plans.remove(plan)
                self.fill_backlog()
            elif plan["times"] > 1:
                plan["times"] -= 1
            return plan

    def serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plan = self.next_plan()
            if plan:
                self.spoil_handshake(connection, plan["handshake"])
                return
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            try:
                request = read_request(connection)
            except (ValueError, UnicodeError):
                send(connection, head_of({}, Reply(400), 0))
                request = None
            if request:
                self.answer(connection, request)
            else:
                finish(connection, "notify")
        except OSError:
            pass  # the client went away: its affair, and often the point of a test
        except Exception as error:  # a fault of ours, or of a behaviour's field
            print("server.py: cannot answer: %r" % error, file=sys.stderr, flush=True)
        finally:
            connection.close()

    def spoil_handshake(self, connection, how):
        if how == "stall":
            until_gone(connection)
        elif how == "garbage":
            send(connection, b"220 this is not the protocol you expect\r\n")
            finish(connection, "plain")
        else:
            finish(connection, "reset" if how == "reset" else "plain")

    def answer(self, connection, request):
        plan = self.next_plan(request.path)
        with self.lock:
            self.log.append({
                "time": round(time.monotonic() - self.started, 3),
                "tls": connection.version() if self.tls else None,
                "method": request.method,
                "path": request.path,
                "query": request.query,
                "headers": request.headers,
                "body": request.body.decode("utf-8", "backslashreplace"),
            })
        time.sleep(plan.get("delay", 0))
        if plan.get("silent"):
            until_gone(connection)
            return
        if plan.get("reset"):
            finish(connection, "reset")
            return
        if "raw" in plan or "raw_base64" in plan:
            raw = plan["raw"].encode() if "raw" in plan else base64.b64decode(plan["raw_base64"])
            send(connection, raw, plan.get("slow"))
        else:
            with self.lock:
                reply = plan_reply(plan, request, self.api)
            size, pieces = plan_body(plan, reply)
            head = head_of(plan, reply, size)
            send(connection, head[:plan.get("cut_head", len(head))], plan.get("slow_head"))
            if isinstance(reply, StreamReply) and "cut_head" not in plan:
                return self.stream(connection, reply, plan)
            if "cut_head" not in plan:
                for piece in framed(pieces, plan):
                    send(connection, piece, plan.get("slow"))
        finish(connection, plan.get("close", "notify"))

    def stream(self, connection, reply, plan):
        stream = Stream(connection, reply.place, plan.get("framing", "chunked") == "chunked")
        with self.lock:
            self.streams.append(stream)
        try:
            how = stream.run()
        finally:
            with self.lock:
                self.streams.remove(stream)
        if how:
            finish(connection, how)

    def tell_change(self, place):
        for stream in self.streams:
            if stream.place == place:
                stream.tell("send", event("secrets.update"))

    # Control

    def control(self, listener):
        """Serves control.py: one JSON array of words in, one JSON object out."""
        while True:
            connection, _ = listener.accept()
            with connection:
                try:
                    with connection.makefile("rb") as stream:
                        words = json.load(stream)
                    reply = {"text": self.command(words)}
                except (Failure, ValueError, LookupError, TypeError) as error:
                    reply = {"error": str(error) if isinstance(error, Failure) else repr(error)}
                except OSError:
                    continue
                try:
                    connection.sendall(json.dumps(reply).encode())
                except OSError:
                    pass

    def command(self, words):
        commands = {
            "behave": (1, self.behave), "reset": (0, self.reset), "log": (0, self.show_log),
            "count": (0, self.count), "set": (4, self.set), "unset": (3, self.unset), "revoke": (1, self.revoke),
            "streams": (0, self.count_streams), "send": (1, lambda text: self.tell("send", text.encode())),
            "silence": (0, lambda: self.tell("silence")), "hangup": (0, lambda: self.tell("end", "notify")),
            "cut": (0, lambda: self.tell("end", "reset")),
        }
        arity, action = commands.get(words[0], (None, None))
        if arity is None:
            raise Failure("unknown command: " + words[0])
        if len(words) - 1 != arity:
            raise Failure("%s takes %d arguments" % (words[0], arity))
        with self.lock:
            return action(*words[1:]) or ""

    def behave(self, text):
        try:
            plans = json.loads(text)
        except ValueError as error:
            raise Failure("not JSON: %s" % error) from None
        self.plans.extend([check_plan(plan) for plan in (plans if isinstance(plans, list) else [plans])])
        self.fill_backlog()

    def reset(self):
        if self.holding():
            for filler in self.fillers:
                filler.close()
            self.fillers = []
            while connection := self.accept():
                connection.close()
            self.listener.listen(BACKLOG)
        self.plans.clear()
        self.log.clear()
        self.connections = 0
        self.api.restore()

    def show_log(self):
        return "".join(json.dumps(entry) + "\n" for entry in self.log)

    def count(self):
        return "%d %d\n" % (self.connections, len(self.log))

    def count_streams(self):
        return "%d\n" % len(self.streams)

    def tell(self, *message):
        if not self.streams:
            raise Failure("no stream is open")
        for stream in self.streams:
            stream.tell(*message)

    def config(self, project, config):
        try:
            return self.api.projects[project]["configs"][config]["secrets"]
        except KeyError as error:
            raise Failure("no such project or config: %s" % error) from None

    def set(self, project, config, name, value):
        self.config(project, config).setdefault(name, {})["value"] = value
        self.tell_change((project, config))

    def unset(self, project, config, name):
        if self.config(project, config).pop(name, None) is None:
            raise Failure("no such secret: " + name)
        self.tell_change((project, config))

    def revoke(self, token):
        if token not in self.api.tokens:
            raise Failure("no such token")
        self.api.tokens[token]["revoked"] = True


# ---------------------------------------------------------------------------
# Certificates

OPENSSL_CONFIG = """
[ca]
default_ca = authority
[authority]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = policy
unique_subject = no
[policy]
commonName = supplied
[req]
distinguished_name = name
[name]
[ca_extensions]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server_extensions]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = %s
"""
NAMES = "IP:127.0.0.1,DNS:localhost,DNS:api.standin.test"


def openssl(folder, *arguments):
    try:
        subprocess.run(
            ["openssl", *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL,
            capture_output=True, env={**os.environ, "OPENSSL_CONF": "config"},
        )
    except FileNotFoundError:
        raise Failure("openssl is not installed") from None
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Failure("openssl %s: %s" % (arguments[0], "".join(last))) from None


def issue(folder, name, common_name, extensions, issuer=None, end="20991231235959Z"):
    """Makes folder/name.pem and its key. The dates are far apart, for tests that turn the clock."""
    openssl(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=" + common_name, "-keyout", name + ".key", "-out", name + ".csr")
    signer = ["-cert", issuer + ".pem", "-keyfile", issuer + ".key"] if issuer else ["-selfsign", "-keyfile", name + ".key"]
    openssl(folder, "ca", "-batch", "-notext", "-config", "config", "-extensions", extensions, *signer,
            "-startdate", "20000101000000Z", "-enddate", end, "-in", name + ".csr", "-out", name + ".pem")


def make_tls(directory, fault, tls11):
    """A TLS context with a fresh certificate. Only ca.pem stays on disk, and no key."""
    work = os.path.join(directory, "tls")
    os.mkdir(work, 0o700)
    try:
        with open(os.path.join(work, "config"), "w", encoding="ascii") as file:
            file.write(OPENSSL_CONFIG % ("DNS:elsewhere.test" if fault == "wrong-host" else NAMES))
        with open(os.path.join(work, "index"), "w", encoding="ascii"):
            pass
        issue(work, "ca", "Stand-in CA", "ca_extensions")
        issuer = "ca"
        if fault == "wrong-ca":
            issuer = "other"
            issue(work, "other", "Another CA", "ca_extensions")
        elif fault == "self-signed":
            issuer = None
        end = "20010101000000Z" if fault == "expired" else "20991231235959Z"
        issue(work, "server", "api.standin.test", "server_extensions", issuer, end)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(work, "server.pem"), os.path.join(work, "server.key"))
        # A ticket that nobody reads turns a clean end into a reset.
        context.num_tickets = 0
        if tls11:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version = ssl.TLSVersion.TLSv1_1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
        os.rename(os.path.join(work, "ca.pem"), os.path.join(directory, "ca.pem"))
        return context
    finally:
        shutil.rmtree(work, ignore_errors=True)


# ---------------------------------------------------------------------------
# The program


def end_with_parent(parent):
    """Asks the kernel for SIGTERM when the parent ends."""
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        sys.exit(0)  # it ended before we asked


def prepare(directory):
    """Our folder is ours alone: new, or empty, and closed to others."""
    try:
        os.mkdir(directory, 0o700)
    except FileExistsError:
        pass
    if os.listdir(directory):
        raise Failure("folder is not empty: " + directory)
    os.chmod(directory, 0o700)


def control_listener(directory):
    """The socket is bound through the folder's descriptor: its whole path may be too long for one."""
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("/proc/self/fd/%d/control" % folder)
    listener.listen(16)
    os.close(folder)
    return listener


def announce(directory, server):
    """Says where we are, in a file that is never seen half written, and on stdout."""
    scheme = "https" if server.tls else "http"
    text = "DOPPLER_API_HOST=%s://127.0.0.1:%d\n" % (scheme, server.port)
    if server.tls:
        text += "SSL_CERT_FILE=%s\n" % shlex.quote(os.path.join(directory, "ca.pem"))
    env = os.path.join(directory, "env")
    with open(env + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(env + ".new", env)
    sys.stdout.write(text)
    sys.stdout.flush()


def clean(directory):
    for name in ("env", "env.new", "control", "ca.pem"):
        try:
            os.unlink(os.path.join(directory, name))
        except OSError:
            pass


def main():
    parent = os.getppid()
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="A stand-in for the Doppler API.", allow_abbrev=False)
    parser.add_argument("--dir", required=True, help="a new or empty folder for env, ca.pem and the control socket")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--seed", default=os.path.join(here, "seed.json"), help="the secrets, projects and tokens")
    parser.add_argument("--cert", choices=["expired", "wrong-host", "self-signed", "wrong-ca"], help="a bad certificate")
    parser.add_argument("--tls1.1", dest="tls11", action="store_true", help="speak TLS 1.1 only")
    parser.add_argument("--plain-http", action="store_true", help="no TLS at all")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent process ends")
    options = parser.parse_args()
    if options.plain_http and (options.cert or options.tls11):
        parser.error("--plain-http has neither certificate nor TLS version")
    directory = os.path.abspath(options.dir)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    if options.with_parent:
        end_with_parent(parent)
    status, ours = 0, False
    try:
        prepare(directory)
        ours = True
        with open(options.seed, encoding="utf-8") as file:
            api = Api(file.read())
        tls = None if options.plain_http else make_tls(directory, options.cert, options.tls11)
        server = Server(api, tls, options.port)
        threading.Thread(target=server.control, args=(control_listener(directory),), daemon=True).start()
        announce(directory, server)
        server.run()
    except SystemExit:
        pass
    except (Failure, OSError, ValueError, KeyError) as error:
        print("server.py: %s" % error, file=sys.stderr)
        status = 1
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        if ours:
            clean(directory)
    # Threads that still talk to slow clients end with the process.
    os._exit(status)


if __name__ == "__main__":
    main()
