"""The rendered pages: self-contained, under one policy, complete in both languages, and within their budget."""

import base64
import hashlib
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import brotli
import pytest

from infra import catalogue, render, staff_page
from infra.categories import Category
from infra.configuration import Configuration
from infra.errors import NotRendered
from infra.officers import OfficerKey
from infra.places import Division, Words
from infra.staff import Group, Staff
from infra.units import Unit
from infra.working import Working
from protocol import canonical, key
from tests.signing_in import SIGN_IN

BUILD = "0123456789abcdef"
RECEIPT_KEY = bytes(range(32))
BUDGET = 52_000  # bytes of the report page, compressed (docs/design.md, section 7)
SAID_AS = {"photo": "refused", "upload": "refused"}  # what only a photo's own call is answered (screen/outcome.ts)
HOSTILE = "</script><b>&\"'"


class Page(HTMLParser):
    """Collect what a page holds: elements with their attributes, and the texts of scripts and styles."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[tuple[dict[str, str | None], str]] = []
        self._inside: str | None = None
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else None
        if self._inside:
            self.inline.append((dict(attrs) | {"tag": tag}, ""))

    def handle_data(self, data: str) -> None:
        if self._inside:
            attributes, text = self.inline[-1]
            self.inline[-1] = (attributes, text + data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def texts(self, tag: str, **attributes: str | None) -> list[str]:
        """Return the inline texts of a tag with these attributes."""
        return [
            text
            for found, text in self.inline
            if found["tag"] == tag and all(found.get(name) == value for name, value in attributes.items())
        ]


@pytest.fixture(scope="module")
def bundles() -> render.Bundles:
    """Bundle once."""
    return render.bundle()


def unit(name: str, words: Words, parent: str = "") -> Unit:
    """Return a unit that serves all."""
    days = {"accept": 2, "answer": 15, "pause": 5, "extend": 10}
    return Unit(name, words, parent, "street", ("510504", "yx-port"), ("education",), f"{name}@yunxi.example", days)


def configuration(name: str = "云溪", **changes: object) -> Configuration:
    """Return a deployment in both languages."""
    words = {"zh-CN": name, "en": name}
    officer = key.PublicKey(suite=1, box=bytes(range(1, 33)), sign=bytes(range(2, 34)))
    former = key.PublicKey(suite=1, box=bytes(range(3, 35)), sign=bytes(range(4, 36)))
    plain = Configuration(
        portal="demo.tightlip.example", zone="Asia/Shanghai", languages=("zh-CN", "en"), name=words, agency=words,
        notice=words, officer=words, phone="0190-5550100", post=words,
        keys=(OfficerKey(officer, "current"), OfficerKey(former, "retired", "2026-11-24T09Z")), difficulty=15,
        categories=(Category("education", words, words),),
        places=(Division("510504", words, (Division("510504003", words),)), Division("yx-port", words)),
        units=(
            unit("top", words), unit("oversight", words, "top"), unit("street", words, "top"),
            unit("community", words, "street"),
        ),
        staff=Staff("oversight", (Group("street-handlers", "street", "handler"),)),
        working=Working((date(2026, 11, 26),), date(2026, 12, 31), 18, "Asia/Shanghai"),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test changes what it names


def pages(bundles: render.Bundles, found: Configuration | None = None) -> dict[str, bytes]:
    """Render every file of a deployment."""
    return render.pages(
        found or configuration(), bundles=bundles, receipt_key=RECEIPT_KEY, build=BUILD, sign_in=SIGN_IN
    )


def html(bundles: render.Bundles, found: Configuration | None = None) -> dict[str, Page]:
    """Return the rendered pages by their paths."""
    return {name: Page(data) for name, data in pages(bundles, found).items() if name.endswith(".html")}


def test_every_page_stands_in_every_language(bundles: render.Bundles) -> None:
    """Six pages a language, the bilingual not-found page, the empty page, the published keys and names."""
    folders = [
        f"{language}/{folder}index.html"
        for language in ("zh-CN", "en")
        for folder in ("", "report/", "keys/", "privacy/", "statistics/", "staff/")
    ]
    data = ("keys/officer.json", "keys/names.json")
    assert set(pages(bundles)) == {*folders, "not-found/index.html", "blank/index.html", *data}


def test_every_script_and_style_is_named_by_the_policy(bundles: render.Bundles) -> None:
    """What runs in any page is exactly what the hashes of the policy name, in every language."""
    for policy, of_staff in ((bundles.policy, False), (bundles.staff_policy(SIGN_IN), True)):
        named = set(re.findall(r"'sha256-[A-Za-z0-9+/=]+'", policy))
        run: set[str] = set()
        for name, page in html(bundles).items():
            if ("/staff/" in name) == of_staff:
                for text in [*page.texts("script", type=None), *page.texts("style")]:
                    run.add(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
        assert run == named


def test_the_policy_is_the_one_of_the_design(bundles: render.Bundles) -> None:
    """Nothing is allowed beyond the scripts of report, figures and other pages, style, API calls and drawn pictures."""
    assert re.sub(r"'sha256-[^']+'", "'sha256-…'", bundles.policy) == (
        "default-src 'none'; script-src 'sha256-…' 'sha256-…' 'sha256-…'; style-src 'sha256-…'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def test_the_staffs_policy_is_that_of_all_and_the_token_endpoint(bundles: render.Bundles) -> None:
    """Beside its own script and style, the staff page may call the issuer, and nothing else changes."""
    staff = re.sub(r"'sha256-[^']+'", "'sha256-…'", bundles.staff_policy(SIGN_IN))
    plain = re.sub(r"'sha256-[^']+'", "'sha256-…'", bundles.policy).replace("'sha256-…' " * 2, "")
    assert staff == plain.replace("connect-src 'self'", "connect-src 'self' https://token.city.gov")


def test_pages_bring_everything_along(bundles: render.Bundles) -> None:
    """No page names a file or another host, and no element carries a handler or style, which the policy forbids."""
    for name, page in html(bundles).items():
        for tag, attributes in page.elements:
            assert not any(word.startswith("on") or word in ("style", "src", "action") for word in attributes), (
                name,
                tag,
            )
            target = attributes.get("href") or ""
            assert tag not in ("link", "a") or re.match(r"(/[a-zA-Z]|#|tel:|data:)", target), (name, target)
        scripts = "".join(page.texts("script")).replace("http://www.w3.org", "")
        for address in SIGN_IN.to_value().values() if "/staff/" in name else ():
            scripts = scripts.replace(address, "")
        assert "http" not in scripts


def test_the_report_page_keeps_its_budget(bundles: render.Bundles) -> None:
    """Compressed as an edge does, each language's report page is within its budget."""
    for language in ("zh-CN", "en"):
        assert len(brotli.compress(pages(bundles)[f"{language}/report/index.html"])) < BUDGET


