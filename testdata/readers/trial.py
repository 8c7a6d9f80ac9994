# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""How each reader is run, and what it must do: read back what dp-render --for wrote for it."""

import base64
import http.server
import json
import os
import pathlib
import shutil
import socketserver
import subprocess
import tempfile
import threading

import values

# How many values get a file of their own; fewer where a reader is a process for each file.
ALONE, SLOW_ALONE = 60, 15
# What they add to the environment by themselves: ksh93 notes in A__z what it exported.
SHELLS_OWN = ["PWD", "OLDPWD", "SHLVL", "_", "A__z", "LOGNAME"]


def run(words, **options):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.returncode} {done.stderr.decode(errors='replace')[-400:]}")
    return done.stdout


def inside(root):
    """What runs a command in `root`, with a /proc of its own that goes with the command; Java's packages need one."""
    return ["unshare", "--mount", "sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"', str(root)]


class Place:
    """Where readers are: a root directory, whose /work is for files."""

    def __init__(self, name, root, path):
        self.name, self.root, self.path, self.python = name, str(root).rstrip("/"), path, "/usr/bin/python3"
        self.inside = inside(self.root) if self.root else []

    def run(self, words, **options):
        env = {"PATH": self.path, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **options.pop("env", {})}
        # The program is found by the PATH of env(1), not by ours.
        words = ["env", "-i", *[f"{name}={value}" for name, value in env.items()], *words]
        if "cwd" in options:
            words = ["sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", options.pop("cwd"), *words]
        return run(self.inside + words, **options)

    def has(self, program):
        return subprocess.run([*self.inside, "sh", "-c", f"command -v {program}"], stdout=subprocess.DEVNULL,
                              check=False).returncode == 0

    def version(self, package):
        """Of a package of Debian; None when it is not there."""
        done = subprocess.run([*self.inside, "dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", package], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
        words = done.stdout.decode().split()
        return words[1] if words[:1] == ["installed"] else None


def lines_of(out):
    return [json.loads(line) for line in out.splitlines()]


def environment_of(out):
    entries = (entry.split("=", 1) for entry in out.decode("utf-8", "surrogateescape").split("\0")[:-1])
    return {entry[0]: entry[1] for entry in entries}


class Reader:
    """`row` is the word of --for, or env for --format env; `read` takes (place, paths) and returns a map of values for each path, or an error as text."""

    render = "dp-render"

    def __init__(self, row, label, place, version, read, fast=True, own=()):
        self.row, self.label, self.place, self.version, self.read, self.fast, self.own = row, label, place, version, read, fast, set(own)


def each(read_one):
    """For readers that are a process for each file."""
    def read(place, paths):
        found = []
        for path in paths:
            try:
                found.append(read_one(place, path))
            except (RuntimeError, UnicodeDecodeError, ValueError) as error:
                found.append(str(error))
        return found
    return read


def script(*words):
    return lambda place, paths: lines_of(place.run([*words, *paths]))


def shell(words, before=":"):
    code = before + '; . "$1" && exec env -0'
    return each(lambda place, path: environment_of(place.run([*words, "-c", code, "sh", path], env={"LC_ALL": "C"})))


def bun(program):
    return each(lambda place, path: json.loads(place.run(
        [program, "--env-file=" + path, "-e", "process.stdout.write(JSON.stringify(process.env))"], env={"HOME": "/tmp"})))


def deno(program):
    def read_one(place, path):
        code = path + ".js"
        pathlib.Path(place.root + code).write_text("console.log(JSON.stringify(Deno.env.toObject()))", encoding="utf-8")
        return json.loads(place.run([program, "run", "--quiet", "--allow-env", "--env-file=" + path, code],
                                    env={"HOME": "/tmp", "DENO_DIR": "/tmp/deno", "DENO_NO_UPDATE_CHECK": "1"}))
    return each(read_one)


def node_file(program):
    return each(lambda place, path: json.loads(place.run(
        [program, "--env-file=" + path, "-e", "process.stdout.write(JSON.stringify(process.env))"])))


def compose(place, path):
    """As its env_file, and as the .env that fills the environment of a service."""
    folder = path + ".d"
    os.mkdir(place.root + folder)
    shutil.copy(place.root + path, place.root + folder + "/.env")
    names = json.loads(pathlib.Path(place.root + path + ".names").read_text(encoding="utf-8"))
    project = {"name": "p", "services": {"a": {"image": "a", "env_file": [path]}, "b": {"image": "b", "environment": names}}}
    pathlib.Path(place.root + folder + "/compose.yaml").write_text(json.dumps(project), encoding="utf-8")
    out = json.loads(place.run(["docker-compose", "config", "--format", "json"], cwd=folder))
    # What it prints is for itself: a dollar sign is doubled.
    one, other = ({name: value.replace("$$", "$") for name, value in out["services"][service].get("environment", {}).items()} for service in "ab")
    return one if one == other else {"differ": json.dumps([one, other])[:1000], **one}


class Daemon(http.server.BaseHTTPRequestHandler):
    """What docker(1) and podman(1) send their daemon when they start a container."""

    seen = []

    def answer(self, code, body):
        text = json.dumps(body).encode()
        self.send_response(code)
        for name, value in (("Api-Version", "1.41"), ("Libpod-API-Version", "4.3.1"), ("Content-Type", "application/json"),
                            ("Content-Length", str(len(text)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.answer(200, {"Id": "sha256:" + "a" * 64, "Config": {}, "RepoTags": ["a"]})

    do_HEAD = do_GET

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        if "create" in self.path and "containers" in self.path:
            Daemon.seen.append(json.loads(body))
            self.answer(201, {"Id": "b" * 64, "Warnings": []})
        else:
            self.answer(200, {"images": ["sha256:" + "a" * 64], "id": "a"})

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that has what it wanted hangs up."""

    def get_request(self):
        request, _ = super().get_request()
        return request, ("local", 0)


def with_daemon(words):
    def read_one(place, path):
        socket = path + ".sock"
        with Server(place.root + socket, Daemon) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            Daemon.seen = []
            place.run([word.replace("SOCKET", "unix://" + socket).replace("FILE", path) for word in words], env={"HOME": "/tmp"})
            server.shutdown()
        env = Daemon.seen[0].get("Env") or Daemon.seen[0].get("env")
        return env if isinstance(env, dict) else dict(entry.split("=", 1) for entry in env or [])
    return each(read_one)


def just(place, path):
    folder = path + ".d"
    os.mkdir(place.root + folder)
    pathlib.Path(place.root + folder + "/justfile").write_text(f"set dotenv-path := {path!r}\na:\n    @env -0\n", encoding="utf-8")
    return environment_of(place.run(["just", "a"], cwd=folder))


def folder_of(words):
    return each(lambda place, path: environment_of(place.run([word.replace("FOLDER", path) for word in words] + ["env", "-0"])))


def kubectl_file(place, path):
    out = json.loads(place.run(["kubectl", "create", "secret", "generic", "a", "--from-env-file=" + path, "--dry-run=client", "-o", "json"],
                               env={"HOME": "/tmp"}))
    return {name: base64.b64decode(value).decode() for name, value in out.get("data", {}).items()}


def kubectl_manifest(place, path):
    out = json.loads(place.run(["kubectl", "annotate", "--local", "-f", path, "a=b", "-o", "json"], env={"HOME": "/tmp"}))
    if (out["apiVersion"], out["kind"], out["metadata"]["name"], out["type"]) != ("v1", "Secret", "secrets", "Opaque"):
        return f"another object: {out['kind']}"
    return {name: base64.b64decode(value).decode() for name, value in out.get("data", {}).items()}


def properties(data):
    def read(place, paths):
        found = []
        for line in place.run(["java", f"{data}/Read.java", *paths]).decode().splitlines():
            words = [bytes.fromhex(word[1:]).decode("utf-16-be") for word in line.split()]
            found.append(dict(zip(words[::2], words[1::2])))
        return found
    return read


def direnv(place, path):
    return json.loads(place.run(["direnv", "dotenv", "json", path], env={"HOME": "/tmp"}))


def github(place, path):
    """By the rules of the runner's FileCommandManager, read from its source; not run."""
    with open(place.root + path, encoding="utf-8", newline="") as file:
        lines = iter(file.read().split("\n"))
    found = {}
    for line in lines:
        if not line:
            continue
        if "<<" not in line.split("=")[0]:
            name, found[name] = line.split("=", 1)
            continue
        name, delimiter = line.split("<<", 1)
        kept = []
        for inner in lines:
            if inner == delimiter:
                break
            kept.append(inner)
        else:
            return f"no {delimiter}"
        found[name] = "\n".join(kept)
    return found


def dotnet(place, path):
    """As Microsoft.Extensions.Configuration.Json reads it, by its documentation; not run."""
    return {name.replace(":", "__"): value for name, value in json.loads(pathlib.Path(place.root + path).read_text(encoding="utf-8")).items()}


def debian_readers(place, data):
    """Those of Debian's readers that are installed; `data` is where the programs beside this are."""
    rows = []

    def add(row, label, package, read, program="", **options):
        if place.version(package) and (not program or place.has(program)):
            rows.append(Reader(row, label, place, place.version(package), read, **options))

    for name, package, words in (("dash", "dash", ["dash"]), ("bash", "bash", ["bash"]), ("mksh", "mksh", ["mksh"]), ("zsh", "zsh", ["zsh", "-f"]),
                                 ("busybox", "busybox", ["busybox", "ash"]), ("ksh93", "ksh93u+m", ["ksh93"])):
        add("sh", name, package, shell(words), words[0], fast=False, own=SHELLS_OWN)
        if name in ("dash", "bash"):
            add("env", name, package, shell(words, "set -a"), words[0], fast=False, own=SHELLS_OWN)
    python = [place.python, f"{data}/read.py"]
    for row in ("python-dotenv", "env"):
        add(row, "python-dotenv", "python3-dotenv", script(*python, "python-dotenv"))
    add("systemd", "systemd", "systemd", script(*python, "systemd"))
    add("supervisor", "supervisor", "supervisor", script(*python, "supervisor"))
    ruby = place.version("ruby-dotenv")
    add("ruby-dotenv-2" if ruby and ruby.startswith("2") else "ruby-dotenv", "ruby-dotenv", "ruby-dotenv", script("ruby", f"{data}/read.rb"))
    add("symfony", "symfony/dotenv", "php-symfony-dotenv", script("php", f"{data}/read.php", "symfony"))
    add("phpdotenv", "phpdotenv", "php-vlucas-phpdotenv", script("php", f"{data}/read.php", "phpdotenv"))
    if os.path.exists(f"{place.root}{data}/read"):
        add("godotenv", "godotenv", "golang-github-joho-godotenv-dev", script(f"{data}/read"))
    if not (place.version("docker-compose") or "1.").startswith("1."):
        for row in ("compose", "env"):
            add(row, "docker compose", "docker-compose", each(compose), fast=False)
    docker = "docker-cli" if place.version("docker-cli") else "docker.io"
    add("docker", "docker", docker,
        with_daemon(["docker", "-H", "SOCKET", "create", "--env-file", "FILE", "a"]), "docker", fast=False)
    add("podman", "podman", "podman", with_daemon(["podman", "--remote", "--url", "SOCKET", "create", "--env-file", "FILE", "a"]), "podman",
        fast=False, own=["container", "PATH", "TERM"])
    add("direnv", "direnv", "direnv", each(direnv), fast=False)
    add("just", "just", "just", each(just), "just", fast=False, own=["PWD"])
    add("envdir", "envdir", "daemontools", folder_of(["envdir", "FOLDER"]), "envdir", fast=False)
    add("envdir", "chpst -e", "runit", folder_of(["chpst", "-e", "FOLDER"]), "chpst", fast=False)
    add("s6-envdir", "s6-envdir", "s6", folder_of(["s6-envdir", "FOLDER"]), fast=False)
    add("kubectl", "kubectl --from-env-file", "kubernetes-client", each(kubectl_file), "kubectl", fast=False)
    add("kubernetes", "kubectl annotate --local", "kubernetes-client", each(kubectl_manifest), "kubectl", fast=False)
    java = next((package for package in ("openjdk-17-jdk-headless", "default-jdk-headless") if place.version(package)), None)
    if java:
        add("properties", "java.util.Properties", java, properties(data), "java")
    return rows


def terraform(place, path):
    folder = path + ".d"
    os.mkdir(folder)
    names = json.loads(pathlib.Path(path + ".names").read_text(encoding="utf-8"))
    pathlib.Path(folder + "/main.tf").write_text("".join(f'variable "{name}" {{}}\n' for name in names), encoding="utf-8")
    pathlib.Path(folder + "/a.auto.tfvars.json").write_bytes(pathlib.Path(path).read_bytes())
    wanted = "base64encode(jsonencode({%s}))" % ",".join(f"{name}=var.{name}" for name in names)
    out = place.run(["terraform", "console"], cwd=folder, input=wanted.encode(), env={"HOME": folder, "TF_CLI_CONFIG_FILE": os.devnull})
    return json.loads(base64.b64decode(out.decode().strip().strip('"')))


def own_readers():
    """What is no package of Debian or npm: Terraform where it is installed, and two by their rules."""
    place = Place("rules", "", "/usr/bin:/bin")
    here = Place("here", "", "/usr/local/bin:/usr/bin:/bin")
    readers = []
    if shutil.which("terraform", path=here.path):
        version = here.run(["terraform", "version", "-json"], env={"HOME": "/tmp", "TF_CLI_CONFIG_FILE": os.devnull})
        readers.append(Reader("terraform", "Terraform", here, json.loads(version)["terraform_version"], each(terraform), fast=False))
    return readers + [Reader("github-env", "GitHub's runner (its rules)", place, "2026-08", each(github)),
            Reader("dotnet", ".NET configuration (its rules)", place, "9", each(dotnet))]


def render(reader, secrets, path):
    """Writes `path`, whose parent is there; returns (exit code, stderr)."""
    words = [reader.render, "--format" if reader.row == "env" else "--for", reader.row]
    if reader.row.endswith("envdir"):
        shutil.rmtree(path, ignore_errors=True)
    done = subprocess.run([*words, "-o", path], input=json.dumps(secrets).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.returncode, done.stderr.decode()


def accepted(reader, secrets, path):
    """The secrets that dp-render takes for the reader; those it refuses are found by name, at most a few at a time."""
    kept, refused = dict(secrets), {}
    while True:
        code, message = render(reader, kept, path)
        if code == 0:
            return kept, refused
        if code != 3 or not message.startswith('dp-render: cannot render "'):
            raise RuntimeError(f"dp-render: {code} {message}")
        name = message.split('"')[1]
        refused[name] = message.splitlines()[0].split(": ", 2)[2]
        del kept[name]


def difference(reader, wanted, got):
    if isinstance(got, str):
        return [f"refused by the reader: {got[:200]!r}"]
    wrong = [f"{value[:60]!r} is read as {str(got.get(name))[:60]!r}" for name, value in wanted.items() if got.get(name) != value]
    extra = set(got) - set(wanted) - reader.own - {"PATH", "HOME", "LC_ALL", "DENO_DIR", "DENO_NO_UPDATE_CHECK"}
    return wrong + [f"also reads {sorted(extra)[:3]}"] * bool(extra)


def judge(reader, count, base, alone_count=ALONE, slow_count=SLOW_ALONE):
    """What is wrong, {kind: [taken, refused]}, {reason: an example}, and how many were alone, together and refused."""
    # A name of the environment would not tell who set it.
    named = {f"V{number:04d}": pair for number, pair in enumerate(values.all_values())}
    secrets = {name: value for name, (_, value) in named.items()}
    secrets.update({f"W{number:04d}": value for number, value in enumerate(values.random_values(count))})
    # For .NET names are made others.
    secrets.update({name: "named" for name in values.NAMES if reader.row != "dotnet"})
    work = tempfile.mkdtemp(prefix="w.", dir=reader.place.root + "/tmp" if reader.place.root else base)
    inside = work.removeprefix(reader.place.root)

    def put(name, some):
        pathlib.Path(f"{work}/{name}.names").write_text(json.dumps(list(some)), encoding="utf-8")
        return f"{inside}/{name}"

    kept, refused = accepted(reader, secrets, f"{work}/all")
    wrong = difference(reader, kept, reader.read(reader.place, [put("all", kept)])[0])
    kinds = {}
    for name, (kind, _) in named.items():
        kinds.setdefault(kind, [0, 0])[name in refused] += 1
    reasons = {reason: secrets[name] for name, reason in sorted(refused.items(), reverse=True)}
    alone = [name for name in named if name in kept]
    alone = alone[::max(1, len(alone) // (alone_count if reader.fast else slow_count))]
    for name in alone:
        if render(reader, {name: kept[name]}, f"{work}/{name}")[0]:
            wrong.append(f"{kept[name]!r} is refused when it is alone")
    for name, got in zip(alone, reader.read(reader.place, [put(name, [name]) for name in alone])):
        wrong += difference(reader, {name: kept[name]}, got)
    shutil.rmtree(work)
    return wrong, kinds, reasons, (len(alone), len(kept), len(refused))
