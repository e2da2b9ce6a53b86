"""Which network a request came from."""

import contextlib
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What one household or one server is given; within it an address is there for the taking.
IPV6_PREFIX = 64
UNKNOWN = "unknown"


def client_network(peer: str, forwarded_for: str, proxies: Sequence[Network]) -> str:
    """The network of whoever sent a request, as text: an IPv4 address, an IPv6 /64, or `unknown`.

    `peer` is the address that the connection came from, empty over a Unix socket, and `forwarded_for` the
    header X-Forwarded-For. The header is believed only as far as `proxies` wrote it: of its addresses the last
    one that is none of theirs counts. Over a Unix socket only a proxy of this machine can come.
    """
    client = _address(peer)
    is_proxy = not peer or _is_among(client, proxies)
    for hop in reversed(forwarded_for.split(",")):
        before = _address(hop) if is_proxy else None
        if before is None:
            break
        client, is_proxy = before, _is_among(before, proxies)
    if client is None:
        return UNKNOWN
    return str(client if isinstance(client, IPv4Address) else ip_network((client, IPV6_PREFIX), strict=False))


def is_proxy(peer: str, proxies: Sequence[Network]) -> bool:
    """Whether a connection from `peer`, as `client_network` has it, is one of the host's own proxies."""
    return not peer or _is_among(_address(peer), proxies)


def _is_among(address: Address | None, networks: Iterable[Network]) -> bool:
    return address is not None and any(address in network for network in networks)


def _address(text: str) -> Address | None:
    """The address in `text`, which some proxies write with a port, or None where there is none."""
    written = text.strip()
    with contextlib.suppress(ValueError):
        return _plain(ip_address(written))
    with contextlib.suppress(ValueError):
        return _plain(ip_address(urlsplit(f"//{written}").hostname or ""))
    return None


def _plain(address: Address) -> Address:
    """The IPv4 address, also where it stands in IPv6 clothes, or the IPv6 address."""
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
