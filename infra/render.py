"""Turn templates, words, styles and scripts into pages: one self-contained file each, script and style named by hash.

A script or style holds no word and no choice of a deployment, so its hash is the same in every language and the policy
is known before a page is rendered (docs/design.md, section 6). Leaves uploading to `publish`.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from infra import catalogue, shaken, staff_page, statistics_page
from infra.configuration import Configuration
from infra.environment import ROOT
from infra.errors import NotRendered
from infra.names import names
from infra.signin import SignIn
from protocol import b64, canonical, envelope, facts

SITE: Final = ROOT / "site"
# Page → its folder.
PAGES: Final = {
    "home": "", "report": "report/", "keys": "keys/", "privacy": "privacy/", "statistics": statistics_page.FOLDER,
    "staff": staff_page.FOLDER,
}  # fmt: skip
NOT_FOUND: Final = "not-found/index.html"
BLANK: Final = "blank/index.html"  # where the way out leads, with nothing of the portal on it
STAFF_PAGES: Final = ("staff",)  # those of /*/staff/*, with a policy of their own
OFFICER_KEY: Final = "keys/officer.json"
NAMES: Final = "keys/names.json"  # what ids are called, for the officer's computer
# Page → where its script begins. Where nothing is typed, it is the way out and nothing else.
_SCRIPTS: Final = {
    "report": "src/screen/report.ts", "staff": "src/staff/screen/staff.ts", "statistics": "src/statistics/page.ts",
} | dict.fromkeys(("home", "keys", "privacy", "not-found"), "src/leave/page.ts")  # fmt: skip
_STYLE: Final = "styles/site.css"
_STAFF_STYLE: Final = "styles/staff.css"  # the same, and what only staff see
_NAMES: Final = {"zh-CN": "中文", "en": "English"}
# The oldest browser that the pages are for (docs/design.md, section 7).
_TARGET: Final = "es2018,chrome64"


@dataclass(frozen=True, slots=True)
class Bundles:
    """The style of all pages, that of the staff's, and the script of each page that has one."""

    style: str
    staff_style: str
    scripts: Mapping[str, str]

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of every page but the staff's: no script and no style runs but these."""
        own = [script for page, script in self.scripts.items() if page not in STAFF_PAGES]
        return _policy(own, self.style, "'self'")

    def staff_policy(self, sign_in: SignIn) -> str:
        """Return the policy of the staff's pages: their own scripts, and calls to the issuer's token endpoint."""
        own = [script for page, script in self.scripts.items() if page in STAFF_PAGES]
        return _policy(own, self.staff_style, f"'self' {sign_in.token_origin}")


