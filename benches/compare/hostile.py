#!/usr/bin/env python3
"""Gives flowvet and general checkers of JSON and YAML what no tool likes to read, each time beside a good file with one
mistake, and prints a table: whether the tool lives, says which file is at fault, and still checks the other one.

Usage: benches/compare/hostile.py [SECONDS]

Needs what `run.py` needs. SECONDS (20) is how long a tool may take.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from run import ROOT, SPECTRAL, SPECTRAL_SCHEMA, flow, install, payload

LIMIT = float(sys.argv[1]) if len(sys.argv) > 1 else 20
SCHEMA = ROOT / "schemas/set-participant-data.json"


# What stands in the output of a tool that has found the mistake of the good file; `None`: it looks at form alone.
MISTAKES = {"Biome": None, "yamllint": None, "jsonschema-cli": "7 is not of type"}


def aliases() -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 10)]
    return "inboundCall:\n  name: Main\n" + "\n".join(f"  {row}" for row in rows) + "\n"


def write(text: str | bytes):
    return lambda path: path.write_bytes(text.encode() if isinstance(text, str) else text)


DATA = '{"data": {"a": "b"}}'
CASES = {
    "JSON, 100,000 levels deep": ("json", write('{"data": ' + "[" * 100_000 + "]" * 100_000 + "}")),
    "JSON in UTF-16": ("json", write(DATA.encode("utf-16"))),
    "JSON with a byte order mark": ("json", write(b"\xef\xbb\xbf" + DATA.encode())),
    "JSON with bytes that are not UTF-8": ("json", write(b'{"data": {"a": "\xff\xfe"}}')),
    "JSON with half a surrogate pair": ("json", write('{"data": {"a": "\\ud800"}}')),
    "an empty file": ("json", write("")),
    "the same key twice in JSON": ("json", write('{"data": {"a": "b", "a": "c"}}')),
    "50 MB of JSON in one line": ("json", write('{"data": {"a": "' + "b" * 50_000_000 + '"}}')),
    "YAML, 100,000 levels deep": ("yaml", write("inboundCall: " + "[" * 100_000 + "]" * 100_000 + "\n")),
    "aliases in YAML that stand for 3.5 billion nodes": ("yaml", write(aliases())),
    "YAML in UTF-16": ("yaml", write("inboundCall:\n  name: Main\n".encode("utf-16"))),
    "a link that leads to itself": ("yaml", lambda path: path.symlink_to(path.name)),
    "a pipe without a writer": ("yaml", os.mkfifo),
}


def run(command: list[str], folder: Path) -> tuple[str, int | None]:
    """The output, and how the tool ended: `None` where it did not."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        end = time.monotonic() + LIMIT
        while child.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        if (code := child.poll()) is None:
            child.kill()
            child.wait()
        out.seek(0)
        return out.read().decode(errors="replace"), code


def judge(output: str, code: int | None, name: str, mistake: str | None) -> str:
    if code is None:
        return f"**no end in {LIMIT:.0f} s**"
    if code < 0 or "panicked" in output or "stack overflow" in output.lower() or "Traceback" in output:
        return "**crashes**"
    told = "names the file" if name in output else "silent"
    if mistake is None:
        return told
    return f"{told}, {'checks the other' if mistake in output else '**loses the other**'}"


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        tools = install(Path(os.environ.get("COMPARE_TOOLS", work / "tools")))
        (work / "schema.yaml").write_text(SPECTRAL_SCHEMA.replace("SCHEMA", SCHEMA.read_text().replace("\n", " ")))
        (work / "names.yaml").write_text(SPECTRAL)
        loose = ["--spec=draft2020", "--strict=false"]
        commands = {
            "flowvet": {kind: ["check", "--format", "concise"] for kind in ("json", "yaml")},
            "Spectral": {
                "json": ["lint", "--ruleset", str(work / "schema.yaml"), "*.payload.json"],
                "yaml": ["lint", "--ruleset", str(work / "names.yaml"), "*.yaml"],
            },
            "jsonschema (Sourcemeta)": {"json": ["validate", "--continue", str(SCHEMA), "bad.payload.json", "good.payload.json"]},
            "jsonschema-cli": {"json": ["validate", str(SCHEMA), "-i", "bad.payload.json", "-i", "good.payload.json"]},
            "ajv-cli": {"json": ["validate", *loose, "-s", str(SCHEMA), "-d", "*.payload.json"]},
            "check-jsonschema": {"json": ["--schemafile", str(SCHEMA), "bad.payload.json", "good.payload.json"]},
            "yamllint": {"yaml": ["--format", "parsable", "."]},
            "Biome": {"json": ["lint", "--max-diagnostics=none", "."]},
        }
        columns = [name for name in commands if name in tools]
        print("| input | " + " | ".join(columns) + " |")
        print("|---" * (len(columns) + 1) + "|")
        for number, (title, (kind, make)) in enumerate(CASES.items()):
            folder = work / f"case{number}"
            folder.mkdir()
            (folder / "flowvet.toml").write_text("")
            bad = folder / ("bad.payload.json" if kind == "json" else "bad.yaml")
            make(bad)
            good, text = ("good.payload.json", payload) if kind == "json" else ("good.yaml", flow)
            (folder / good).write_text(text(0, True))
            cells = []
            for name in columns:
                words = commands[name].get(kind)
                cells.append(judge(*run([tools[name], *words], folder), bad.name, MISTAKES.get(name, "attribute7")) if words else "")
            print(f"| {title} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
