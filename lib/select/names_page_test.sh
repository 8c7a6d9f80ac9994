#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# docs/names.md is what the code says.

lib/select/names_page >"$TEST_TMPDIR/names.md" || exit 1
diff docs/names.md "$TEST_TMPDIR/names.md" && exit
echo "write it anew: bazel run //lib/select:names_page >docs/names.md"
exit 1
