"""The built pages as a reader meets them: links, network, accessibility, phone, keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Playwright

import start
from study.book import build
from study.contract import descriptor
from study.place import find
from study.results.shelf import Shelf
from tests.book.conftest import FLAGS


@pytest.fixture(scope="module")
def soups(built: Path, pages: list[str]) -> dict[str, BeautifulSoup]:
    """Every page, parsed."""
    return {page: BeautifulSoup((built / page).read_text("utf-8"), "lxml") for page in pages}


@pytest.fixture(scope="module")
def looked_at(built: Path, pages: list[str]) -> list[str]:
    """Every page somebody wrote, and of each kind of generated page the shortest and longest.

    The pages of origins are all written by two directives; a browser takes minutes for them.
    """
    kinds = {name: entry.kind for name, entry in Shelf(find()).entries.items()}
    generated: dict[str, list[str]] = {}
    for page in pages:
        if page.startswith("origins/"):
            name = page.removeprefix("origins/").removesuffix(".html")
            generated.setdefault(kinds.get(name, "data"), []).append(page)
    assert set(generated) == {"data", "Table", "Number", "Model", "Figure"}
    ends = set()
    for group in generated.values():
        by_size = sorted(group, key=lambda page: (built / page).stat().st_size)
        ends |= {by_size[0], by_size[-1]}
    return [page for page in pages if page in ends or not page.startswith("origins/")]


LOADED = "script[src], img[src], iframe[src], source[src], link[rel~=stylesheet], link[rel~=icon]"


def test_no_page_names_another_host_for_what_it_loads(soups: dict[str, BeautifulSoup]) -> None:
    outside = {
        (page, tag.get("src") or tag.get("href"))
        for page, soup in soups.items()
        for tag in soup.select(LOADED)
        if urlsplit(tag.get("src") or tag.get("href")).netloc
    }
    assert outside == set()


def test_links_inside_the_book_resolve(built: Path, soups: dict[str, BeautifulSoup]) -> None:
    ids = {page: {e["id"] for e in soup.select("[id]")} for page, soup in soups.items()}
    broken = []
    for page, soup in soups.items():
        for link in soup.select("a[href], img[src], script[src], link[href]"):
            target = urlsplit(unquote(link.get("href") or link.get("src")))
            if target.scheme or target.netloc:
                continue
            path = (built / page).parent / target.path if target.path else built / page
            name = path.resolve().relative_to(built.resolve()).as_posix()
            known = ids.get(name, set())
            if not path.exists() or (
                target.fragment and name in ids and target.fragment not in known
            ):
                broken.append(f"{page}: {link.get('href') or link.get('src')}")
    assert broken == []


def test_two_clicks_lead_from_any_number_to_rows_and_published_sources(
    built: Path, soups: dict[str, BeautifulSoup]
) -> None:
    """The first opens the origin; there stand the rows with sources, or links to such rows."""

    def follow(page: str, href: str) -> tuple[BeautifulSoup, str]:
        path, _, fragment = href.partition("#")
        target = ((built / page).parent / path).resolve().relative_to(built)
        return soups[target.as_posix()], fragment

    numbers = {
        (page, link["href"].partition("#")[0])
        for page in [f"{name}.html" for name in build.reading_order(find())]
        for link in soups[page].select("a.n")
    }
    assert len(numbers) > 15
    observed = {
        f"{name}.html"
        for name, spec in descriptor.load(find()).tables.items()
        if spec.provenance == "observed" and any(field.references for field in spec.fields.values())
    }
    lost, entries = [], Shelf(find()).entries
    for page, href in numbers:
        origin, _ = follow(page, href)
        if origin.select(".simulated-banner"):  # made by code, from no source
            continue
        rests_on = {f"{table}.html" for table in entries[Path(href).stem].tables}
        if not rests_on & observed:  # judged, from rows of the study's own
            continue
        # A judgement has no source of its own: the row it judges stands beside it.
        keys = [k for k in origin.select("p.keys a") if k["href"].partition("#")[0] in observed]
        sources = [a for a in origin.select("table.evidence a") if a["href"].startswith("http")]
        for key in (keys[0], keys[-1]) if keys else ():
            table, row = follow("origins/x.html", key["href"])
            sources = [a for a in table.select(f"#{row} a") if a["href"].startswith("http")]
        if not sources:
            lost.append((page, href))
    assert sorted({href for _, href in lost}) == []


def test_every_table_and_figure_says_its_provenance(soups: dict[str, BeautifulSoup]) -> None:
    for name in build.reading_order(find()):
        for shown in soups[f"{name}.html"].select(".result table, figure.result"):
            assert shown.select(".provenance"), shown.get("id")
    for image in soups["chapters/what-officials-did.html"].select("figure.result img"):
        assert len(image["alt"]) > 60


def test_downloads_carry_their_provenance(built: Path) -> None:
    for name, entry in Shelf(find()).entries.items():
        if entry.absent:
            continue
        made = "simulated-" if entry.provenance == "simulated" else ""
        files = list((built / "downloads").glob(f"{made}{name}.*"))
        assert len(files) == 1, name
        text = files[0].read_text("utf-8")
        if entry.kind == "Table":
            assert text.splitlines()[0].endswith(",provenance")
            assert text.splitlines()[1].endswith(entry.provenance)
        elif entry.kind == "Figure":
            assert f">{entry.provenance}<" in text
        else:
            assert json.loads(text)["provenance"] == entry.provenance


def test_pages_ask_no_other_host(
    playwright: Playwright, looked_at: list[str], built: Path, address: str, tmp_path: Path
) -> None:
    """Chromium's own network log, over the file system and over a server under a sub-path."""
    log = tmp_path / "net.json"
    browser = playwright.chromium.launch(
        executable_path=start.browser(), args=[*FLAGS, f"--log-net-log={log}"]
    )
    page = browser.new_page()
    for name in looked_at:
        for base in (address, built.as_uri()):
            page.goto(f"{base}/{name}", wait_until="load")
    page.goto(f"{address}/index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("Rembang")
    page.keyboard.press("Enter")
    page.wait_for_selector("ul.search li a")
    browser.close()
    assert len([url for url in asked_by_pages(log) if url.startswith(address)]) >= len(looked_at)
    inside = (address, "file://", "data:", "chrome://", "about:", "blob:")
    icon = address.rpartition("/a/book")[0] + "/favicon.ico"
    assert [u for u in asked_by_pages(log) if not u.startswith(inside) and u != icon] == []


def asked_by_pages(log: Path) -> list[str]:
    """Addresses in Chromium's network log, less those the browser asks for on its own account."""
    events = [e.get("params") for e in json.loads(log.read_text())["events"]]
    asked = [p for p in events if isinstance(p, dict) and {"url", "initiator"} <= p.keys()]
    own = ("google.com", "googleapis.com")
    return [
        p["url"]
        for p in asked
        if p["initiator"] != "not an origin" or not urlsplit(p["url"]).netloc.endswith(own)
    ]


def test_the_network_log_would_show_another_host(playwright: Playwright, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    browser = playwright.chromium.launch(
        executable_path=start.browser(), args=[*FLAGS, f"--log-net-log={log}"]
    )
    page = browser.new_page()
    page.set_content("<script src='http://127.0.0.1:9/fonts.googleapis.com/x.js'></script>")
    page.wait_for_load_state()
    browser.close()
    assert any("x.js" in url for url in asked_by_pages(log))


def test_search_works_from_the_file_system(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    page.goto(f"{built.as_uri()}/search.html?q=Rembang")
    page.wait_for_selector("ul.search li a")
    page.close()


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.long)])
def test_axe_finds_no_violation(
    browser: Browser, built: Path, looked_at: list[str], width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    found = []
    for name in looked_at:
        page.goto(f"{built.as_uri()}/{name}")
        # The rows of a long table, and the entries of a register, are all of one make; axe
        # takes seconds for a hundred of them.
        page.evaluate(
            "document.querySelectorAll('tbody')"
            ".forEach(body => [...body.rows].slice(20).forEach(row => row.remove()));"
            "document.querySelectorAll('dl.register')"
            ".forEach(list => [...list.children].slice(40).forEach(part => part.remove()))"
        )
        for violation in Axe().run(page).response["violations"]:
            where = violation["nodes"][0]["target"]
            found.append(f"{name}: {violation['id']} at {where} ({len(violation['nodes'])})")
    page.close()
    assert found == []


def test_axe_would_find_a_violation(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html><body><img src='x.png'></body></html>")
    assert "image-alt" in [v["id"] for v in Axe().run(page).response["violations"]]
    page.close()


def test_no_page_scrolls_sideways_at_360_pixels(
    browser: Browser, built: Path, pages: list[str]
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    wide = []
    for name in pages:
        page.goto(f"{built.as_uri()}/{name}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide.append((name, width))
    page.close()
    assert wide == []


def test_a_keyboard_reaches_the_numbers(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    page.goto(f"{built.as_uri()}/chapters/what-officials-did.html")
    page.locator("a.n").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/origins/**")
    assert page.locator("article h1").inner_text().startswith("Origin of")
    page.close()


def test_print_shows_the_text_alone(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    page.goto(f"{built.as_uri()}/chapters/what-officials-did.html")
    page.emulate_media(media="print")
    assert not page.locator(".bd-sidebar-primary").is_visible()
    assert page.locator("article table").first.is_visible()
    page.close()
