"""The frame of the public pages: landmarks, languages, type size, errors, headers."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils.translation import override

from jifang.portals.public import errors
from jifang.portals.public.context import find_area, find_other_language_path
from jifang.portals.public.shell_views import draw_example, list_tasks

PAGES = ["/", "/about", "/en/", "/en/about"]
NAVIGATION = ["home", "covered", "law_index", "assess", "about"]


class PageReader(HTMLParser):
    """Counts elements and collects links, so that tests need not search in text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.attributes.setdefault(tag, values)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))


def read_page(content: bytes) -> PageReader:
    reader = PageReader()
    reader.feed(content.decode())
    return reader


class TestFrame:
    @pytest.mark.parametrize("path", PAGES)
    def test_a_page_has_one_title_and_its_landmarks(self, client: Client, path: str) -> None:
        response = client.get(path)
        page = read_page(response.content)
        assert response.status_code == 200
        assert page.tags.count("h1") == 1
        for landmark in ("header", "main", "footer"):
            assert page.tags.count(landmark) == 1
        assert "nav" in page.tags

    @pytest.mark.parametrize("path", PAGES)
    def test_the_first_link_skips_to_the_content(self, client: Client, path: str) -> None:
        page = read_page(client.get(path).content)
        assert page.links[0] == "#main"
        assert "main" in page.ids

    @pytest.mark.parametrize("path", PAGES)
    def test_no_id_is_given_twice(self, client: Client, path: str) -> None:
        ids = read_page(client.get(path).content).ids
        assert len(ids) == len(set(ids))

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", PAGES)
    def test_every_link_leads_somewhere(self, client: Client, path: str) -> None:
        for link in sorted(set(read_page(client.get(path).content).links)):
            if not link.startswith("#"):
                assert client.get(link).status_code == 200, link

    @pytest.mark.parametrize("path", PAGES)
    def test_the_title_of_the_window_names_the_page(self, client: Client, path: str) -> None:
        title = re.search(r"<title>(.*?) · (.*?)</title>", client.get(path).content.decode())
        assert title is not None
        assert title[1]
        assert title[2] == ("Jifang" if path.startswith("/en/") else "技防")

    def test_the_wall_stands_on_every_page(self, client: Client) -> None:
        for path in ("/", "/about", "/no-such-page"):
            shown = client.get(path).content.decode()
            assert "本平台不保存录像，不保存生物特征，不识别、不跟踪任何人。" in shown

    def test_the_main_navigation_is_complete(self, client: Client) -> None:
        links = read_page(client.get("/").content).links
        for name in NAVIGATION:
            assert reverse(name) in links, name

    def test_the_page_shown_is_marked_in_the_navigation(self, client: Client) -> None:
        shown = client.get("/about").content.decode()
        assert '<a href="/about" aria-current="page">关于</a>' in shown

    @pytest.mark.parametrize(
        ("name", "area"),
        [
            ("home", "home"),
            ("law_provision", "law"),
            ("questions", "law"),
            ("question", "law"),
            ("assess_result", "assess"),
            (None, ""),
        ],
    )
    def test_a_page_belongs_to_an_area(self, name: str | None, area: str) -> None:
        assert find_area(name) == area


class TestHome:
    def test_everything_that_can_be_done_is_listed(self, client: Client) -> None:
        listed = client.get("/").content.decode().count('<a class="t"')
        assert listed == len(list_tasks()) >= 9

    def test_the_search_goes_to_the_law(self, client: Client) -> None:
        shown = client.get("/").content.decode()
        assert f'action="{reverse("law_search")}"' in shown
        assert '<label for="q">' in shown

    def test_the_example_ends_as_both_readings_say(self) -> None:
        """Received 21 Sept 2026, 15 days: working days to 19 Oct; calendar days to 6 Oct, which
        is a holiday, hence 8 Oct."""
        with override("zh-hans"):
            example = draw_example()
        assert example.days == 15
        assert example.due.isoformat() == "2026-10-19"
        assert example.calendar_ends.isoformat() == "2026-10-06"
        assert example.early.isoformat() == "2026-10-08"
        by_day = {cell.day.isoformat(): cell for cell in example.strip.cells}
        assert by_day["2026-10-10"].make_up
        assert by_day["2026-10-19"].sign == "15"
        assert by_day["2026-10-01"].spoken == "星期四，休息日（国庆节）"

    def test_the_pages_say_their_limits(self, client: Client) -> None:
        about = client.get("/about").content.decode()
        for limit in ("其他法，收录多少用多少", "不是法律意见", "英文不是官方文本"):
            assert limit in about


