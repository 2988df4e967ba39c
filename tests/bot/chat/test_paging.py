"""Every item of a list can be reached, page by page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.paging import MOST, ON_A_PAGE, page_of


@given(st.integers(0, 60))
def test_the_pages_hold_each_item_once_in_order(count: int) -> None:
    items, number = list(range(count)), 1
    seen: list[int] = []
    while True:
        page = page_of(items, number)
        seen += page.items
        onward = [button for button in page.buttons("list", "x") if button.argument == f"x {number + 1}"]
        if not onward:
            break
        number += 1
    assert seen == items


@pytest.mark.parametrize(("count", "labels"), [(0, []), (MOST, []), (9, ["8–9 ›"]), (15, ["8–14 ›"])])
def test_a_button_says_which_items_it_leads_to(count: int, labels: list[str]) -> None:
    assert [button.label for button in page_of(range(count)).buttons("list")] == labels


def test_a_list_of_long_items_has_smaller_pages() -> None:
    page = page_of(range(7), 1, most=6)
    assert list(page.items) == [0, 1, 2, 3, 4]
    assert [(button.label, button.argument) for button in page.buttons("unit", "9")] == [("6–7 ›", "9 2")]


def test_a_middle_page_leads_both_ways() -> None:
    page = page_of(range(20), 2)
    assert [(button.label, button.argument) for button in page.buttons("list")] == [("‹ 1–7", "1"), ("15–20 ›", "3")]
    assert [place for place, _ in page.numbered] == list(range(ON_A_PAGE + 1, 2 * ON_A_PAGE + 1))


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (99, 3)])
def test_a_page_that_is_none_is_the_nearest(asked: int, given: int) -> None:
    assert page_of(range(20), asked).number == given
