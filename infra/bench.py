"""Print the budgets of docs/design.md, section 7, beside what this machine does: ratios and counts, never timed tests.

Runs a portal of its own in a temporary folder. Leaves measuring to `measures`, and in a browser to `pages`.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra import configuration, costs, counts, desk, measures, package, pages, recall, stack, toolchain
from infra.environment import ROOT
from infra.local import Home
from infra.progress import say
from protocol import code, facts

_LONG: Final = (measures.TOLD.what * 60)[: facts.BOUNDS["what"]]
# Of one call: reads and transactions at most; nothing is written outside a transaction.
_STORE: Final = {counts.REPORT: (0, 1), counts.INBOX: (1, 0), counts.LOOK: (2, 1), counts.ACT: (1, 1)}


@dataclass(frozen=True, slots=True)
class Row:
    """One budget: what it is, what was measured, what is allowed, and whether it holds."""

    name: str
    measured: str
    budget: str
    holds: bool


def run() -> int:
    """Measure and print every budget; return 1 when one is exceeded."""
    with tempfile.TemporaryDirectory(prefix="tightlip-bench-") as folder:
        home = Home(Path(folder))
        shutil.copy(ROOT / "portal.toml", home.root / "portal.toml")
        try:
            rows = list(_rows(home))
        finally:
            home.cloud.stop()
    say(f"\n  {'':<52} {'measured':>22}   budget")
    for row in rows:
        say(f"  {row.name:<52} {row.measured:>22}   {row.budget}{'' if row.holds else '   EXCEEDED'}")
    return 0 if all(row.holds for row in rows) else 1


def _rows(home: Home) -> Iterator[Row]:
    home.bring()
    home.cloud.stop()
    started = time.monotonic()
    described = home.bring()
    second = time.monotonic() - started
    yield from _pages(home, str(described["site"]))
    yield from _portal(home, described)
    yield Row("second start of `up`", f"{second:.1f} s", "≤ 10 s", second <= 10)  # noqa: PLR2004  the budget
    for line in recall.summary():
        yield Row(line.name, line.measured, line.budget, line.holds)
    yield _cost(home)


def _pages(home: Home, site: str) -> Iterator[Row]:
    for language in ("zh-CN", "en"):
        size = measures.page_size(home.folder / "site" / language / "report" / "index.html")
        yield Row(f"report page, {language}, brotli", f"{size / 1000:.1f} KB", "≤ 52 KB", size <= 52_000)  # noqa: PLR2004  the budget
    chromium = toolchain.find_chromium()
    if chromium is None:
        say("\n  no Chromium was found, so that nothing of a page's time is measured")
        return
    loaded = pages.load(chromium, f"{site}/zh-CN/report/")
    yield Row("report page, requests until it is ready", str(loaded.requests), "1", loaded.requests == 1)
    difficulty = configuration.load(home.environment.configuration).difficulty
    computed = pages.compute(chromium, difficulty=difficulty, text=_LONG)
    for name, took, most in (
        ("ready to type", loaded.ready, 300),
        ("longest task once it is ready", loaded.longest, 200),
        ("seal", computed.seal, 20),
        (f"proof of work of {difficulty} bits, mean", computed.work, 2000),
        ("identity lint of 5,000 characters", computed.lint, 50),
    ):
        yield Row(f"{name}, {pages.THROTTLE}x slower", f"{took:.0f} ms", f"≤ {most} ms", took <= most)


def _portal(home: Home, described: dict[str, object]) -> Iterator[Row]:
    environment, portal = home.environment, str(described["portal"])
    outputs = stack.outputs(environment.client("cloudformation"), environment.stack)
    officer = desk.unlock(home)
    functions = configuration.load(environment.configuration).functions()
    archive = package.build(functions)
    filing = measures.filing(str(described["site"]), officer=officer.public, portal=portal)
    for name, counted in counts.of_a_case(environment, outputs, archive, functions, filing).items():
        reads, transactions, others = counts.told(counted)
        most, whole = _STORE[name]
        holds = reads <= most and transactions == whole and not others
        measured = f"{reads} reads, {transactions + others} writes"
        yield Row(f"store calls for {name}", measured, f"≤ {most} reads, {whole} transaction", holds)
    opened = measures.opening(desk.pull(home, code.ref(filing.case)), portal, officer)
    share = opened.bare / opened.whole
    name = "officer opening, share of bare PyNaCl, per core"
    yield Row(name, f"{share:.0%}, {1 / opened.whole:,.0f} boxes/s", "≥ 8 %", share >= 0.08)  # noqa: PLR2004  the budget
    handler, bare = measures.cold_imports(archive)
    name = "handler cold import over bare boto3 import"
    yield Row(name, f"{handler / bare:.2f}x", "≤ 1.5x", handler / bare <= 1.5)  # noqa: PLR2004  the budget


def _cost(home: Home) -> Row:
    size = measures.page_size(home.folder / "site" / "zh-CN" / "report" / "index.html")
    lines = costs.of_a_thousand_reports(size)
    say("\n  1,000 reports at list price (us-east-1, USD, without free tiers)")
    for line in lines:
        say(f"    {line.what:<66} {line.dollars:.4f}")
    say("\n  1,000 photos of the largest size, beside the reports they belong to")
    for line in costs.of_a_thousand_photos():
        say(f"    {line.what:<66} {line.dollars:.4f}")
    total = sum(line.dollars for line in lines)
    return Row("cost of 1,000 reports at list price", f"{total:.3f} USD", "≤ 0.10 USD", total <= 0.10)  # noqa: PLR2004  the budget