class TestLanguages:
    def test_chinese_has_no_prefix_and_english_has(self, client: Client) -> None:
        assert read_page(client.get("/").content).attributes["html"]["lang"] == "zh-Hans"
        assert read_page(client.get("/en/").content).attributes["html"]["lang"] == "en"

    def test_the_address_decides_and_not_the_browser(self, client: Client) -> None:
        response = client.get("/", headers={"accept-language": "en"})
        assert 'lang="zh-Hans"' in response.content.decode()

    @pytest.mark.parametrize(
        ("path", "other"),
        [
            ("/", "/en/"),
            ("/about", "/en/about"),
            ("/en/", "/"),
            ("/en/about", "/about"),
            ("/no-such-page", "/en/no-such-page"),
            ("/en/no-such-page", "/no-such-page"),
        ],
    )
    def test_the_switch_leads_to_the_same_page(self, client: Client, path: str, other: str) -> None:
        assert other in read_page(client.get(path).content).links

    def test_the_switch_leaves_what_was_typed_behind(self, client: Client) -> None:
        shown = client.get("/about?name=secret").content.decode()
        assert 'href="/en/about"' in shown

    def test_a_harmless_query_may_be_kept(self) -> None:
        request = RequestFactory().get("/about", {"q": "x", "name": "secret"})
        with override("zh-hans"):
            url = Template("{% load jifang %}{% other_language_url %}").render(
                Context({"request": request, "keep_query": "q=x"})
            )
        assert url == "/en/about?q=x"

    def test_the_other_path_never_leaves_the_site(self) -> None:
        with override("en"):
            assert find_other_language_path("/en//evil.example/") == "/evil.example/"


class TestTypeSize:
    def switch(self, client: Client, **form: str) -> Any:
        return client.post("/type", form)

    def test_large_type_is_remembered_in_a_cookie(self, client: Client) -> None:
        response = self.switch(client, type="large", next="/about")
        assert (response.status_code, response["Location"]) == (302, "/about")
        cookie = client.cookies["jifang_type"]
        assert cookie.value == "large"
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        page = read_page(client.get("/about").content)
        assert page.attributes["html"]["data-type"] == "large"

    def test_it_can_be_switched_off(self, client: Client) -> None:
        self.switch(client, type="large", next="/")
        self.switch(client, type="plain", next="/")
        assert "data-type" not in read_page(client.get("/").content).attributes["html"]

    def test_an_english_page_returns_to_itself(self, client: Client) -> None:
        response = client.post("/en/type", {"type": "large", "next": "/en/about"})
        assert response["Location"] == "/en/about"

    def test_the_button_says_whether_it_is_on(self, client: Client) -> None:
        assert 'value="large" aria-pressed="false"' in client.get("/").content.decode()
        self.switch(client, type="large", next="/")
        assert 'value="plain" aria-pressed="true"' in client.get("/").content.decode()

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://evil.example/",
            "//evil.example/about",
            "/\\evil.example",
            "\\\\evil.example",
            "///evil.example",
            "javascript:alert(1)",
            "about",
            "",
            "/no-such-page",
            "/about\nSet-Cookie: x=y",
        ],
    )
    def test_it_sends_nobody_elsewhere(self, client: Client, wanted: str) -> None:
        response = self.switch(client, type="large", next=wanted)
        assert (response.status_code, response["Location"]) == (302, "/")

    def test_another_value_is_refused(self, client: Client) -> None:
        assert self.switch(client, type="huge", next="/").status_code == 400
        assert self.switch(client).status_code == 400

    def test_a_link_cannot_switch_it(self, client: Client) -> None:
        assert client.get("/type").status_code == 405

    def test_it_works_without_a_token(self) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post("/type", {"type": "large", "next": "/"}).status_code == 302


