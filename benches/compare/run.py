#!/usr/bin/env python3
"""Runs flowvet and general checkers of JSON and YAML on the same files, in turns, and prints a table of medians.

Usage: benches/compare/run.py [ROUNDS] [FILES]

Needs Rust, python3, node and the package registries: the others are installed into a temporary folder; one that cannot
be installed is left out, with a line that says so. Two sets of files are made: payloads, which the checkers of schemas
get a schema for, and flows, which the linters of YAML get. Each set has one mistake, in a place that is known, so that
the table can say whether a tool finds it and tells line and column.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
FILES = int(sys.argv[2]) if len(sys.argv) > 2 else 500

# The naming rules of flowvet that can be said of one file at a time; Spectral cannot compare files.
SPECTRAL = """\
rules:
  empty-name:
    given: "$..attribute.name.lit"
    severity: error
    then: { function: truthy }
  padded-name:
    given: "$..attribute.name.lit"
    severity: error
    then: { function: pattern, functionOptions: { notMatch: "^\\\\s|\\\\s$" } }
  template-in-name:
    given: "$..attribute.name.lit"
    severity: error
    then: { function: pattern, functionOptions: { notMatch: "\\\\$?\\\\{\\\\{?.*\\\\}" } }
"""

SPECTRAL_SCHEMA = """\
rules:
  payload:
    given: "$"
    severity: error
    then: { function: schema, functionOptions: { dialect: draft2020-12, schema: SCHEMA } }
"""


def payload(number: int, wrong: bool) -> str:
    data = {f"attribute{key}": f"value {key} of {number}" for key in range(20)}
    text = json.dumps({"data": data}, indent=2)
    return text.replace('"value 7 of', '7, "x": "', 1) if wrong else text


def flow(number: int, wrong: bool) -> str:
    lines = ["inboundCall:", f"  name: Flow {number}", "  defaultLanguage: en-us", "  startUpTaskActions:"]
    for action in range(12):
        name = f"attribute{action}"
        if wrong and action == 7:
            name = f'" {name}"'
        for kind, target in [("set", "value: { lit: some text }"), ("get", "variable: Flow.text")]:
            lines += [
                f"    - {kind}ParticipantData:",
                f"        name: {kind} {action}",
                "        attributes:",
                "          - attribute:",
                "              name:",
                f"                lit: {name}",
                f"              {target}",
            ]
    return "\n".join(lines) + "\n"


def write(folder: Path, make, name: str) -> tuple[list[str], int]:
    """Writes the files; their names, and the line of the mistake."""
    folder.mkdir()
    (folder / "flowvet.toml").write_text('preset = "strict"\n[externals]\nread = ["attribute*"]\n')
    names = []
    for number in range(FILES):
        names.append(name.format(number))
        (folder / names[-1]).write_text(make(number, number == FILES // 2))
    right, wrong = (make(FILES // 2, it).splitlines() for it in (False, True))
    line = next(at for at, (one, other) in enumerate(zip(right, wrong)) if one != other)
    return names, line + 1


def install(folder: Path) -> dict[str, str]:
    """The path of each tool that can be had."""
    def run(*words, **more):
        done = subprocess.run(words, capture_output=True, text=True, **more)
        return done.returncode == 0

    run(sys.executable, "-m", "venv", folder / "python")
    pip = [str(folder / "python/bin/pip"), "install"]
    npm = ["npm", "install", "--prefix", str(folder)]
    cargo = ["cargo", "install", "--root", str(folder / "rust")]
    packages = {
        "check-jsonschema": ("python/bin/check-jsonschema", [*pip, "check-jsonschema"]),
        "yamllint": ("python/bin/yamllint", [*pip, "yamllint"]),
        "ajv-cli": ("node_modules/.bin/ajv", [*npm, "ajv-cli"]),
        "Spectral": ("node_modules/.bin/spectral", [*npm, "@stoplight/spectral-cli"]),
        "Biome": ("node_modules/.bin/biome", [*npm, "@biomejs/biome"]),
        "jsonschema (Sourcemeta)": ("node_modules/.bin/jsonschema", [*npm, "@sourcemeta/jsonschema"]),
        "jsonschema-cli": ("rust/bin/jsonschema-cli", [*cargo, "jsonschema-cli"]),
    }
    found = {}
    for name, (place, command) in packages.items():
        if (folder / place).exists() or run(*command) and (folder / place).exists():
            found[name] = str(folder / place)
        else:
            print(f"{name} cannot be installed here and is left out", file=sys.stderr)
    run("cargo", "build", "--release", "--locked", cwd=ROOT)
    found["flowvet"] = str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/flowvet")
    return found


def measure(command: list[str], folder: Path) -> tuple[float, int, str]:
    """Seconds, peak memory in KiB and output of one run."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        _, _, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        out.seek(0)
        return seconds, usage.ru_maxrss, out.read().decode(errors="replace")


