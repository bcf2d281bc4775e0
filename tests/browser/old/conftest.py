"""Give tests the browsers of 2018 and 2019, which `build.py test browser` installs."""

import shutil
from collections.abc import Iterator

import pytest

from infra import toolchain
from tests.browser.old.browser import Old

VERSIONS = (64, 72)


@pytest.fixture(scope="session", params=VERSIONS, ids=lambda version: f"chromium-{version}")
def running(request: pytest.FixtureRequest) -> Iterator[Old]:
    """Run one old browser for all tests that use it."""
    if not toolchain.old_browsers_run_here():
        pytest.skip("Chromium 64 and 72 are programs for Linux on x86-64")
    path, node = toolchain.find_old_browser(request.param), shutil.which("node")
    if path is None or node is None:
        pytest.fail(f"Chromium {request.param} was not found: python3 build.py test browser installs it")
    browser = Old(node, path)
    yield browser
    browser.close()


@pytest.fixture
def old(running: Old) -> Old:
    """Give an old browser with an empty page of a small phone."""
    running.fresh()
    return running