class TestHeaders:
    @pytest.mark.parametrize("path", PAGES)
    def test_no_cookie_is_set_unasked(self, client: Client, path: str) -> None:
        assert not client.get(path).cookies

    def test_nothing_but_our_own_files_is_loaded(self, client: Client) -> None:
        policy = client.get("/")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy


def ask_wrongly(exception: Exception | None = None) -> HttpResponse:
    return errors.bad_request(RequestFactory().get("/about"), exception)


class TestErrors:
    @pytest.mark.parametrize("path", ["/no-such-page", "/en/no-such-page"])
    def test_a_missing_page_is_said_in_both_languages(self, client: Client, path: str) -> None:
        response = client.get(path)
        shown = response.content.decode()
        assert response.status_code == 404
        assert "没有这一页" in shown
        assert "There is no such page" in shown

    def test_the_reader_s_language_comes_first(self, client: Client) -> None:
        assert "<h1>没有这一页</h1>" in client.get("/no-such-page").content.decode()
        assert "<h1>There is no such page</h1>" in client.get("/en/nowhere").content.decode()

    def test_the_address_is_not_repeated_as_markup(self, client: Client) -> None:
        shown = client.get("/%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
        assert "<script" not in shown

    def test_a_bad_request(self) -> None:
        response = ask_wrongly()
        assert response.status_code == 400
        assert "没有作出结论，也没有保存" in response.content.decode()

    def test_a_request_that_is_too_large(self) -> None:
        assert ask_wrongly(RequestDataTooBig("too much")).status_code == 413
        response = errors.too_large(RequestFactory().post("/assess"))
        assert response.status_code == 413
        assert "提交的内容太大" in response.content.decode()

    def test_a_refusal(self) -> None:
        request = RequestFactory().get("/about")
        assert errors.permission_denied(request, PermissionDenied()).status_code == 403

    def test_an_expired_form(self) -> None:
        response = errors.refuse_forgery(RequestFactory().post("/about"), "CSRF cookie not set.")
        shown = response.content.decode()
        assert response.status_code == 403
        assert "表单已经过期" in shown
        assert "CSRF" not in shown

    def test_a_fault_of_ours_shows_no_inside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> None:
            raise RuntimeError("the inside")

        monkeypatch.setattr("jifang.portals.public.shell_views.draw_example", fail)
        response = Client(raise_request_exception=False).get("/")
        shown = response.content.decode()
        assert response.status_code == 500
        assert "平台出错了" in shown
        assert "the inside" not in shown
        assert "Traceback" not in shown

    def test_if_the_error_page_fails_too_a_plain_one_is_sent(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(request: HttpRequest, failure: errors.Failure) -> HttpResponse:
            raise RuntimeError("no templates")

        monkeypatch.setattr(errors, "show_failure", fail)
        response = errors.server_error(RequestFactory().get("/"))
        shown = response.content.decode()
        assert response.status_code == 500
        assert "服务器出错" in shown
        assert "a fault of the platform" in shown
        assert "no templates" not in shown


class TestAddresses:
    @pytest.mark.parametrize("name", NAVIGATION)
    def test_a_name_leads_to_the_same_page_in_both_languages(self, name: str) -> None:
        with override("zh-hans"):
            chinese = reverse(name)
            assert resolve(chinese).url_name == name
        with override("en"):
            assert reverse(name) == "/en" + chinese

    def test_signing_in_is_offered_to_those_who_are_not(self, client: Client) -> None:
        assert "登录</a>" in client.get("/").content.decode()
        assert "Sign in</a>" in client.get("/en/").content.decode()
