"""The page of `report` in a real Chromium: it loads, its tables narrow down, and keys reach all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser
from metrics_world import some_metrics
from selenium.webdriver.common.keys import Keys
from test_report_page import HOSTILE, page, titled

ROWS = "[...document.querySelectorAll('#action-items-2 tbody tr:not([hidden]) th')]"
SHOWN = f"return {ROWS}.map(cell => cell.textContent)"
COUNT = "return document.querySelector('[data-rows=action-items-2] .count').textContent"
PLATFORM = ["PM-2025-006/A2", "PM-2025-007/A4", "PM-2025-007/A5"]
ALL = [item.key for item in some_metrics().open_items]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(), encoding="utf-8")
    return path


@pytest.fixture
def seen(shared: Browser, report: Path) -> Iterator[Browser]:
    shared.complaints()
    shared.open(report)
    yield shared
    assert shared.complaints() == []


def test_it_loads_without_a_complaint_and_begins_with_what_is_missed(seen: Browser) -> None:
    assert seen.driver.title == "Postmortems and action items, 2025-09-24 to 2025-12-22"
    first = seen.ask("return document.querySelector('main h2').textContent")
    assert first == "5 of 6 targets are missed."


def focus(seen: Browser, selector: str) -> None:
    seen.ask("document.querySelector(arguments[0]).focus()", selector)


def test_a_table_is_narrowed_down_by_keys_and_the_count_is_announced(seen: Browser) -> None:
    assert seen.ask(SHOWN) == ALL
    assert seen.ask(COUNT) == "10 of 10 action items"
    focus(seen, "[data-rows=action-items-2] select[name=c5]")
    seen.press("Plat")
    assert seen.ask(SHOWN) == PLATFORM
    assert seen.ask(COUNT) == "3 of 10 action items"
    assert (
        seen.ask("return document.querySelector('[data-rows=action-items-2] .count').ariaLive")
        == "polite"
    )
    seen.press(Keys.TAB)
    assert seen.ask("return document.activeElement.textContent") == "Show all"
    seen.press(Keys.ENTER)
    assert seen.ask(SHOWN) == ALL
    assert seen.ask(COUNT) == "10 of 10 action items"


def test_a_search_looks_everywhere_in_a_row_whatever_the_case(seen: Browser) -> None:
    focus(seen, "[data-rows=action-items-2] input")
    seen.press("ZONE trans")
    assert seen.ask(SHOWN) == ["PM-2025-006/A2"]
    seen.press("x")
    assert seen.ask(SHOWN) == []
    assert seen.ask(COUNT) == "0 of 10 action items"


def test_choices_are_combined_and_tables_are_narrowed_down_each_for_itself(seen: Browser) -> None:
    focus(seen, "[data-rows=action-items-2] select[name=c5]")
    seen.press("Plat")
    focus(seen, "[data-rows=action-items-2] select[name=c3]")
    seen.press("over")
    assert seen.ask(SHOWN) == ["PM-2025-006/A2"]
    incidents = "return document.querySelectorAll('#incidents-2 tbody tr:not([hidden])').length"
    assert seen.ask(incidents) == 4


DRAWN_ANEW = """
return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))
"""


def test_a_missed_target_leads_to_its_rows_though_others_were_chosen(seen: Browser) -> None:
    focus(seen, "[data-rows=action-items-2] input")
    seen.press("PM-2025-008")
    assert ALL[0] not in seen.ask(SHOWN)
    link = (
        "[...document.querySelectorAll('#verdict li a')].find(a => a.textContent === arguments[0])"
    )
    seen.ask(f"{link}.click()", ALL[0])
    seen.ask(DRAWN_ANEW)
    assert seen.ask(SHOWN) == ALL
    assert seen.ask("return document.querySelector('tr:target th').textContent") == ALL[0]


def test_the_tabulator_stops_at_what_scrolls_and_at_no_other_table(seen: Browser) -> None:
    scrolls = "one => one.scrollWidth > one.clientWidth"
    wide = "[...document.querySelectorAll('.wide')].filter(one => one.checkVisibility())"
    stops = "one => one.tabIndex === 0"
    assert seen.ask(f"return {wide}.filter({stops}).length") == 0
    seen.look(width=500)
    seen.ask(DRAWN_ANEW)
    assert seen.ask(f"return {wide}.filter({stops}).length") > 0
    assert seen.ask(f"return {wide}.every(w => ({scrolls})(w) === ({stops})(w))") is True


def test_after_the_skip_link_the_report_itself_has_the_focus(seen: Browser) -> None:
    focus(seen, ".skip")
    seen.press(Keys.ENTER)
    assert seen.ask("return document.activeElement.id") == "main"


BARS = """
const bars = `#${arguments[0]} svg .series.${arguments[1]} .bar`;
return [...document.querySelectorAll(bars)].map(bar => [
  Number(bar.querySelector('desc.value').textContent),
  bar.querySelector('rect').getBoundingClientRect().height,
])
"""
NUMBERS = """
return [...document.querySelectorAll('#' + arguments[0] + '-numbers tbody tr')].map(row =>
  [...row.children].map(cell => cell.textContent))
