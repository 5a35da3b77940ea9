"""The page of `report`: whole in itself, and obeying nothing that people wrote."""

from __future__ import annotations

import hashlib
import importlib
import re
import sys
from base64 import b64encode
from dataclasses import replace as changed
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metrics_world import NOW, lasting, some_metrics
from msgspec.structs import replace
from report_world import TEMPLATES

from pmaction.cli.report_charts import drawn
from pmaction.metrics.values import Metrics, Month, Spans, Window
from pmaction.render.report.charts import Chart, Series, charts
from pmaction.render.report.html import PageParts, report_html
from pmaction.render.report.markdown import report_markdown
from pmaction.render.report.sections import outline
from pmaction.teams import NO_TEAM

BASE = "https://github.com/example-org/site/blob/0123abc/"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></script><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; & <b>",
    "\u202etxt.exe\x00\x1b[31m",
)


def parts() -> PageParts:
    texts = ((TEMPLATES / f"report.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))
    return PageParts(*texts)


def page(metrics: Metrics | None = None, base: str = BASE) -> str:
    metrics = metrics or some_metrics()
    pictures = [(chart, drawn(chart)) for chart in charts(metrics)]
    return report_html(outline(metrics, base), pictures, parts())


class Reader(HTMLParser):
    """Collects what a browser would see: elements with their attributes, and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.setdefault(self._open[-1], []).append(data)

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Elements with the names of their attributes: what no text may change.

        Only how a cell wraps depends on its text's length, and on the ids in it.
        """
        return [
            (tag, tuple(name for name in attributes if name != "class"))
            for tag, attributes in self.elements
            if tag != "span" or "role" in attributes
        ]

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def titled(title: str) -> Metrics:
    """Metrics in which every text that people can write is this one."""
    metrics = some_metrics()
    return changed(
        metrics,
        incidents=tuple(changed(one, title=title, services=(title,)) for one in metrics.incidents),
        open_items=tuple(changed(one, title=title, team=title) for one in metrics.open_items),
        services=tuple(changed(one, name=title) for one in metrics.services),
        teams=tuple(changed(one, name=title) for one in metrics.teams),
        recurrences=tuple(changed(one, why=title) for one in metrics.recurrences),
        detection_gaps=tuple(changed(one, gaps=(title,)) for one in metrics.detection_gaps),
        service=title,
    )


def test_the_page_is_the_same_bytes_again() -> None:
    assert page() == page()


def test_it_loads_nothing_and_runs_its_own_script_alone() -> None:
    found = Reader(page())
    (policy,) = [one["content"] for _, one in found.elements if "http-equiv" in one]
    (style,), (script,) = found.texts["style"], found.texts["script"]
    assert policy == (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert found.values("src") == found.values("style") == []
    assert [name for _, one in found.elements for name in one if name.startswith("on")] == []
    assert {tag for tag, _ in found.elements} & {"link", "iframe", "object", "img", "form"} == set()
    assert "url(" not in style
    assert "@import" not in style


def digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_it_links_to_files_and_issues_and_nowhere_else() -> None:
    links = Reader(page()).values("href")
    outside = [link for link in links if not link.startswith("#")]
    assert len(outside) == 4 + 10
    assert all(link.startswith("https://github.com/example-org/site/") for link in outside)
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= set(Reader(page()).values("id"))
    assert "example-org/site/blob" not in page(base="")


def test_a_link_leads_to_its_file_however_that_is_called() -> None:
    metrics = some_metrics()
    odd = tuple(changed(one, path='2025/mail "#3"? 100%.yaml') for one in metrics.incidents)
    links = Reader(page(changed(metrics, incidents=odd))).values("href")
    assert f"{BASE}2025/mail%20%22%233%22%3F%20100%25.yaml" in links
    text = report_markdown(outline(changed(metrics, incidents=odd), BASE))
    assert f"]({BASE}2025/mail%20%22%233%22%3F%20100%25.yaml)" in text


def test_an_issue_without_an_address_is_no_link() -> None:
    metrics = some_metrics()
    (item, *_) = metrics.open_items
    for url in ("issues/PM-2025-001/A1.md", "javascript:alert(1)", ""):
        one = changed(metrics, open_items=(changed(item, url=url),))
        links = Reader(page(one, base="")).values("href")
        assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_changes_the_page_around_it(title: str) -> None:
    plain, hostile = Reader(page(titled("Plain"))), Reader(page(titled(title)))
    assert hostile.shape() == plain.shape()
    assert len(hostile.texts["script"]) == 1


@settings(max_examples=25)
@given(st.text(min_size=1).filter(str.strip))
def test_whatever_a_title_is_the_page_stays_the_same_around_it(title: str) -> None:
    assert Reader(page(titled(title))).shape() == Reader(page(titled("Plain"))).shape()


def test_characters_that_hide_or_turn_round_what_is_written_are_not_on_the_page() -> None:
    text = page(titled("a\x00b\u202ec\x1b[31m"))
    assert "abc[31m" in text
    assert not re.search("[\x00\x1b\u202e]", text)


def test_all_that_refers_to_something_by_its_id_finds_it_and_no_id_is_there_twice() -> None:
    found = Reader(page())
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    named = " ".join(found.values("aria-labelledby")).split()
    assert set(named) <= set(ids)
    assert set(found.values("data-rows")) <= set(ids)


def test_no_two_regions_have_the_same_name() -> None:
    regions = [one for _, one in Reader(page()).elements if one.get("role") == "region"]
    named = [one["aria-labelledby"] for one in regions]
    assert len(named) == len(set(named)) > 15


def test_no_two_disclosures_have_the_same_name() -> None:
    named = re.findall(r"<summary[^>]*>(.*?)</summary>", page())
    assert "In numbers: Incidents a month" in named
    assert len(set(named)) == len(named) == 4


@pytest.mark.parametrize(
    ("minutes", "unit", "drawn_as"),
    [(239, "Minutes", 239), (240, "Hours", 4), (5_759, "Hours", 96), (8_640, "Days", 6)],
)
def test_long_times_are_drawn_in_units_that_can_be_read(
    minutes: int, unit: str, drawn_as: float
) -> None:
    months = some_metrics().months
    long = changed(months[-1], restore=Spans(median=lasting(minutes), of=1))
    (*_, chart) = charts(changed(some_metrics(), months=(*months[:-1], long)))
    assert chart.title == f"{unit} to restore service, by month of the incident"
    assert chart.series[0].values[-1] == drawn_as
    assert f"Median: {drawn_as} in 2025-12 (the highest)" in chart.said


def test_a_chart_tells_no_places_of_bars() -> None:
    (chart, *_) = charts(some_metrics())
    assert set(re.findall(r"<desc([^>]*)>", drawn(chart))) == {' class="value"'}


def test_each_chart_is_one_named_image_with_its_numbers_in_a_table() -> None:
    text = page()
    figures = re.findall(r"<figure.*?</figure>", text, re.S)
    assert len(figures) == 4
    for figure in figures:
        (svg,) = re.findall(r"<svg[^>]*>", figure)
        assert 'role="img"' in svg
        assert "aria-labelledby=" in svg
        assert "<details>" in figure
        assert "<table" in figure


def test_a_chart_has_the_numbers_that_it_draws() -> None:
    (chart, *_) = charts(some_metrics())
    assert values(drawn(chart)) == [3, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 3]


def values(svg: str) -> list[float]:
    return [float(one) for one in re.findall(r'<desc class="value">([\d.]+)</desc>', svg)]


def test_a_chart_holds_no_script_no_style_no_address_and_no_day() -> None:
    for chart in charts(some_metrics()):
        svg = drawn(chart)
        for word in ("<script", "<style", "style=", "http", "<!--", "tooltip-overlay", " id="):
            assert word not in svg


@pytest.mark.parametrize("top", [0.4, 1, 3, 7, 60, 61, 999, 123456])
def test_an_axis_counts_in_whole_numbers_up_to_the_greatest_value(top: float) -> None:
    series = Series("Things", (top, None, 0.0))
    chart = Chart("c", "Things", "", ("2025-01", "2025-02", "2025-03"), ("J", "F", "M"), (series,))
    axis = re.search(r'<g class="axis y.*?</g></g>', drawn(chart), re.S)
    assert axis is not None
    labels = [float(one) for one in re.findall(r"<text[^>]*>([^<]*)</text>", axis[0])]
    assert labels[0] == 0
    assert labels[-1] >= top
    assert len(labels) <= 8
    assert all(label.is_integer() for label in labels)


def test_a_chart_says_its_latest_and_its_highest_number_with_their_months() -> None:
    said = {chart.anchor: chart.said for chart in charts(some_metrics())}
    assert said["chart-incidents"] == "Incidents: 3 in 2025-12 (the highest)."
    assert said["chart-flow"] == (
        "Opened: 10 in 2025-12 (the highest); Ended: 11 in 2025-12 (the highest)."
    )
    march = changed(some_metrics(), months=some_metrics().months[:4])
    assert {chart.anchor: chart.said for chart in charts(march)}["chart-open"] == (
        "Open: 4 in 2025-04 (highest: 6 in 2025-01); Overdue: 0 in 2025-04 (highest: 1 in 2025-03)."
    )


def test_choices_are_sorted_but_those_of_time_come_in_its_order() -> None:
    items = (
        changed(one, team=team, priority=None if team == "Web" else one.priority)
        for one, team in zip(
            some_metrics().open_items, ("Web", "apps", NO_TEAM, "Data") * 3, strict=False
        )
    )
    text = page(changed(some_metrics(), open_items=tuple(items)))
    (box,) = re.findall(r'<div class="choose"[^>]*data-rows="action-items-2".*?</div>', text, re.S)
    choices = [re.findall(r'<option value="(.*?)"', s) for s in box.split("<select")[1:]]
    assert choices == [
        ["overdue", "due this week", "later", "no due date"],
        ["P0", "P1", "none"],
        ["apps", "Data", "Web", NO_TEAM],
    ]


def test_of_two_years_every_other_month_is_named_and_the_year_once() -> None:
    months = tuple(
        Month(month=window, incidents=1)
        for window in Window(date(2023, 12, 1), date(2025, 12, 22)).months()
    )
    (chart,) = charts(changed(some_metrics(), months=months))
    assert len(chart.months) == 24
    assert chart.months[0] == "2024-01"
    assert chart.labels[:4] == ("Jan 2024", "", "Mar", "")
    assert [label for label in chart.labels if "2" in label] == ["Jan 2024", "Jan 2025"]
    assert values(drawn(chart)) == [1] * 24
    assert ">Jan 2025<" in drawn(chart)


def test_loading_what_draws_leaves_python_s_imports_as_they_were() -> None:
    assert "pygal" in sys.modules
    assert not any(type(finder).__module__ == "pygal" for finder in sys.meta_path)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pmaction.there_is_no_such_module")


def test_what_is_all_zero_or_unknown_is_not_drawn() -> None:
    assert charts(month_metrics()) == ()
    (chart,) = charts(month_metrics(restore=Spans(median=lasting(90), p90=lasting(90), of=1)))
    assert (chart.anchor, chart.series[0].values) == ("chart-restore", (90,))


def month_metrics(restore: Spans | None = None) -> Metrics:
    month = Month(month=NOW, restore=restore or Spans(unknown=1))
    return changed(some_metrics(), months=(month,))


def test_small_numbers_are_counts_on_the_page() -> None:
    text = re.sub(r"</?span[^>]*>", "", page())
    assert "9 of 13" in text
    assert "69 %" not in text
    assert "56 % (13 of 23)" in text


def test_where_nothing_is_missed_the_page_says_so_first() -> None:
    told = replace(outline(some_metrics()), verdict="No target is missed.", tone="good")
    text = report_html(told, (), parts())
    assert '<section id="verdict" class="fine">' in text
    assert "<figure" not in text
    assert "#charts" not in text
