# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

"""Programs and their end-to-end tests."""

TOOLS = [
    "dp-clean",
    "dp-decrypt",
    "dp-encrypt",
    "dp-exec",
    "dp-fetch",
    "dp-mask",
    "dp-put",
    "dp-render",
    "dp-watch",
]

def tool(name, deps, **kwargs):
    """The program NAME, of NAME.cc with underscores; DEPS beside what every program is made of."""
    native.cc_binary(
        name = name,
        srcs = [name.replace("-dynamic", "").replace("-", "_") + ".cc"],
        # A static program brings its C library along.
        deps = deps + ([] if name == "dp-exec" else ["//lib/libc:older_libc"]) + [
            "//lib/base:secret",
            "//lib/base:status",
            "//lib/cli",
            "//lib/cli:rules",
            "//lib/cli:values",
            "//lib/os:io",
            "//tools/flags:advice",
            "@com_google_absl//absl/status",
            "@com_google_absl//absl/status:statusor",
            "@com_google_absl//absl/strings",
        ],
        **kwargs
    )

# Over how many runs the cases of the longest tests are spread.
SHARDS = {
    "dp_clean_test": 2,
    "dp_decrypt_test": 2,
    "dp_encrypt_test": 2,
    "dp_exec_test": 2,
    "dp_fetch_test": 3,
    "dp_watch_test": 2,
}

def end_to_end_test(name, tools, data = [], size = "medium"):
    """The shell script NAME.sh, which runs TOOLS and reads DATA."""
    native.sh_test(
        name = name,
        size = size,
        srcs = [name + ".sh"],
        shard_count = SHARDS.get(name),
        data = [
            "//:VERSION",
            "//docs:man",
            "//tools:testing.sh",
        ] + ["//tools:" + tool for tool in tools] + data,
    )
