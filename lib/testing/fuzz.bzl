# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

"""Fuzz targets, which are tests as well."""

def fuzz_target(name, srcs, deps):
    """A program for ci/fuzz, and NAME_test, which runs through the inputs in testdata/fuzz/NAME."""

    # libFuzzer has no header that declares its entry.
    copts = ["-Wno-missing-declarations"]
    native.cc_binary(
        name = name,
        testonly = True,
        srcs = srcs,
        copts = copts,
        tags = [
            "fuzz",
            "manual",
        ],
        deps = deps,
    )
    native.cc_test(
        name = name + "_test",
        size = "small",
        srcs = srcs,
        copts = copts,
        args = ["testdata/fuzz/" + name],
        data = ["//testdata:" + name],
        deps = deps + ["//lib/testing:replay"],
    )
