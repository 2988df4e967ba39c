"""The count of connections: which are closed, and for whom."""

from __future__ import annotations

import pytest

from bot.http.capacity import Capacity
from bot.http.connections import HEAD_SECONDS, STALL_SECONDS, Connections
from bot.http.networks import network_of, trusted
from tests.fakes.paper import Clock


class Connection:
    """A connection on paper."""

    def __init__(self, network: str = "203.0.113.7", *, is_proxy: bool = False) -> None:
        self.network = network
        self.is_proxy = is_proxy
        self.is_closed = False
        self.waiting = 0

    def unsent(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.is_closed = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connections(clock: Clock) -> Connections:
    """Room for a hundred, of which a quarter may come from one network."""
    return Connections(Capacity(100), clock.monotonic)


def opened(connections: Connections, count: int, network: str, *, is_proxy: bool = False) -> list[Connection]:
    """Open some connections one after the other."""
    new = [Connection(network, is_proxy=is_proxy) for _ in range(count)]
    for connection in new:
        connections.opened(connection)
    return new


def test_when_all_are_taken_the_longest_silent_one_of_the_greediest_network_goes(connections: Connections) -> None:
    alice = opened(connections, 1, "198.51.100.1")
    crowd = [connection for number in range(10) for connection in opened(connections, 10, f"203.0.113.{number}")]
    crowd += opened(connections, 9, "203.0.113.0")
    assert len(connections) == 100
    assert not alice[0].is_closed
    assert [connection.is_closed for connection in crowd[:10]] == [True] * 10


def test_a_request_under_way_makes_room_for_nobody(connections: Connections) -> None:
    busy = opened(connections, 60, "proxy", is_proxy=True)
    for connection in busy:
        connections.works(connection)
    silent = opened(connections, 60, "proxy", is_proxy=True)
    assert len(connections) == 100
    assert not any(connection.is_closed for connection in busy)
    assert [connection.is_closed for connection in silent] == [True] * 20 + [False] * 40


def test_where_all_work_a_new_one_is_closed(connections: Connections) -> None:
    for connection in opened(connections, 100, "proxy", is_proxy=True):
        connections.works(connection)
    (late,) = opened(connections, 1, "proxy", is_proxy=True)
    assert late.is_closed
    assert len(connections) == 100


def test_one_network_holds_a_quarter_and_a_proxy_as_many_as_there_are(connections: Connections) -> None:
    stranger = opened(connections, 30, "203.0.113.7")
    proxied = opened(connections, 60, "127.0.0.1", is_proxy=True)
    assert [connection.is_closed for connection in stranger] == [True] * 5 + [False] * 25
    assert not any(connection.is_closed for connection in proxied)


def test_a_head_that_does_not_come_is_waited_for_ten_seconds(connections: Connections, clock: Clock) -> None:
    silent, busy = opened(connections, 2, "a")
    connections.works(busy)
    clock.passes(seconds=HEAD_SECONDS - 1)
    connections.waits(silent)  # another byte is no head
    connections.tidy()
    assert not silent.is_closed
    clock.passes(seconds=2)
    connections.tidy()
    assert (silent.is_closed, busy.is_closed) == (True, False)
    connections.waits(busy)
    clock.passes(seconds=HEAD_SECONDS + 1)
    connections.tidy()
    assert busy.is_closed
    assert len(connections) == 0


def test_who_takes_an_answer_slowly_is_waited_for_and_who_takes_nothing_is_not(
    connections: Connections, clock: Clock
) -> None:
    slow, dead = opened(connections, 2, "a")
    slow.waiting = dead.waiting = 5_000_000
    for _ in range(20):
        connections.tidy()
        clock.passes(seconds=STALL_SECONDS / 10)
        slow.waiting -= 1_000
    assert (slow.is_closed, dead.is_closed) == (False, True)


def test_a_connection_that_ends_by_itself_is_forgotten(connections: Connections) -> None:
    for connection in opened(connections, 500, "a"):
        connections.closed(connection)
        connections.closed(connection)
    assert len(connections) == 0
    assert not any(connection.is_closed for connection in opened(connections, 25, "a"))


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_is_an_address_or_that_of_one_home(host: str, network: str) -> None:
    assert network_of(host) == network


@pytest.mark.parametrize(
    ("proxies", "host", "is_trusted"),
    [
        ("127.0.0.1,::1", "127.0.0.1", True),
        ("127.0.0.1,::1", "::1", True),
        ("127.0.0.1,::1", "203.0.113.7", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("*", "203.0.113.7", True),
        ("proxy.local", "203.0.113.7", False),
        ("127.0.0.1", "no address", False),
    ],
)
def test_a_proxy_is_named_by_address_or_network(proxies: str, host: str, is_trusted: bool) -> None:
    assert trusted(proxies)(host) is is_trusted


@pytest.mark.parametrize("connections", [16, 704, 4000])
def test_there_is_always_room_for_a_new_connection_beside_all_that_is_under_way(connections: int) -> None:
    capacity = Capacity(connections)
    assert capacity.streams + capacity.requests + capacity.webhooks < capacity.connections