"""


@pytest.mark.parametrize(
    ("chart", "serie", "field"),
    [
        ("chart-incidents", "serie-0", "incidents"),
        ("chart-open", "serie-0", "open"),
        ("chart-open", "serie-1", "overdue"),
        ("chart-flow", "serie-0", "opened"),
        ("chart-flow", "serie-1", "ended"),
    ],
)
def test_a_chart_draws_the_right_numbers_and_tells_them(
    seen: Browser, chart: str, serie: str, field: str
) -> None:
    expected = [getattr(month, field) for month in some_metrics().months]
    bars = seen.ask(BARS, chart, serie)
    assert [number for number, _ in bars] == expected
    highest = max(bars)
    for number, height in bars:
        assert height == pytest.approx(highest[1] * number / highest[0], abs=1.5)
    column = int(serie[-1]) + 1
    assert [int(row[column]) for row in seen.ask(NUMBERS, chart)] == expected


FOCUSED = """
const e = document.activeElement, all = [...document.querySelectorAll('*')];
return e === document.body ? "" : e.outerHTML.slice(0, 120) + all.indexOf(e)
"""
REACHABLE = """
const all = [...document.querySelectorAll('*')];
return all.filter(e => e.matches('a[href], input, select, button, summary, [tabindex]')
    && e.tabIndex >= 0 && e.checkVisibility()).map(e => e.outerHTML.slice(0, 120) + all.indexOf(e))
"""


def test_the_tabulator_reaches_everything_in_the_order_of_the_page(seen: Browser) -> None:
    reachable = seen.ask(REACHABLE)
    assert len(reachable) > 30
    reached: list[Any] = []
    seen.ask("document.body.focus()")
    while len(reached) <= len(reachable):
        seen.press(Keys.TAB)
        if not (focused := seen.ask(FOCUSED)):
            break
        reached.append(focused)
    assert reached == reachable


def test_the_numbers_of_a_chart_open_by_a_key(seen: Browser) -> None:
    focus(seen, "#chart-open summary")
    seen.press(Keys.ENTER)
    assert seen.ask("return document.querySelector('#chart-open details').open") is True


CONTRASTS = """
const numbers = text => (text.match(/[\\d.]+/g) || []).map(Number);
const bright = text => numbers(text).slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
const behind = e => {
  for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (numbers(colour)[3] !== 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
return arguments[0].map(selector => {
  const e = document.querySelector(selector), style = getComputedStyle(e);
  const [a, b] = [bright(style[arguments[1]]), bright(behind(e))].sort((x, y) => y - x);
  return [selector, (a + 0.05) / (b + 0.05)];
})
"""
TEXTS = (
    "h1", "header p", "#verdict li", "dt", ".value", "nav a", "thead th", "tbody th", "td",
    ".bad", ".good", ".choose label", ".choose input", ".choose button", ".count",
    "figure > p", "summary",
)  # fmt: skip
DRAWN = ("svg .axis text", "svg .text-overlay text", ".serie-0 rect.rect", ".serie-1 rect.rect")


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_text_can_be_read_in_light_and_in_the_dark(
    seen: Browser, scheme: str, is_dark: bool
) -> None:
    seen.look(scheme=scheme)
    page_colour = seen.ask("return getComputedStyle(document.body).backgroundColor")
    assert page_colour == ("rgb(20, 23, 28)" if is_dark else "rgb(255, 255, 255)")
    for selector, contrast in seen.ask(CONTRASTS, TEXTS, "color"):
        assert contrast >= 4.5, f"{selector} has a contrast of {contrast:.1f}"
    for selector, contrast in seen.ask(CONTRASTS, DRAWN, "fill"):
        assert contrast >= 3, f"{selector} has a contrast of {contrast:.1f}"


def test_on_paper_it_is_light_and_has_nothing_to_press(seen: Browser) -> None:
    seen.look(scheme="dark", media="print")
    assert seen.ask("return getComputedStyle(document.body).color") == "rgb(28, 33, 40)"
    for selector in (".choose", "nav", ".skip", "summary"):
        display = "return getComputedStyle(document.querySelector(arguments[0])).display"
        assert seen.ask(display, selector) == "none"


@pytest.mark.parametrize("width", [320, 400])
def test_on_a_narrow_screen_only_charts_are_moved_sideways(seen: Browser, width: int) -> None:
    seen.look(width=width)
    assert seen.ask("return innerWidth") == width
    assert seen.ask("return document.documentElement.scrollWidth <= innerWidth")
    wide = (
        "return [...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth)"
        ".every(e => e.matches('.drawn'))"
    )
    assert seen.ask(wide)


RESULT = """
const cell = document.querySelector('#targets-1 tbody tr td:last-child');
const {left, right} = cell.getBoundingClientRect();
return [cell.textContent, getComputedStyle(cell, '::before').content, left >= 0,
  right <= innerWidth, cell.getAttribute('role')]
"""


def test_on_a_narrow_screen_each_cell_stands_behind_its_head(seen: Browser) -> None:
    seen.look(width=400)
    said, head, *is_seen, role = seen.ask(RESULT)
    assert (said, is_seen, role) == ("missed", [True, True], "cell")
    assert head.startswith('"Result"'), "what can be read stands there"
    assert "/" in head, "and is not read aloud twice"
    seen.look(width=1200)
    assert seen.ask(RESULT)[1] == "none"


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_is_obeyed(shared: Browser, tmp_path: Path, title: str) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(page(titled(title)), encoding="utf-8")
    shared.complaints()
    shared.open(path)
    assert shared.complaints() == []
    shown = shared.ask("return document.querySelector('#action-items-2 tbody td').textContent")
    assert shown == "".join(c for c in title if c.isprintable() or c == " ").strip()


def test_its_policy_lets_nothing_in_or_out(shared: Browser, report: Path) -> None:
    shared.open(report)
    shared.complaints()
    shared.ask(
        "const image = new Image(); image.src = 'http://127.0.0.1:9/x.png';"
        "document.body.append(image); fetch('http://127.0.0.1:9/').catch(() => 0);"
        "const script = document.createElement('script'); script.textContent = 'window.ran = 1';"
        "document.body.append(script)"
    )
    assert shared.ask("return window.ran") is None
    complaints = " ".join(shared.complaints())
    for what in ("image", "connect", "inline script"):
        assert what in complaints, complaints
