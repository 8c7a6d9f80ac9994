# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

"""Debian's libraries as Bazel repositories, for WORKSPACE and MODULE.bazel alike.

What differs between systems is asked of pkg-config: where libraries and headers lie, and what an
archive needs to be linked.

Only the library's own headers are linked into the repository: /usr/include as a whole on the
search path would let any file include any library, and breaks #include_next.
"""

_ROOT = """
package(default_visibility = {visibility})

filegroup(
    name = "headers",
    srcs = glob(["include/**"]),
)

cc_library(
    name = "include",
    hdrs = [":headers"],
    includes = ["include"],
)
"""

_PACKAGE = """
package(default_visibility = {visibility})
"""

_TARGET = """
cc_library(
    name = "{name}",
    testonly = {test_only},
    hdrs = ["//:headers"],
    linkopts = {linkopts},
    deps = ["//:include"],
)
"""

def _missing(what):
    fail("%s is missing: run ci/setup" % what)

def _pkg_config(ctx, arguments):
    result = ctx.execute([ctx.os.environ.get("PKG_CONFIG", "pkg-config")] + arguments)
    if result.return_code != 0:
        _missing("pkg-config's \"%s\"" % arguments[-1])
    return [word for word in result.stdout.replace("\n", " ").split(" ") if word]

def _sysroot(ctx):
    # Where the libraries of another architecture are (third_party/cross); else nothing.
    return ctx.os.environ.get("PKG_CONFIG_SYSROOT_DIR", "")

def _header(ctx, libdir, path):
    multiarch = libdir.rpartition("/")[2]
    include = _sysroot(ctx) + "/usr/include"
    for folder in [include + "/" + multiarch, include]:
        if ctx.path(folder + "/" + path).exists:
            return folder + "/" + path
    return _missing("the header " + path)

def _last_of_each(words):
    # pkg-config may name an archive once for each that needs it; a linker wants the last place.
    return reversed({word: None for word in reversed(words)}.keys())

def _linkopt(ctx, libdir, word):
    archive = "lib%s.a" % word[2:]
    if word.startswith("-l") and ctx.path(libdir + "/" + archive).exists:
        return "-l:" + archive
    return word

def _linkopts(ctx, libdir, module):
    if not module:
        installed = libdir[len(_sysroot(ctx)):]
        return [word.format(libdir = libdir, installed = installed) for word in ctx.attr.linkopts]
    if ctx.attr.shared:
        return _pkg_config(ctx, ["--libs", module])
    words = [word for word in _pkg_config(ctx, ["--static", "--libs", module]) if not word.startswith("-L")]
    return [_linkopt(ctx, libdir, word) for word in _last_of_each(words)]

def _system_library(ctx):
    # Any library would do: Debian has them all in one folder.
    libdir = "".join(_pkg_config(ctx, ["--variable=libdir", "yaml-0.1"]))
    for name, path in ctx.attr.headers.items():
        ctx.symlink(_header(ctx, libdir, path), "include/" + name)
    visibility = repr(["@//%s:__pkg__" % package for package in ctx.attr.users] or ["//visibility:public"])
    packages = {"": _ROOT.format(visibility = visibility)}
    for label, module in ctx.attr.targets.items():
        package, _, name = label.rpartition(":")
        packages.setdefault(package, _PACKAGE.format(visibility = visibility))
        packages[package] += _TARGET.format(
            name = name,
            linkopts = repr(_linkopts(ctx, libdir, module)),
            test_only = ctx.attr.test_only,
        )
    for package, text in packages.items():
        ctx.file(package + "/BUILD" if package else "BUILD", text)

_system_library_rule = repository_rule(
    attrs = {
        "headers": attr.string_dict(
            doc = "The name in include/, and the path below /usr/include or its multiarch folder.",
            mandatory = True,
        ),
        "linkopts": attr.string_list(
            doc = "For a target without a module. {libdir} is the folder of libraries here, {installed} where the programs run.",
        ),
        "shared": attr.bool(doc = "Link the shared library, not the archive."),
        "targets": attr.string_dict(
            doc = "The label, as the library's own project has it, and the module of pkg-config.",
            mandatory = True,
        ),
        "test_only": attr.bool(),
        "users": attr.string_list(
            doc = "The packages that may use it, which are its way in; without one, all.",
        ),
    },
    environ = ["PKG_CONFIG", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_PATH", "PKG_CONFIG_SYSROOT_DIR"],
    implementation = _system_library,
    local = True,
)

def system_libraries():
    """Every library that the project links, under the labels of its own project."""
    _system_library_rule(
        name = "com_google_absl",
        headers = {"absl": "absl"},
        targets = {
            "absl/functional:function_ref": "absl_function_ref",
            "absl/status:status": "absl_status",
            "absl/status:statusor": "absl_statusor",
            "absl/strings:strings": "absl_strings",
            "absl/strings:str_format": "absl_str_format",
            "absl/time:time": "absl_time",
            "absl/types:span": "absl_span",
        },
    )
    _system_library_rule(
        name = "boringssl",
        headers = {"openssl": "android/openssl"},
        # Debian ships it for the Android SDK: outside the linker's path, without an archive, and
        # unknown to pkg-config.
        linkopts = [
            "{libdir}/android/libcrypto.so",
            "-Wl,-rpath,{installed}/android",
        ],
        targets = {":crypto": ""},
        users = ["lib/sealed"],
    )
    _system_library_rule(
        name = "curl",
        headers = {"curl": "curl"},
        # Its archive needs libraries that have none, and TLS is mended by Debian's updates.
        shared = True,
        targets = {":curl": "libcurl"},
        users = ["lib/api"],
    )
    _system_library_rule(
        name = "com_googlesource_code_re2",
        headers = {"re2": "re2"},
        targets = {":re2": "re2"},
        users = ["lib/select"],
    )
    _system_library_rule(
        name = "libyaml",
        headers = {"yaml.h": "yaml.h"},
        targets = {":yaml": "yaml-0.1"},
        users = ["lib/doppler"],
    )
    _system_library_rule(
        name = "nlohmann_json",
        headers = {"nlohmann": "nlohmann"},
        targets = {":json": ""},
    )
    _system_library_rule(
        name = "com_google_googletest",
        headers = {
            "gmock": "gmock",
            "gtest": "gtest",
        },
        targets = {":gtest_main": "gtest_main"},
        test_only = True,
    )
