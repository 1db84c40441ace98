"""What every answer of the site carries and refuses, whatever page is asked for."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from jifang.config.middleware import DRAIN_FACTOR, drain_body

NO_SUCH_PAGE = "/no-such-page"


def read_policy(header: str) -> dict[str, set[str]]:
    parts = (part.split() for part in header.split(";"))
    return {name: set(sources) for name, *sources in parts}


def test_content_security_policy_is_strict(client: Client) -> None:
    policy = read_policy(client.get(NO_SUCH_PAGE).headers["Content-Security-Policy"])
    assert policy["default-src"] == {"'none'"}
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == {"'self'"}
    assert policy["img-src"] == {"'self'", "data:"}
    assert policy["font-src"] == {"'self'"}
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == {"'none'"}
    assert not any("unsafe" in source for sources in policy.values() for source in sources)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        (
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), browsing-topics=()",
        ),
    ],
)
def test_security_headers_stand_on_every_answer(client: Client, header: str, value: str) -> None:
    assert client.get(NO_SUCH_PAGE).headers[header] == value


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000"])
def test_answers_for_this_machine(client: Client, host: str) -> None:
    assert client.get(NO_SUCH_PAGE, headers={"host": host}).status_code == 404


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "10.0.0.1", "a b"])
def test_refuses_any_other_host(client: Client, host: str) -> None:
    assert client.get(NO_SUCH_PAGE, headers={"host": host}).status_code == 400


def test_chinese_has_no_prefix_and_english_has(client: Client) -> None:
    with translation.override("zh-hans"):
        assert reverse("home") == "/"
    with translation.override("en"):
        assert reverse("home") == "/en/"
    # The path decides, not what the browser prefers.
    prefers_english = {"accept-language": "en"}
    answer = client.get(NO_SUCH_PAGE, headers=prefers_english)
    assert answer.headers["Content-Language"] == "zh-hans"
    assert client.get(f"/en{NO_SUCH_PAGE}").headers["Content-Language"] == "en"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_unknown_page_is_404_in_the_language_of_the_path(client: Client, prefix: str) -> None:
    answer = client.get(prefix + NO_SUCH_PAGE)
    assert answer.status_code == 404
    lang = "en" if prefix else "zh-Hans"
    assert f'<html lang="{lang}"' in answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_body_over_the_limit_is_413_before_anything_reads_it(client: Client, prefix: str) -> None:
    file = SimpleUploadedFile("dossier.xlsx", b"0" * settings.MAX_BODY_BYTES)
    answer = client.post(prefix + NO_SUCH_PAGE, {"file": file})
    assert answer.status_code == 413
    assert f'<html lang="{"en" if prefix else "zh-Hans"}"' in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


def test_body_within_the_limit_passes(client: Client) -> None:
    file = SimpleUploadedFile("dossier.xlsx", b"0" * (settings.MAX_BODY_BYTES - 4096))
    assert client.post(NO_SUCH_PAGE, {"file": file}).status_code == 404


@pytest.mark.parametrize("length", ["-1", "x", "１２"])
def test_a_length_that_is_no_length_harms_nothing(client: Client, length: str) -> None:
    answer = client.generic("POST", NO_SUCH_PAGE, b"x", CONTENT_LENGTH=length)
    assert answer.status_code == 404


def test_a_body_that_is_thrown_away_is_read_within_bounds() -> None:
    announced_too_much = BytesIO(b"0" * 100)
    drain_body(announced_too_much, 10**30)
    assert announced_too_much.read() == b""
    endless = BytesIO(b"0" * (settings.MAX_BODY_BYTES * DRAIN_FACTOR + 1))
    drain_body(endless, 10**30)
    assert endless.read() == b"0"


def test_a_form_from_another_site_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    with override_settings(ROOT_URLCONF="tests.config.plain_urls"):
        answer = strict.post("/plain", {"a": "1"}, headers={"origin": "https://example.org"})
    assert answer.status_code == 403


def test_https_is_switched_as_a_whole() -> None:
    assert settings.HTTPS is False
    assert settings.CSRF_COOKIE_SECURE is False
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert settings.CSRF_COOKIE_HTTPONLY is True


def test_debug_is_off() -> None:
    assert settings.DEBUG is False


def test_django_s_admin_is_not_installed() -> None:
    """Officers work on the platform's own pages; its walls and its ledger have no side door."""
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