def _policy(scripts: Sequence[str], style: str, connections: str) -> str:
    named = " ".join(sorted({hash_of(script) for script in scripts})) or "'none'"
    return (
        f"default-src 'none'; script-src {named}; style-src {hash_of(style)}; connect-src {connections}; "
        "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def hash_of(inline: str) -> str:
    """Return the policy's source expression for an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"


def bundle(site: Path = SITE) -> Bundles:
    """Return styles and scripts as the pages carry them. Raises NotRendered with esbuild's own words when it fails."""
    built = built_of((_STYLE, _STAFF_STYLE, *dict.fromkeys(_SCRIPTS.values())), site)
    scripts = {page: built[source] for page, source in _SCRIPTS.items()}
    return Bundles(style=built[_STYLE], staff_style=built[_STAFF_STYLE], scripts=scripts)


def built_of(sources: Sequence[str], site: Path = SITE) -> dict[str, str]:
    """Return what esbuild makes of each source: a style, or the beginning of a script; for the oldest browser.

    Raises NotRendered with esbuild's own words when it fails.
    """
    tool = shutil.which("esbuild", path=site / "node_modules" / ".bin")
    if tool is None:
        raise NotRendered("the page tools are not installed", "python3 build.py test installs them")
    # A Node that came with the venv stands beside this Python; esbuild's starter looks for it on the PATH.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    with tempfile.TemporaryDirectory() as out:
        ran = subprocess.run(
            [
                tool, *sources, "--bundle", "--minify", "--format=iife", f"--target={_TARGET}", "--charset=utf8",
                "--legal-comments=none", *shaken.aliases(site / "node_modules", Path(out)),
                "--log-level=error", "--outbase=.", f"--outdir={out}",
            ],
            cwd=site, env=os.environ | {"PATH": path}, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if ran.returncode:
            raise NotRendered(f"esbuild ended in failure:\n{ran.stderr.strip()}", "mend the line that it names")
        endings = {source: ".css" if source.endswith(".css") else ".js" for source in sources}
        return {source: _inline((Path(out) / source).with_suffix(ending)) for source, ending in endings.items()}


def render(
    found: Configuration, *, bundles: Bundles, receipt_key: bytes, build: str, sign_in: SignIn, out: Path
) -> None:
    """Render every page of a deployment into the folder `out`, in place of an earlier rendering.

    `receipt_key` is the Ed25519 public key of receipts (32 bytes), `build` the build id, `sign_in` where handlers sign
    in. Raises NotRendered when words are missing, or when `out` is a folder of something else.
    """
    files = pages(found, bundles=bundles, receipt_key=receipt_key, build=build, sign_in=sign_in)
    if out.exists() and any(out.iterdir()) and not (out / OFFICER_KEY).exists():
        raise NotRendered(f"{out} holds something else than a rendered site", "give an empty or new folder")
    shutil.rmtree(out, ignore_errors=True)
    for name, data in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def pages(
    found: Configuration, *, bundles: Bundles, receipt_key: bytes, build: str, sign_in: SignIn
) -> dict[str, bytes]:
    """Return every file of the site by its path. Raises NotRendered when words are missing."""
    templates = Environment(
        loader=FileSystemLoader(SITE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    words = {language: catalogue.load(SITE / "catalogues", language) for language in found.languages}
    shared = {
        "portal": found, "style": bundles.style, "build": build, "language_names": _NAMES, "kinds": facts.KINDS,
        "bounds": facts.BOUNDS, "contact_bounds": envelope.CONTACT_BOUNDS, "say": words,
    }  # fmt: skip
    files: dict[str, bytes] = {OFFICER_KEY: _officer_key(found, receipt_key), NAMES: names(found)}
    for language, say in words.items():
        for page, folder in PAGES.items():
            own = {"page": page, "folder": folder, "language": language, "_": say}
            own["script"] = bundles.scripts[page]
            if page == "report":
                config = _config(found, language=language, receipt_key=receipt_key, build=build)
                own |= {"config": config, "words": _json(say.of_scripts())}
            elif page == "statistics":
                own |= statistics_page.carried(found, say)
            elif page == "staff":
                given = staff_page.config(found, language=language, build=build, sign_in=sign_in)
                own |= staff_page.markup() | {"style": bundles.staff_style}
                own |= {"config": _json(given), "words": _json(staff_page.words(say))}
            text = templates.get_template(f"{page}.html").render(shared | own)
            files[f"{language}/{folder}index.html"] = text.encode()
    script = bundles.scripts["not-found"]
    files[NOT_FOUND] = templates.get_template("not-found.html").render(shared | {"script": script}).encode()
    files[BLANK] = templates.get_template("blank.html").render().encode()
    return files


def _config(found: Configuration, *, language: str, receipt_key: bytes, build: str) -> str:
    return _json(
        {
            "v": 1,
            "portal": found.portal,
            "build": build,
            "language": language,
            "zone": found.zone,
            "key": found.current.to_value(),
            "key_id": found.current.key_id,
            "receipt_key": b64.encode(receipt_key),
        }
    )


def _officer_key(found: Configuration, receipt_key: bytes) -> bytes:
    keys = [key.public.to_value() | {"state": key.state} for key in found.keys]
    value = {"v": 1, "portal": found.portal, "keys": keys, "receipt_key": b64.encode(receipt_key)}
    return canonical.to_bytes(value) + b"\n"


def _json(value: object) -> str:
    """Return JSON that may stand inside a script element: no text in it can end the element."""
    return canonical.to_bytes(value).decode().replace("<", "\\u003c")


def _inline(path: Path) -> str:
    text = path.read_text(encoding="utf-8").strip()
    if "</" in text.lower().replace("<\\/", ""):
        raise NotRendered(f"{path.name} holds an end tag", "write it in two pieces")
    return text
