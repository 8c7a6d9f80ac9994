# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

"""Debian's libraries as Bazel repositories.

Only the library's own headers are linked into the repository: /usr/include as a whole on the
search path would let any file include any library, and breaks #include_next.
"""

_LIBRARY = """
package(default_visibility = ["//visibility:public"])

cc_library(
    name = "{target}",
    hdrs = glob(["include/**"]),
    includes = ["include"],
    linkopts = {linkopts},
    testonly = {test_only},
)
"""

def _system_library(ctx):
    for name, path in ctx.attr.headers.items():
        if not ctx.path(path).exists:
            fail("%s is missing: run ci/setup" % path)
        ctx.symlink(path, "include/" + name)
    ctx.file("BUILD", _LIBRARY.format(
        linkopts = repr(ctx.attr.linkopts),
        target = ctx.attr.target,
        test_only = ctx.attr.test_only,
    ))

system_library = repository_rule(
    attrs = {
        "headers": attr.string_dict(mandatory = True),
        "linkopts": attr.string_list(),
        "target": attr.string(mandatory = True),
        "test_only": attr.bool(),
    },
    doc = "One target over headers {name in include/: path} and linker options.",
    implementation = _system_library,
    local = True,
)

_ABSL_PACKAGE = """
package(default_visibility = ["//visibility:public"])
"""

_ABSL_TARGET = """
cc_library(
    name = "{target}",
    hdrs = ["//:headers"],
    linkopts = {linkopts},
    deps = ["//:include"],
)
"""

def _absl(ctx):
    ctx.symlink("/usr/include/absl", "include/absl")
    ctx.file("BUILD", """
filegroup(
    name = "headers",
    srcs = glob(["include/**"]),
    visibility = ["//visibility:public"],
)

cc_library(
    name = "include",
    hdrs = [":headers"],
    includes = ["include"],
    visibility = ["//visibility:public"],
)
""")
    packages = {}
    for label, module in ctx.attr.targets.items():
        package, _, target = label.partition(":")

        # pkg-config knows the closure in link order; -l:NAME.a takes the archive, not the shared library.
        result = ctx.execute(["pkg-config", "--static", "--libs", module])
        if result.return_code != 0:
            fail("pkg-config --libs %s: %s: run ci/setup" % (module, result.stderr))
        linkopts = [
            "-l:lib%s.a" % word[2:] if word.startswith("-labsl_") else word
            for word in result.stdout.split(" ")
            if word.startswith("-labsl_") or word == "-lrt"
        ]
        packages.setdefault(package, _ABSL_PACKAGE)
        packages[package] += _ABSL_TARGET.format(target = target or package, linkopts = repr(linkopts))
    for package, text in packages.items():
        ctx.file("absl/%s/BUILD" % package, text)

absl_repository = repository_rule(
    attrs = {"targets": attr.string_dict(mandatory = True)},
    doc = "Abseil's packages, {package or package:target: name for pkg-config}.",
    implementation = _absl,
    local = True,
)
