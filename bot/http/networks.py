"""The network that a client comes from, which counts as one whatever its addresses."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network

IPV4 = 4
HOME_BITS = 64
"""Of an IPv6 address: the network a provider gives to one connection, in which one home has all addresses."""
EVERYBODY = "*"


def network_of(host: str) -> str:
    """Return an IPv4 address, the network of an IPv6 address, or what is neither as it is."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return host if address.version == IPV4 else str(ip_network((host, HOME_BITS), strict=False))


def trusted(proxies: str) -> Callable[[str], bool]:
    """Return a predicate for trusted proxies: addresses and networks with commas, or * for all."""
    named = {name.strip() for name in proxies.split(",")}
    networks = []
    for name in named:
        try:
            networks.append(ip_network(name, strict=False))
        except ValueError:
            continue

    def is_trusted(host: str) -> bool:
        if EVERYBODY in named or host in named:
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in networks)

    return is_trusted
