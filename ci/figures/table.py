# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
"""The rows of figures, each with a goal, as Markdown and as JSON."""


class Table:
    """Shows rows as they come. A row's `share` is its figure in parts of its goal: over 1 is missed."""

    def __init__(self, show=print):
        self.rows = []
        self.show = show
        self.show(f"| {'what':58} | {'ours':>10} | {'yardstick':>10} | {'figure':>8} | {'goal':>8} | met |")
        self.show(f"| {'-' * 58} | {'-' * 9}: | {'-' * 9}: | {'-' * 7}: | {'-' * 7}: | --- |")

    def ratio(self, what, ours, yardstick, goal):
        """Seconds over seconds."""
        self.row(what, f"{ours * 1e3:.2f} ms", f"{yardstick * 1e3:.2f} ms", f"{ours / yardstick:.2f}", f"{goal:.2f}",
                 ours / yardstick / goal)

    def more(self, what, ours, yardstick, goal_ms):
        """How many milliseconds on top."""
        extra = (ours - yardstick) * 1e3
        self.row(what, f"{ours * 1e3:.2f} ms", f"{yardstick * 1e3:.2f} ms", f"{extra:+.1f} ms", f"+{goal_ms} ms",
                 max(extra, 0) / goal_ms)

    def peak(self, what, kib, goal_kib):
        self.row(what, f"{kib / 1024:.1f} MiB", "", f"{kib / 1024:.1f}", f"{goal_kib / 1024:.0f} MiB", kib / goal_kib)

    def row(self, what, ours, yardstick, figure, goal, share):
        self.rows.append({"what": what, "ours": ours, "yardstick": yardstick, "figure": figure, "goal": goal,
                          "share": round(share, 3), "met": share <= 1})
        self.show(f"| {what:58} | {ours:>10} | {yardstick:>10} | {figure:>8} | {goal:>8} | {'yes' if share <= 1 else 'NO'} |")

    def met(self):
        return all(row["met"] for row in self.rows)
