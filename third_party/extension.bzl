# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

"""The libraries of system_library.bzl, for MODULE.bazel."""

load(":system_library.bzl", libraries = "system_libraries")

system_libraries = module_extension(implementation = lambda ctx: libraries())
