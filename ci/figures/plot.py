# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""The pictures of docs/bench.md, drawn by gnuplot."""

import re
import subprocess

LICENSE = "<!-- Copyright 2026 The dp authors -->\n<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
# Ink follows the reader's theme, and is grey where that is not known; the paper is the page's own.
STYLE = ("<style>svg { color: #6e7781 } @media (prefers-color-scheme: light) { svg { color: #1f2328 } } "
         "@media (prefers-color-scheme: dark) { svg { color: #e6edf3 } }</style>")


def draw(path, size, script):
    """Writes what gnuplot draws as an SVG whose black is the ink."""
    head = f'set terminal svg size {size} font "sans-serif,12" enhanced\nset encoding utf8\n'
    svg = subprocess.run(["gnuplot"], input=head + script, capture_output=True, text=True, check=True).stdout
    svg = re.sub(r"rgb\(\s*0,\s*0,\s*0\)|\bblack\b", "currentColor", svg)
    svg = re.sub(r"<desc>.*?</desc>\s*|<title>Gnuplot</title>\s*", "", svg, flags=re.S)
    declaration, rest = svg.split("\n", 1)
    tag = rest.index(">", rest.index("<svg")) + 1
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub(r"[ \t]+$", "", f"{declaration}\n{LICENSE}{rest[:tag]}\n{STYLE}{rest[tag:]}", flags=re.M))


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"').replace("_", "\\\\_")


def bars(path, rows):
    """A bar a row: its figure in parts of its goal."""
    count = len(rows)
    data = "\n".join(f"{row['share']} {count - number} {quoted(row['what'])} {quoted(row['figure'])}"
                     for number, row in enumerate(rows))
    draw(path, f"900,{26 * count + 90}", f"""
$rows << END
{data}
END
set xrange [0:{max(1.2, max(row['share'] for row in rows) + 0.15)}]
set yrange [0.3:{count + 0.7}]
set xlabel "figure in parts of its goal: shorter is better, over 1 is missed"
set border 1
set xtics nomirror out
set ytics nomirror scale 0
set arrow from 1,0.3 to 1,{count + 0.7} nohead linewidth 1.5 dashtype 2 linecolor rgb "black" front
set style fill solid noborder
unset key
plot $rows using ($1/2):2:($1/2):(0.32):ytic(3) with boxxyerror linecolor rgb "#2f81c7", \\
     $rows using ($1):2:4 with labels left offset 0.6,0
""")


def curves(path, series, labels):
    """`series`: name -> [(size, seconds)], on two logarithmic scales."""
    blocks = "\n".join(f"${name} << END\n" + "\n".join(f"{size} {seconds * 1e3}" for size, seconds in points) + "\nEND"
                       for name, points in series.items())
    colors = ["#2f81c7", "#d9822b", "#3a9a5b", "#c0504d", "#8e63b8"]
    plots = ", \\\n     ".join(f'${name} using 1:2 with linespoints pointtype 7 pointsize 0.6 linewidth 2 linecolor rgb "{color}" '
                               f"title {quoted(labels[name])}" for name, color in zip(series, colors))
    draw(path, "900,520", f"""
{blocks}
set logscale xy
set format x "10^{{%L}}"
set format y "%g"
set xlabel "names, bytes or files"
set ylabel "milliseconds, start of the program included"
set grid linecolor rgb "#888888" linewidth 0.4
set border 3
set tics nomirror
set key left top reverse Left
plot {plots}
""")
