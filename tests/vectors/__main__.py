"""Write protocol/vectors anew: `python -m tests.vectors`."""

import json
import sys
from pathlib import Path

from tests.vectors import all_scenarios

FOLDER = Path(__file__).resolve().parent.parent.parent / "protocol" / "vectors"


def main() -> None:
    """Write one file a scenario, and remove those of scenarios that are gone."""
    wanted = {FOLDER / found.area / f"{found.name}.json": found for found in all_scenarios()}
    for path in set(FOLDER.glob("*/*.json")) - set(wanted):
        path.unlink()
    for path, found in wanted.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found.to_value(), ensure_ascii=True, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(wanted)} scenarios\n")


if __name__ == "__main__":
    main()
