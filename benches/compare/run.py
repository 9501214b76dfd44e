#!/usr/bin/env python3
"""Runs flowvet and general checkers of JSON and YAML on the same files, in turns, and prints a table of medians.

Usage: benches/compare/run.py [ROUNDS] [FILES]

Needs Rust, python3, node and the package registries: the others are installed into a temporary folder; one that cannot
be installed is left out, with a line that says so. Three sets of files are made: payloads with one mistake, payloads with
nothing but mistakes, which the checkers of schemas get a schema for, and flows with one mistake, which the linters of YAML
get. One mistake of each set is in a place that is known, so that the table can say whether a tool finds it and how it tells
the place.
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


def numbers(number: int, wrong: bool) -> str:
    data = {f"attribute{key}": key if wrong else str(key) for key in range(20)}
    return json.dumps({"data": data}, indent=2)


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


def write(folder: Path, make, name: str, is_wrong=lambda number: number == FILES // 2) -> tuple[list[str], int]:
    """Writes the files; their names, and the line of the first mistake in one of them."""
    folder.mkdir()
    (folder / "flowvet.toml").write_text('preset = "strict"\n[externals]\nread = ["attribute*"]\n')
    names = []
    for number in range(FILES):
        names.append(name.format(number))
        (folder / names[-1]).write_text(make(number, is_wrong(number)))
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
    run("cargo", "build", "--profile", "dist", "--locked", cwd=ROOT)
    found["flowvet"] = str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "dist/flowvet")
    return found


# A process counts the memory of the one that starts it as its own, so that one must be small.
STARTER = """\
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
print("\\n", os.wait4(child, 0)[2].ru_maxrss, sep="")
"""


def peak(command: list[str], folder: Path) -> int:
    """Peak memory of one run in KiB."""
    starter = [sys.executable, "-S", "-E", "-c", STARTER, *command]
    done = subprocess.run(starter, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return int(done.stdout.splitlines()[-1])


def measure(command: list[str], folder: Path) -> float:
    """Seconds of one run."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        child.wait()
        return time.monotonic() - start


def says(command: list[str], folder: Path) -> str:
    """What one run prints."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.decode(errors="replace")


def tells(output: str, line: int) -> str:
    """What of the place of the mistake stands in the output. Which column is right depends on where a span begins."""
    if re.search(rf"\b{line}:\d+\b|line:? {line},? col", output):
        return "line and column"
    if re.search(rf"\bline:? {line}\b|:{line}\b", output):
        return "line"
    return "path of keys" if re.search(r"data[./]attribute", output) else "no place"


def compare(title: str, folder: Path, line: int, mistake: str, tools: dict[str, list[str]]) -> None:
    # The first two runs warm the caches.
    memory = {name: peak(command, folder) for name, command in tools.items()}
    outputs = {name: says(command, folder) for name, command in tools.items()}
    times = {name: [] for name in tools}
    for _ in range(ROUNDS):
        for name, command in tools.items():
            times[name].append(measure(command, folder))
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    print(f"\n{title}\n")
    print("| tool | median | times flowvet | peak memory | the mistake |")
    print("|---|---|---|---|---|")
    for name, median in sorted(medians.items(), key=lambda it: it[1]):
        found = f"found, {tells(outputs[name], line)}" if re.search(mistake, outputs[name]) else "not found"
        shown = f"{median * 1000:.1f}" if median < 0.1 else f"{median * 1000:.0f}"
        ratio = median / medians["flowvet"]
        print(f"| {name} | {shown} ms | {ratio:.2f} | {memory[name] / 1024:.0f} MB | {found} |")


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
        instances = [word for name in names for word in ("-i", name)]
        commands |= have("jsonschema-cli", "validate", schema, *instances)
        commands |= have("jsonschema (Sourcemeta)", "validate", "--continue", schema, *names)
        loose = ["--spec=draft2020", "--strict=false"]
        commands |= have("ajv-cli", "validate", *loose, "-s", schema, "-d", "*.payload.json")
        commands |= have("Spectral", "lint", "--ruleset", str(work / "schema.yaml"), "*.payload.json")
        commands |= have("Biome", "lint", "--max-diagnostics=none", ".")
        wrong = r"non-string-value|7 is not of type|attribute7['\"]?[^\n]*(string|type|,)"
        compare(f"{FILES} payloads, one with a number for a value", folder, line, wrong, commands)

        folder = work / "numbers"
        names, line = write(folder, numbers, "p{}.payload.json", lambda number: True)
        commands = {"flowvet": [tools["flowvet"], "check", "--format", "concise"]}
        commands |= have("check-jsonschema", "--schemafile", schema, *names)
        commands |= have("jsonschema-cli", "validate", schema, *instances)
        if "jsonschema-cli" in tools:
            places = [tools["jsonschema-cli"], "validate", "--output", "list", schema, *instances]
            commands["jsonschema-cli --output list"] = places
        commands |= have("jsonschema (Sourcemeta)", "validate", "--continue", schema, *names)
        commands |= have("ajv-cli", "validate", *loose, "--all-errors", "-s", schema, "-d", "*.payload.json")
        commands |= have("Spectral", "lint", "--ruleset", str(work / "schema.yaml"), "*.payload.json")
        wrong = r"non-string-value|\b0 is not of type|to be of type string|attribute0['\"]?[^\n]*string"
        compare(f"{FILES} payloads with numbers for all their values, {FILES * 20} mistakes", folder, line, wrong, commands)

        folder = work / "flows"
        names, line = write(folder, flow, "f{}.yaml")
        (work / "names.yaml").write_text(SPECTRAL)
        commands = {"flowvet": [tools["flowvet"], "check", "--format", "concise"]}
        commands |= have("Spectral", "lint", "--ruleset", str(work / "names.yaml"), "*.yaml")
        commands |= have("yamllint", "--format", "parsable", ".")
        compare(f"{FILES} flows in YAML, one with a space before a name", folder, line, "padded-name", commands)


if __name__ == "__main__":
    main()
