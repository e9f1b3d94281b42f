"""Times commands in turn and prints a table: median wall time and peak memory of each, by number of apps.

measure.py RUNS FILE: each line of FILE is `name<TAB>apps<TAB>command`. A round runs every command once, so that what
else the machine does falls on all of them alike; the first round warms the caches and is not counted.
"""

import os
import resource
import shlex
import statistics
import sys
import time


def run(command):
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        words = shlex.split(command)
        os.execvp(words[0], words)
    _, status, usage = os.wait4(child, 0)
    wall = (time.perf_counter() - started) * 1000
    if status != 0:
        sys.exit(f"measure: `{command}` failed")
    return wall, usage.ru_maxrss / 1024


def main():
    rounds, path = int(sys.argv[1]), sys.argv[2]
    with open(path, encoding="utf-8") as lines:
        jobs = [line.rstrip("\n").split("\t") for line in lines if line.strip()]
    found = {(name, int(apps)): [] for name, apps, _ in jobs}
    for at in range(rounds + 1):
        for name, apps, command in jobs:
            measured = run(command)
            if at > 0:
                found[name, int(apps)].append(measured)
    sizes = sorted({int(apps) for _, apps, _ in jobs})
    names = list(dict.fromkeys(name for name, _, _ in jobs))
    print("| | " + " | ".join(f"{size:,} app{'s' if size > 1 else ''}" for size in sizes) + " |")
    print("|---|" + "---:|" * len(sizes))
    for name in names:
        cells = []
        for size in sizes:
            measured = found.get((name, size))
            if not measured:
                cells.append("")
                continue
            wall = statistics.median(wall for wall, _ in measured)
            peak = statistics.median(peak for _, peak in measured)
            cells.append(f"{wall:.1f} ms, {peak:.0f} MiB")
        print(f"| {name} | " + " | ".join(cells) + " |")
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nMedian wall time and peak memory of {rounds} runs, all in turn, on {os.cpu_count()} processors. A peak of about")
    print(f"{floor:.0f} MiB is that of the measuring process, which each command begins as: its own is below that.")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
