#!/usr/bin/env python3
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Takes code blocks out of a page, so that tests run what people read.

usage: blocks.py PAGE          the names of all blocks, in their order
       blocks.py PAGE NAME     the text of one

A block is fenced or indented by four spaces. Its name stands in an HTML comment of its own before
it, where no reader of the page sees it. A block without a name, or two with one, are errors,
so that no block goes unnoticed.
"""

import re
import sys


def blocks(lines):
    """Pairs of name and text."""
    name, text, fence, above = "", None, None, ""
    for line in [*lines, ""]:
        if text is None:
            comment = re.fullmatch(r"<!-- ([a-z0-9-]+) -->", line)
            opening = re.match(r"(`{3,}|~{3,})", line)
            indented = line.startswith("    ") and not above.strip()
            if comment:
                name = comment[1]
            elif opening or indented:
                fence, text = opening and opening[1], [] if opening else [line[4:]]
            elif line:
                name = ""
        elif line == fence or (fence is None and line and not line.startswith("    ")):
            yield name, "\n".join(text).rstrip("\n") + "\n"
            name, text = "", None
        else:
            text.append(line if fence else line[4:])
        above = line
    if text is not None:
        yield name, "\n".join(text).rstrip("\n") + "\n"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = list(blocks(file.read().split("\n")))
    names = [name for name, _ in found]
    for name, text in found:
        if not name or names.count(name) > 1:
            sys.exit("blocks.py: %s: a block %s:\n%s" % (sys.argv[1], "twice" if name else "without a name", text))
    if len(sys.argv) == 2:
        print("\n".join(names))
    elif sys.argv[2] in names:
        sys.stdout.write(dict(found)[sys.argv[2]])
    else:
        sys.exit("blocks.py: %s: there is no block %s" % (sys.argv[1], sys.argv[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
