#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the part of the internet that docs/recipes.md talks to: AWS IAM and STS, and PyPI.

usage: internet.py DIR

It is an HTTPS proxy on loopback that answers for the hosts itself, so clients run as they are and
sign for the real names. Python's standard library and the openssl command, nothing else. DIR is new
or empty. When it listens, DIR/env is there, with the proxy and the certificate as the clients want
them; it ends with its parent. The rest of DIR is its memory, read anew for each request:

    keys/ID        an AWS access key: user, secret, status, fresh (how often it is still unknown)
    tokens/NAME    a PyPI token
    uploads/FILE   what came
    log            a line a request: host, what, who, status
"""

import base64
import calendar
import ctypes
import email
import hashlib
import hmac
import http.server
import json
import os
import re
import secrets
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

HOSTS = ("iam.amazonaws.com", "sts.amazonaws.com", "upload.pypi.org")
LOCK = threading.Lock()


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def load(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def store(name, value):
    with open(name + ".new", "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.rename(name + ".new", name)


# AWS: Signature Version 4, as "Create a signed AWS API request" of its manual describes it.


def hmac_sha256(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(request, secret, scope, signed):
    path, _, query = request.path.partition("?")
    pairs = sorted(urllib.parse.parse_qsl(query, keep_blank_values=True))
    canonical = "\n".join((
        request.command,
        path,
        "&".join("%s=%s" % tuple(urllib.parse.quote(word, "-_.~") for word in pair) for pair in pairs),
        *("%s:%s" % (name, " ".join(request.headers[name].split())) for name in signed),
        "",
        ";".join(signed),
        hashlib.sha256(request.body).hexdigest(),
    ))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", request.headers["X-Amz-Date"], "/".join(scope), digest))
    key = ("AWS4" + secret).encode()
    for word in scope:
        key = hmac_sha256(key, word)
    return hmac_sha256(key, text).hex()


def signer(request):
    """The access key that signed the request, as a pair of its ID and what is known of it."""
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/(\w+)/(aws4_request), "
        r"SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})",
        request.headers.get("Authorization", ""))
    if not match:
        raise Refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    name, *scope, signed, given = match.groups()
    request.who = name
    unknown = Refused(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    try:
        key = load("keys/" + name)
    except FileNotFoundError:
        raise unknown from None
    if key["status"] != "Active" or "X-Amz-Security-Token" in request.headers:
        raise unknown
    if key["fresh"]:
        key["fresh"] -= 1
        store("keys/" + name, key)
        raise unknown
    signed = signed.split(";")
    date = request.headers.get("X-Amz-Date", "")
    if not {"host", "x-amz-date"} <= set(signed) or not re.fullmatch(r"\d{8}T\d{6}Z", date):
        raise Refused(400, "IncompleteSignature", "Host and date have to be signed")
    age = time.time() - calendar.timegm(time.strptime(date, "%Y%m%dT%H%M%SZ"))
    if abs(age) > 900 or date[:8] != scope[0] or scope[2] != request.host.partition(".")[0]:
        raise Refused(403, "SignatureDoesNotMatch", "Signature is for another time or service")
    if not hmac.compare_digest(signature(request, key["secret"], scope, signed), given):
        raise Refused(403, "SignatureDoesNotMatch",
                      "The request signature we calculated does not match the signature you provided.")
    return name, key


def create(user):
    keys = [load("keys/" + name) for name in os.listdir("keys")]
    if sum(key["user"] == user for key in keys) >= 2:
        raise Refused(409, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2")
    name, secret = "AKIA" + base64.b32encode(secrets.token_bytes(10)).decode(), secrets.token_urlsafe(30)
    fresh = load("fresh") if os.path.exists("fresh") else 0
    store("keys/" + name, {"user": user, "secret": secret, "status": "Active", "fresh": fresh})
    return ("<AccessKey><UserName>%s</UserName><AccessKeyId>%s</AccessKeyId><Status>Active</Status>"
            "<SecretAccessKey>%s</SecretAccessKey><CreateDate>2026-01-02T03:04:05Z</CreateDate></AccessKey>"
            % (user, name, secret))


def change(user, arguments):
    name = arguments["AccessKeyId"]
    key = load("keys/" + name) if re.fullmatch(r"\w+", name) and os.path.exists("keys/" + name) else {}
    if key.get("user") != user:
        raise Refused(404, "NoSuchEntity", "The Access Key with id %s cannot be found." % name)
    if arguments["Action"] == "DeleteAccessKey":
        os.unlink("keys/" + name)
    else:
        store("keys/" + name, {**key, "status": arguments["Status"]})
    return ""


def aws(request):
    arguments = dict(urllib.parse.parse_qsl(request.body.decode()))
    action = request.what = arguments.get("Action", "")
    service = request.host.partition(".")[0]
    try:
        _, key = signer(request)
        user = key["user"]
        if (service, action) == ("sts", "GetCallerIdentity"):
            result = ("<UserId>AIDA%s</UserId><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/%s</Arn>"
                      % (user.upper(), user))
        elif (service, action) == ("iam", "CreateAccessKey"):
            result = create(user)
        elif service == "iam" and action in ("UpdateAccessKey", "DeleteAccessKey"):
            result = change(user, arguments)
        else:
            raise Refused(400, "InvalidAction", "Could not find operation")
    except Refused as error:
        return error.status, ("<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>"
                              "<RequestId>standin</RequestId></ErrorResponse>" % (error.code, error.message))
    return 200, ("<{0}Response><{0}Result>{1}</{0}Result><ResponseMetadata><RequestId>standin</RequestId>"
                 "</ResponseMetadata></{0}Response>".format(action, result))


# PyPI: https://docs.pypi.org/api/upload/


def pypi(request):
    request.what = "upload"
    user, _, token = base64.b64decode(request.headers.get("Authorization", "Basic ")[6:]).decode().partition(":")
    known = {}
    for name in os.listdir("tokens"):
        with open("tokens/" + name, encoding="utf-8") as file:
            known[file.read().strip()] = name
    if user != "__token__" or token not in known:
        return 403, ("Invalid or non-existent authentication information. "
                     "See https://pypi.org/help/#invalid-auth for more information.")
    request.who = known[token]
    head = "Content-Type: %s\n\n" % request.headers["Content-Type"]
    for part in email.message_from_bytes(head.encode() + request.body).get_payload():
        if part.get_param("name", header="Content-Disposition") == "content":
            with open("uploads/" + os.path.basename(part.get_filename()), "wb") as file:
                file.write(part.get_payload(decode=True))
            return 200, ""
    return 400, "Upload payload does not have a file."


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    context = None
    host = who = what = "-"

    def do_CONNECT(self):
        self.host, _, port = self.path.partition(":")
        if self.host not in HOSTS or port != "443":
            self.send_error(502, "There is no %s here" % self.path)
            self.close_connection = True
            return
        self.send_response(200)
        self.end_headers()
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def do_POST(self):
        self.who = self.what = "-"
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        with LOCK:
            status, text = (pypi if self.host.endswith("pypi.org") else aws)(self)
            # PyPI says it in the status line.
            reason = text if self.host.endswith("pypi.org") and text else None
            with open("log", "a", encoding="utf-8") as file:
                print(self.host, self.what, self.who, status, file=file)
        self.send_response(status, reason)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def main():
    parent = os.getppid()
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        return 0  # it ended before we asked
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    for name in ("keys", "tokens", "uploads"):
        os.mkdir(name)
    names = ",".join("DNS:" + host for host in HOSTS)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=stand-in", "-addext", "subjectAltName=" + names,
                    "-keyout", "key", "-out", "ca.pem"], check=True, capture_output=True)
    Proxy.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    Proxy.context.load_cert_chain("ca.pem", "key")
    os.unlink("key")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        with open("env.new", "w", encoding="utf-8") as file:
            print("HTTPS_PROXY=http://127.0.0.1:%d" % server.server_port, file=file)
            for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
                print("%s='%s'" % (name, os.path.abspath("ca.pem")), file=file)
        os.rename("env.new", "env")
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
