#!/usr/bin/env python3
"""Writes Sources/twin/start.order: the functions and variables that a short command touches, for the linker to lay side by side.

usage: order.py TWIN OBJECTS SWIFT_STATIC

TWIN is a release binary with its symbols, OBJECTS the list of object files that it was linked from, SWIFT_STATIC the folder of
the toolchain's static libraries. Needs valgrind and binutils. A symbol that is no longer there is passed over by the linker, so
an old list does no harm; it only helps less.
"""
import bisect
import os
import re
import subprocess
import sys
import tempfile

SKILL = """skill: start
inputs: { n: integer }
outputs: { n: "${{ vars.n }}" }
steps:
  - set: { n: "${{ inputs.n + 1 }}" }
  - approve: Go on with ${{ vars.n }}?
    id: go
    expires: 24h
  - log: done
"""


def said(*words, **options):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace", check=False, **options).stdout


def symbols(binary):
    """Addresses of functions and variables, ascending, and their names."""
    found = []
    for line in said("nm", "-n", binary).splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in "tTwWbBdDrRvV":
            found.append((int(parts[0], 16), parts[2]))
    return [address for address, _ in found], [name for _, name in found]


def touched(trace):
    """Addresses of instructions and data that a trace of lackey's (--trace-mem=yes) has, each once, in its order. They are those
    of the file, which stands at a fixed address."""
    seen = set()
    with open(trace) as lines:
        for line in lines:
            word = line[3:].split(",", 1)[0]
            if word in seen or line[:2] not in ("I ", " S", " L", " M"):
                continue
            seen.add(word)
            yield int(word, 16)


def sections(objects, folder):
    """For each symbol the section that it is in, as (file, member, number): the linker moves nothing smaller."""
    files = [line.strip().strip("'\"") for line in open(objects) if line.strip()]
    files += [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".a")]
    files += [said(os.path.join(folder, "../../../bin/clang"), "-print-file-name=libstdc++.a").strip()]
    found = {}
    for start in range(0, len(files), 200):
        member = ""
        for line in said("readelf", "-sW", *files[start : start + 200]).splitlines():
            if line.startswith("File: "):
                member = line[6:]
                continue
            parts = line.split()
            if len(parts) == 8 and parts[3] in ("FUNC", "IFUNC", "OBJECT") and parts[6].isdigit():
                found.setdefault(parts[7], (member, parts[6]))
    return found


def main():
    twin, objects, folder = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as place:
        binary = os.path.join(place, "twin")
        subprocess.run(["strip", "-g", "-o", binary, twin], check=True)
        with open(os.path.join(place, "start.yaml"), "w") as file:
            file.write(SKILL)
        addresses, names = symbols(binary)
        end = addresses[-1] + 1
        order = {}

        def watch(*words):
            trace = os.path.join(place, "trace")
            said("valgrind", "--tool=lackey", "--trace-mem=yes", f"--log-file={trace}", binary, *words, cwd=place)
            for address in touched(trace):
                if addresses[0] <= address < end:
                    order.setdefault(names[bisect.bisect_right(addresses, address) - 1])

        started = said(binary, "run", "start.yaml", "-i", "n=1", "--json", cwd=place)
        run = re.search(r"run_[0-9a-z]{12}", started).group(0)
        watch("approve", run)
        watch("run", "start.yaml", "-i", "n=1", "--json")
        watch("show", run)
    where, taken, kept = sections(objects, folder), set(), []
    for name in order:
        section = where.get(name)
        # A search through the conformances looks at each one's descriptor (`…Mc`) in the order of the table: that stays.
        if section is None or section in taken or name.endswith("Mc"):
            continue
        taken.add(section)
        kept.append(name)
    with open(os.path.join(os.path.dirname(__file__), "../../Sources/twin/start.order"), "w") as file:
        file.write("\n".join(kept) + "\n")
    print(f"{len(kept)} sections of {len(order)} functions and variables")


if __name__ == "__main__":
    main()
