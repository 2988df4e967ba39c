"""The bars of the dashboard as XML: how wide they are, where they lie, what they are called."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from bot.dashboard.charts import Series, draw_bars

WICKED = '</text><script>alert("1")</script>&lt;{{ 7*7 }}'


def drawn(labels: list[str], **numbers: list[int]) -> ElementTree.Element:
    """Return a chart; that it can be read at all shows that nothing in it was taken for markup."""
    series = [Series(tone=tone, numbers=counted) for tone, counted in numbers.items()]
    return ElementTree.fromstring(draw_bars("Judul & <isi>", labels, series))


def segments(chart: ElementTree.Element) -> list[list[tuple[str, float, float]]]:
    """Return of each bar its tones, each with where it begins and how wide it is."""
    return [
        [
            (part.attrib["class"], float(rect.attrib["x"]), float(rect.attrib["width"]))
            for part in bar.findall("g")
            for rect in part.findall("rect")
        ]
        for bar in chart.findall("g")
    ]


def test_a_bar_is_as_wide_as_its_number_and_the_widest_fills_the_picture() -> None:
    chart = drawn(["Satu", "Dua"], writing=[30, 10], approved=[10, 0])
    left = float(chart.findall("g")[0].attrib["transform"].removeprefix("translate(").split()[0])
    (first, second), (alone,) = segments(chart)
    assert [part[0] for part in (first, second, alone)] == ["tone-writing", "tone-approved", "tone-writing"]
    assert first[2] == pytest.approx(3 * second[2], abs=0.3)
    assert alone[2] == pytest.approx(second[2], abs=0.2)
    assert (first[1], alone[1]) == (0, 0)
    assert second[1] == pytest.approx(first[2], abs=0.1)
    width = float(chart.attrib["viewBox"].split()[2])
    assert left + second[1] + second[2] == pytest.approx(width, abs=3)


def test_bars_lie_below_each_other_in_their_order_and_inside_the_picture() -> None:
    chart = drawn(["Satu", "Dua", "Tiga"], accent=[1, 2, 3])
    tops = [float(bar.attrib["transform"].rstrip(")").split()[1]) for bar in chart.findall("g")]
    (height,) = {float(rect.attrib["height"]) for rect in chart.iter("rect")}
    assert all(below - above > height for above, below in pairwise(tops))
    assert tops[-1] + height < float(chart.attrib["viewBox"].split()[3])
    assert [title.tail for title in chart.findall("g/text/title")] == ["Satu", "Dua", "Tiga"]


def test_a_number_stands_where_it_has_room_and_is_told_everywhere() -> None:
    chart = drawn(["Satu", "Dua"], accent=[1000, 12])
    assert [text.text for text in chart.findall(".//text[@class='value']")] == ["1000"]
    assert [title.text for title in chart.findall("g/g/title")] == ["Satu: 1000", "Dua: 12"]


def test_a_chart_is_one_picture_with_a_name_and_without_style() -> None:
    chart = drawn(["Satu"], accent=[1])
    assert (chart.attrib["role"], chart.attrib["aria-label"]) == ("img", "Judul & <isi>")
    assert {element.tag for element in chart.iter()} == {"svg", "g", "text", "title", "rect"}
    assert not any("style" in element.attrib for element in chart.iter())


def test_a_label_stays_text_and_is_cut_where_it_is_long() -> None:
    chart = drawn([WICKED, "S" * 40], accent=[1, 1])
    wicked, long = (bar.findall("text")[0] for bar in chart.findall("g"))
    assert [title.text for title in wicked.iter("title")] == [WICKED]
    assert [title.tail for title in long.iter("title")] == ["S" * 21 + "…"]


@pytest.mark.parametrize("labels", [[], ["Satu", "Dua"]])
def test_where_nothing_is_counted_there_is_no_bar(labels: list[str]) -> None:
    chart = drawn(labels, writing=[0] * len(labels), approved=[0] * len(labels))
    assert segments(chart) == [[] for _ in labels]
    assert float(chart.attrib["viewBox"].split()[3]) > 0


def test_every_bar_needs_its_number() -> None:
    with pytest.raises(ValueError, match="shorter"):
        drawn(["Satu", "Dua"], accent=[1])