def test_the_form_is_shut_until_a_script_opens_it(bundles: render.Bundles) -> None:
    """In the markup the controls are disabled, no button submits, the form has no address, and the way out is shown."""
    for language in ("zh-CN", "en"):
        page = html(bundles)[f"{language}/report/index.html"]
        (controls,) = (found for tag, found in page.elements if found.get("id") == "controls")
        (form,) = (found for tag, found in page.elements if tag == "form")
        (closed,) = (found for tag, found in page.elements if found.get("id") == "closed")
        assert "disabled" in controls
        assert (form["method"], "action" in form, form["autocomplete"]) == ("dialog", False, "off")
        assert "hidden" not in closed
        assert {found.get("type") for tag, found in page.elements if tag == "button"} == {"button"}


def test_every_language_tag_is_valid(bundles: render.Bundles) -> None:
    """What pages and links say of their language is BCP 47: a language, then perhaps a script and a region."""
    found = {
        (name, value)
        for name, page in html(bundles).items()
        for _, attributes in page.elements
        for attribute, value in attributes.items()
        if attribute in ("lang", "hreflang", "xml:lang")
    }
    assert {name for name, _ in found} == {name for name in pages(bundles) if name.endswith(".html")}
    assert all(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", value or "") for _, value in found)


def test_words_of_a_deployment_cannot_become_markup(bundles: render.Bundles) -> None:
    """Names with tags, quotes and ends of scripts are text on every page."""
    plain, hostile = html(bundles), html(bundles, configuration(name=HOSTILE, portal="</script>"))
    for name, page in hostile.items():
        assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain[name].elements]


