"""`python -m tests.parity.difference TOPIC:CASE...`: prints the differences as entries of differences.toml."""

from __future__ import annotations

import json
import sys

from tests.parity import cases, clients, records
from tests.parity.outcome import STREAMS, changes
from tests.parity.record import private_stage


def main(wanted: list[str]) -> int:
    """Prints an entry with an empty reason for each of these cases that differs."""
    with private_stage() as (stage, folder):
        client = clients.install_pydock(folder / "pydock")
        for case in cases.load():
            if case.id not in wanted:
                continue
            expected, got = records.read(case), stage.run(case, client)
            found = {stream: lines for stream in STREAMS if (lines := changes(expected, got, stream))}
            if found:
                print(f'{json.dumps([case.id])}\nreason = ""')
            for stream, lines in found.items():
                print(f"{stream} = [", *(f"  {_string(line)}," for line in lines), "]", sep="\n")
            print()
    return 0


def _string(line: str) -> str:
    """Returns a line as a TOML string, with escapes only if necessary."""
    return json.dumps(line, ensure_ascii=False) if "'" in line or "\\" in line else f"'{line}'"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
