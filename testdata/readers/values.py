# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""Values that readers of secrets stumble over: a list by kinds, and as many random ones as are asked for."""

import random

PEM = "-----BEGIN KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC+/=\n" * 3 + "-----END KEY-----\n"

# By what is awkward in them; the kinds are the columns of docs/readers.md.
KINDS = {
    "plain": ["plain", "a=b=c", "a.b/c:d@e,f+g-h", "postgres://u:p@db:5432/x?ssl=1", "=", "==", "yes", "null", "0x10"],
    "empty": [""],
    "blanks": [" ", " a", "a ", "\t", "a\t", "\ta", "a b", "  a  b  ", "a\tb", "\u00a0a\u00a0", "\u2003"],
    "#": ["#", "a#b", "a #b", "#a", "a# ", "a #", " #"],
    "'": ["'", "''", "it's", "'a'", "a'", "'a", "a'b'c", "a''b", "' '", "'\t"],
    '"': ['"', '""', 'say "hi"', '"a"', 'a"', '"a', '{"a":"b"}', '" "'],
    "`": ["`", "``", "a`b", "`a`", "`id`"],
    "\\": ["\\", "\\\\", "a\\", "\\a", "a\\b", "a\\\\b", "a\\\\", "a\\\\\\", "\\\\\\\\", "\\\\srv\\share", "C:\\temp\\x", "\\d+\\.\\w*",
           "\\t", "\\0", "\\x41", "\\u0041", "\\ ", " \\"],
    "\\n": ["\\n", "it\\now", "\\\\n", "a\\nb\\n", "\\r", "a\\rb", "\\\\r\\\\n", "C:\\new\\run", "\\n\n"],
    "$": ["$", "$$", "$a", "a$b", "a$", "$A", "$HOME", "$1", "a$1b", "$2y$10$abcdefghijklmnopqrstuv", "pa$$word", "\\$", "\\$a", "\\\\$a",
          "a\\$", "$ a", "$-", "$&", "$'", "$`", "a$$", "a$b$c"],
    "${}": ["${a}", "${HOME}", "${", "${a", "a${b}c", "$${a}", "\\${a}", "${a:-b}", "${a:b}", "${:-x}", "${}", "${a}${b}", "${a${b}}", "{a}", "$}"],
    "$()": ["$(echo x)", "$(", "a$(echo x)b", "$((1+1))", "\\$(echo x)"],
    "LF": ["\n", "a\nb", "\na", "a\n", "a\n\n", "a\nB=c", "a\n#b", "a\n\nb", " \n ", "a\n export X=1", PEM, "{\n  \"a\": \"b\"\n}\n"],
    "CR": ["\r", "a\rb", "\ra", "a\r", "a\r\nb", "\r\n", "a\r\n", "a\n\rb"],
    "controls": ["\x01", "a\x01b", "\x1b[31m", "\x7f", "\x0b", "a\x0c", "\x0ba", "\x1f", "a\x08b", "\x1c"],
    "Unicode": ["é", "日本語", "😀", "👩‍👩‍👧", "\u2028", "a\u2028b", "\u0085", "\u200b", "\ufeff", "\ufeffa", "a\ufeff", "e\u0301", "\u1100\u1161", "\ufffd"],
    "U+FFFE": ["\ufffe", "a\uffffb", "\ufdd0", "\U0001ffff", "\U0010fffe"],
    "quotes mixed": ["'\"`", "a'b\"c", "a'b`c", "a\"b`c", "{\"a\":\"it's\"}", "it's \"#1\"", "'\"'\"'", "it's `#`", "\"'", "'\"", "it's #1",
                     "say \"#\"", "`#`", "'#\"#`#"],
    "quotes and \\": ["\\'", '\\"', "\\`", "it's\\n", "it's \\d+", "a'b\\", 'a"b\\', "'\\", '"\\', "\\'\\", '{"a":"\\"b\\""}', "\\\\'x", "'\\\\'",
                      "a\\'b#c", "#\\", "a #b\\", "'#\\", "\\'#'"],
    "quotes and $": ["it's $5", "a$b'c", "\"$a\"", "'$a'", "'${a}'", "p@$$w0rd!\"'", "it's $(x)", "`$a`", "'$", "$'a'", "it's \\$a"],
    "quotes and LF": ["it's\nb", 'a"\nb', "'\n'", '"\n"', "`\n`", "it's\n\"b\"", "it's\n`b`", "'\"`\n", "a\\\nb", "it's\\\n", "it's\n#",
                      "$a\nb", "it's $a\n", "\\n\n$a", "'\n$"],
    "quotes and CR": ["it's\r", 'a"\rb', "'\"\r", "a\r'#", 'a\r"#', "`\r", "a\r\\", "a\r\\n", "a\r$b", "\\r\r", "'\r\n'"],
    "code": ["() { :;}", "A=1\nB=2", "export A=1", "EOF", "END_0", "END_0\nEND_1\n", "<<EOF", "%", "%s", "%25", "%(a)s", "%%", "!", "a!b", "!!",
             "~", "*", "?", "[a]", "&", "|", ";", "a;b", "a ;b", ";", "<", ">", "(", ")", "@", ",", "a,b", "encrypted:abc", "encrypted:", "- a",
             "a: b", "---", "...", "%{ if }", "::set-output name=a::b", "__proto__", "//"],
    "long": ["x" * 5000, "'" * 500, "\\" * 501, '"' * 500, "$" * 300, ("a" * 70 + "\n") * 60],
}
# Names of secrets, as a --name-transformer or another program makes them.
NAMES = ["a", "A.B", "A-B", "1A", "_", "__A", "_1", ".A", "-A", "A.", "A:B", "A/B", "A B", "é", "A[0]", "A@B", "A+B", "A#B", "#A", "A'B",
         "__proto__", "constructor", "toString", "hasOwnProperty", "export", "0"]
PARTS = ["'", '"', "`", "\\", "$", "{", "}", "(", ")", "\n", "\r", " ", "\t", "#", "=", "a", "b", "n", "r", "t", "X", "1", "%", ":", "-", ";", ",",
         "!", "~", "&", "<", "\\n", "\\$", "${", "${a}", "é", "😀", "\u2028", "\u00a0", "\ufeff", "\x01"]


def all_values():
    """(kind, value) for each."""
    return [(kind, value) for kind, values in KINDS.items() for value in values]


def random_values(count, seed=7):
    """Made of the parts that hurt, and of a few of them more often than of many."""
    source = random.Random(seed)
    values = []
    for _ in range(count):
        parts = source.sample(PARTS, source.randrange(1, 6))
        values.append("".join(source.choice(parts) for _ in range(source.randrange(1, 9))))
    return values
