"""Ask the deployed site for its pages, headers, languages and mistakes, over real HTTP through the distribution."""

import json

import brotli
import pytest

from infra import smoke
from infra.visit import visit
from tests.conftest import Stack

PATHS = (
    "zh-CN/",
    "en/",
    "zh-CN/report/",
    "en/report/",
    "en/keys/",
    "zh-CN/privacy/",
    "en/statistics/",
    "not-found/",
    "keys/officer.json",
    "keys/names.json",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_carries_every_header(stack: Stack, path: str):
    """Pages, the not-found page and the published key go out under the whole policy, and are never kept unasked."""
    answer = visit(stack.site, f"/{path}")
    assert answer.status == 200
    for name, value in smoke.HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")
    assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers


def test_answers_of_the_api_carry_every_header(stack: Stack):
    """The API's answers go out under the same policy, and no cache keeps them."""
    answer = visit(stack.site, "/api/challenge")
    assert answer.headers["cache-control"] == "no-store"
    for name, value in smoke.HEADERS.items():
        assert answer.headers[name] == value


# The first offered language that the header prefers; every spelling of Chinese means zh-CN; else English.
LANGUAGES = {
    "": "en", "fr": "en", "zh": "zh-CN", "zh-CN": "zh-CN", "zh-SG": "zh-CN", "zh-HK": "zh-CN", "zh-MO": "zh-CN",
    "zh-TW": "zh-CN", "zh-Hans-CN": "zh-CN", "zh_Hant": "zh-CN", "yue": "zh-CN", "xx": "en", "ZH-cn": "zh-CN",
    "fr, zh;q=0.5": "zh-CN", "en;q=0.4, zh;q=0.9": "zh-CN", "zh;q=0.1, en": "en", "zh;q=0": "en", "*": "en",
    "en-GB,en;q=0.9,zh-CN;q=0.8": "en", ";;;q=,,=": "en", "zh" * 2048: "en", "constructor": "en", "__proto__": "en",
}  # fmt: skip


@pytest.mark.parametrize("header", LANGUAGES, ids=lambda header: header[:30] or "empty")
def test_the_root_leads_to_a_language_that_is_offered(stack: Stack, header: str):
    """Whatever a browser says it reads, it is led to a language that exists."""
    answer = visit(stack.site, "/", headers={"Accept-Language": header} if header else {})
    assert (answer.status, answer.headers["location"]) == (302, f"/{LANGUAGES[header]}/")


@pytest.mark.parametrize("encodings", ["br", "gzip, deflate, br", "gzip, deflate, br, zstd", "br, gzip"])
def test_a_page_comes_compressed_where_it_is_understood(stack: Stack, encodings: str):
    """Whoever reads Brotli gets the same page in fewer bytes, under the same policy."""
    plain = visit(stack.site, "/zh-CN/report/")
    small = visit(stack.site, "/zh-CN/report/", headers={"Accept-Encoding": encodings})
    assert small.headers["content-encoding"] == "br"
    assert brotli.decompress(small.body) == plain.body
    assert small.headers["content-type"] == plain.headers["content-type"] == "text/html; charset=utf-8"
    assert small.headers["content-security-policy"] == plain.headers["content-security-policy"]


@pytest.mark.parametrize("encodings", ["", "identity", "gzip, deflate", "brr", "xbr", "br;q=0"])
def test_a_page_comes_plain_where_brotli_is_not_understood(stack: Stack, encodings: str):
    """No reader gets bytes that it did not say it can read."""
    answer = visit(stack.site, "/en/report/", headers={"Accept-Encoding": encodings} if encodings else {})
    assert "content-encoding" not in answer.headers
    assert b"<html" in answer.body


def test_a_missing_slash_is_added(stack: Stack):
    """An address without its last slash leads to the page, and what followed a question mark is not carried on."""
    answer = visit(stack.site, "/en/report?q=13900004271")
    assert (answer.status, answer.headers["location"]) == (302, "/en/report/")


ESCAPES = (
    "//elsewhere.example",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "/%2f%2felsewhere.example",
    "/en/..//x.example",
)


@pytest.mark.parametrize("path", ESCAPES)
def test_no_address_leads_out_of_the_site(stack: Stack, path: str):
    """Addresses made to look like another host are not found, and never redirected."""
    answer = visit(stack.site, path)
    assert answer.status == 404
    assert "location" not in answer.headers


def test_a_missing_page_is_the_not_found_page(stack: Stack):
    """A page that is not there answers 404 with the bilingual page, under the whole policy."""
    answer = visit(stack.site, "/en/no-such-page/")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/api/", "/api/reports", "/api/reports/x/y", "/api/REPORTS/x", "/api/staff", "/prod/api/challenge/"]
)
def test_an_unknown_call_is_never_a_page_with_a_form(stack: Stack, path: str):
    """Paths beside the two calls answer 404, and those under /api never with a page."""
    answer = visit(stack.site, path)
    assert answer.status == 404
    assert not path.startswith("/api/") or b"<html" not in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_take_nothing(stack: Stack, method: str):
    """A form that was sent natively, or any other method than GET and HEAD, is refused by the distribution."""
    assert visit(stack.site, "/en/report/", method=method, body=b"contact.phone=13900004271").status in (403, 404, 405)


def test_the_published_key_is_the_officers(stack: Stack):
    """/keys/officer.json names the officer key of the configuration, and is what the courier compares."""
    found = json.loads(visit(stack.site, "/keys/officer.json").body)
    assert found["portal"] == stack.described["portal"]
    assert [key["state"] for key in found["keys"]] == ["current"]
    assert found["keys"][0]["box"] == stack.officer.to_value()["box"]


def test_the_bucket_itself_answers_nobody(stack: Stack):
    """Without credentials the site's bucket gives nothing: people reach pages through the distribution alone."""
    bucket = stack.outputs()["SiteBucket"]
    assert visit(stack.environment.endpoint or "", f"/{bucket}/en/index.html").status == 403