def tells(output: str, line: int) -> str:
    """What of the place of the mistake stands in the output. Which column is right depends on where a span begins."""
    if re.search(rf"\b{line}:\d+\b|line:? {line},? col", output):
        return "line and column"
    return "line" if re.search(rf"\bline:? {line}\b|:{line}\b", output) else "no place"


def compare(title: str, folder: Path, line: int, mistake: str, tools: dict[str, list[str]]) -> None:
    results = {name: [] for name in tools}
    for _ in range(ROUNDS + 1):
        for name, command in tools.items():
            results[name].append(measure(command, folder))
    own = statistics.median(seconds for seconds, _, _ in results["flowvet"][1:])
    print(f"\n{title}\n")
    print("| tool | median | times flowvet | peak memory | the mistake |")
    print("|---|---|---|---|---|")
    rows = []
    for name, runs in results.items():
        # The first round warms the caches.
        median = statistics.median(seconds for seconds, _, _ in runs[1:])
        memory = max(memory for _, memory, _ in runs) / 1024
        output = runs[-1][2]
        found = f"found, {tells(output, line)}" if re.search(mistake, output) else "not found"
        rows.append((median, f"| {name} | {median * 1000:.0f} ms | {median / own:.1f} | {memory:.0f} MB | {found} |"))
    for _, row in sorted(rows):
        print(row)


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        tools = install(Path(os.environ.get("COMPARE_TOOLS", work / "tools")))

        def have(name: str, *words: str) -> dict[str, list[str]]:
            return {name: [tools[name], *words]} if name in tools else {}

        schema = str(ROOT / "schemas/set-participant-data.json")

        folder = work / "payloads"
        names, line = write(folder, payload, "p{}.payload.json")
        ruleset = SPECTRAL_SCHEMA.replace("SCHEMA", json.dumps(json.loads(Path(schema).read_text())))
        (work / "schema.yaml").write_text(ruleset)
        commands = {"flowvet": [tools["flowvet"], "check", "--format", "concise"]}
        commands |= have("check-jsonschema", "--schemafile", schema, *names)
        commands |= have("jsonschema-cli", "validate", schema, *[word for name in names for word in ("-i", name)])
        commands |= have("jsonschema (Sourcemeta)", "validate", "--continue", schema, *names)
        loose = ["--spec=draft2020", "--strict=false"]
        commands |= have("ajv-cli", "validate", *loose, "-s", schema, "-d", "*.payload.json")
        commands |= have("Spectral", "lint", "--ruleset", str(work / "schema.yaml"), "*.payload.json")
        commands |= have("Biome", "lint", "--max-diagnostics=none", ".")
        wrong = rf"non-string-value|7 is not of type|attribute7['\"]?[^\n]*(string|type|,)"
        compare(f"{FILES} payloads, one with a number for a value", folder, line, wrong, commands)

        folder = work / "flows"
        names, line = write(folder, flow, "f{}.yaml")
        (work / "names.yaml").write_text(SPECTRAL)
        commands = {"flowvet": [tools["flowvet"], "check", "--format", "concise"]}
        commands |= have("Spectral", "lint", "--ruleset", str(work / "names.yaml"), "*.yaml")
        commands |= have("yamllint", "--format", "parsable", ".")
        compare(f"{FILES} flows in YAML, one with a blank before a name", folder, line, "padded-name", commands)


if __name__ == "__main__":
    main()