def test_the_page_says_which_key_it_seals_to(bundles: render.Bundles) -> None:
    """The configuration in the page, its fingerprint for people and the published list agree with the current key."""
    found = configuration()
    files = pages(bundles, found)
    (text,) = html(bundles, found)["en/report/index.html"].texts("script", id="config")
    config = json.loads(text)
    published = canonical.parse(files["keys/officer.json"].removesuffix(b"\n"))
    assert key.parse_public(config["key"]) == found.current
    assert (config["key_id"], config["build"]) == (found.current.key_id, BUILD)
    assert published == {
        "v": 1, "portal": found.portal, "receipt_key": config["receipt_key"],
        "keys": [each.public.to_value() | {"state": each.state} for each in found.keys],
    }  # fmt: skip
    for group in found.current.fingerprint.split(" "):
        assert f"<span>{group}</span>" in files["en/keys/index.html"].decode()
    assert found.former[0].public.fingerprint in files["en/keys/index.html"].decode()


def test_both_catalogues_say_the_same_things() -> None:
    """Every name stands in both languages with the same placeholders."""
    chinese, english = (catalogue.load(render.SITE / "catalogues", language).texts for language in ("zh-CN", "en"))
    assert set(chinese) == set(english)
    for name, text in chinese.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", english[name])), name


def test_no_words_are_missing_and_none_are_left_over(bundles: render.Bundles, monkeypatch: pytest.MonkeyPatch) -> None:
    """What templates and scripts say is what the catalogues hold."""
    used: set[str] = set()
    plain = catalogue.Words.__call__

    def recording(words: catalogue.Words, name: str, /, **values: str) -> str:
        used.add(name)
        return plain(words, name, **values)

    monkeypatch.setattr(catalogue.Words, "__call__", recording)
    former = [OfficerKey(configuration().current, state) for state in ("current", "retired", "compromised")]
    pages(bundles, configuration(keys=tuple(former)))
    known = set(catalogue.load(render.SITE / "catalogues", "en").texts)
    said = {f"say.{name}" for name in _said_by_scripts("screen")}
    said |= {f"staff-say.{name}" for name in _said_by_scripts("staff/screen")}
    said |= {f"statistics-say.{name}" for name in _said_by_scripts("statistics")}
    shared = {f"{family}.{word}" for family, words in staff_page.shared().items() for word in words}
    said -= {f"staff-say.{name}" for name in shared} | {f"staff-say.{family}.*" for family in staff_page.shared()}
    exact = {name for name in said if "*" not in name}
    families = [re.compile(re.escape(name).replace(r"\*", ".+")) for name in said if "*" in name]
    assert exact <= known
    assert {name for name in known - used - exact if not any(family.fullmatch(name) for family in families)} == set()
    assert all(any(family.fullmatch(name) for name in known) for family in families)


def _said_by_scripts(folder: str) -> set[str]:
    """Return the names that scripts of a folder say, `*` for what they fill in."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (render.SITE / "src" / folder).glob("*.ts"))
    names = {f"{family}.*" for family in re.findall(r'\bnamed\("([a-z]+)"', sources)}
    for begin in re.finditer(r"\bsay\(", sources):
        call = _within(sources, begin.end())
        filled = re.findall(r"`([a-z][^`]*)`", call)
        names |= {re.sub(r"\$\{[^}]*\}", "*", name) for name in filled}
        names |= set(re.findall(r'"([a-z][a-zA-Z._-]+)"', re.sub(r"`[^`]*`", "", call)))
    return names


def _within(source: str, start: int) -> str:
    """Return what stands between a parenthesis before `start` and the one that closes it."""
    depth, end = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(source[end], 0)
        end += 1
    return source[start : end - 1]


@pytest.mark.parametrize(
    "reason",
    re.findall(r'^  "([a-z-]+)", ?(?://.*)?$', (render.SITE / "src/report/answer.ts").read_text(), re.MULTILINE),
)
def test_every_failure_has_words(reason: str) -> None:
    """Each reason for which sending can fail is told in both languages."""
    for language in ("zh-CN", "en"):
        assert catalogue.load(render.SITE / "catalogues", language).texts[f"say.failed.{SAID_AS.get(reason, reason)}"]


def test_pages_claim_nothing_that_does_not_exist(bundles: render.Bundles) -> None:
    """A public log is named only where it says that there is none yet."""
    for language, words in {"zh-CN": ("公开日志",), "en": ("public log",)}.items():
        for folder in ("", "report/", "keys/", "privacy/"):
            text = pages(bundles)[f"{language}/{folder}index.html"].decode()
            before, _, after = text.partition('id="yet"')
            for word in words:
                assert word not in before
                assert (word in after) == (folder == "privacy/")


def test_rendering_replaces_an_earlier_site_and_nothing_else(bundles: render.Bundles, tmp_path: Path) -> None:
    """An old page is gone after the next rendering; a folder of something else is left as it is."""
    out = tmp_path / "site"
    for _ in range(2):
        render.render(configuration(), bundles=bundles, receipt_key=RECEIPT_KEY, build=BUILD, sign_in=SIGN_IN, out=out)
        assert not (out / "old.html").exists()
        (out / "old.html").write_text("old")
    other = tmp_path / "papers"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(NotRendered, match="something else"):
        render.render(
            configuration(), bundles=bundles, receipt_key=RECEIPT_KEY, build=BUILD, sign_in=SIGN_IN, out=other
        )
    assert (other / "letter.txt").read_text() == "mine"


def test_rendering_twice_gives_the_same_bytes(bundles: render.Bundles) -> None:
    """Whoever builds the pages again can compare them."""
    assert pages(bundles) == pages(render.bundle())


def test_missing_tools_and_broken_sources_are_told_with_what_to_do(tmp_path: Path) -> None:
    """Without node_modules the remedy is named; a fault in a source is told in esbuild's words."""
    with pytest.raises(NotRendered) as caught:
        render.bundle(tmp_path)
    assert "build.py test" in caught.value.hint
    for folder in ("src", "styles"):
        shutil.copytree(render.SITE / folder, tmp_path / folder)
    (tmp_path / "node_modules").symlink_to(render.SITE / "node_modules")
    (tmp_path / "src" / "screen" / "report.ts").write_text("const = 1;")
    with pytest.raises(NotRendered, match=r"report\.ts:1"):
        render.bundle(tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('msgid "a.b"\nmsgstr ""\n', "a.b"), ('#, fuzzy\nmsgid "a.b"\nmsgstr "x"\n', "a.b"),
        ("msgid oops\n", "en.po"), (None, "en.po"),
    ],
)  # fmt: skip
def test_an_unfinished_catalogue_is_refused(tmp_path: Path, text: str | None, told: str) -> None:
    """An empty, doubtful or broken text stops the rendering, and is named."""
    if text is not None:
        (tmp_path / "en.po").write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{text}')
    with pytest.raises(NotRendered, match=re.escape(told)):
        catalogue.load(tmp_path, "en")


def test_a_word_that_nobody_wrote_is_refused() -> None:
    """A template that asks for unknown words, or fills too little, stops the rendering."""
    words = catalogue.Words("en", {"greeting": "good day, {name}"})
    assert words("greeting", name="Shen") == "good day, Shen"
    with pytest.raises(NotRendered, match="no farewell"):
        words("farewell")
    with pytest.raises(NotRendered, match="placeholder"):
        words("greeting")
