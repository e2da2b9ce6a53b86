"""Whose network a request came from: forged headers are not believed, and what a trusted proxy wrote is."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.networks import client_network

PROXIES = [ip_network(each) for each in ("10.0.0.0/8", "2001:db8:ffff::/48", "127.0.0.1")]
PROXY = "10.0.0.1"
UNIX_SOCKET = ""


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:ffff:ffff:ffff", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7%eth0", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("10.0.0.1", "10.0.0.1"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_without_a_header_it_is_the_network_of_the_connection(peer, network):
    assert client_network(peer, "", PROXIES) == network
    assert client_network(peer, "", []) == network


@pytest.mark.parametrize("peer", ["192.0.2.7", "11.0.0.1", "2001:db8::1", "::ffff:192.0.2.7", "nonsense"])
@pytest.mark.parametrize("header", ["198.51.100.1", "10.0.0.1", "198.51.100.1, 10.0.0.1", "unknown"])
def test_a_header_from_someone_untrusted_is_not_believed(peer, header):
    assert client_network(peer, header, PROXIES) == client_network(peer, "", PROXIES)


@pytest.mark.parametrize("peer", [PROXY, "::ffff:10.0.0.1", "2001:db8:ffff::1", "127.0.0.1", UNIX_SOCKET])
@pytest.mark.parametrize(
    ("header", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("198.51.100.1, 192.0.2.7", "192.0.2.7"),
        ("198.51.100.1,192.0.2.7,10.0.0.2", "192.0.2.7"),
        ("198.51.100.1, 192.0.2.7, 10.0.0.2, 2001:db8:ffff:7::2", "192.0.2.7"),
        ("10.0.0.9, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("nonsense, 10.0.0.2", "10.0.0.2"),
        ("192.0.2.7, nonsense, 10.0.0.2", "10.0.0.2"),
        ("  192.0.2.7\t", "192.0.2.7"),
        ("192.0.2.7:567", "192.0.2.7"),
        ("192.0.2.7:567, 10.0.0.2:80", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7, ::ffff:10.0.0.2", "192.0.2.7"),
    ],
)
def test_behind_trusted_proxies_it_is_the_last_hop_that_is_none_of_them(peer, header, network):
    assert client_network(peer, header, PROXIES) == network


@pytest.mark.parametrize(
    "header",
    ["", " ", ",", "192.0.2.7,", "unknown", "192.0.2.999", "_hidden", "[", "]", "[::1", "http://", "%", "\x00"],
)
def test_where_a_proxy_wrote_no_address_it_is_the_proxys_own(header):
    assert client_network(PROXY, header, PROXIES) == PROXY
    assert client_network(UNIX_SOCKET, header, PROXIES) == "unknown"


def test_a_site_without_proxies_believes_no_header():
    assert client_network(PROXY, "192.0.2.7", []) == PROXY


def test_two_readers_behind_one_proxy_are_told_apart():
    assert client_network(PROXY, "192.0.2.7", PROXIES) != client_network(PROXY, "192.0.2.8", PROXIES)


HOPS = st.one_of(st.text(), st.ip_addresses().map(str), st.sampled_from(["10.0.0.2", "[::1]:80", "1.2.3.4:5", "", "["]))
HEADERS = st.lists(HOPS, max_size=4).map(",".join)


@given(peer=HOPS, header=HEADERS)
def test_any_text_at_all_has_an_answer(peer, header):
    network = client_network(peer, header, PROXIES)

    assert network == "unknown" or ip_network(network)


@given(header=HEADERS)
def test_whoever_is_untrusted_can_write_what_they_like(header):
    assert client_network("192.0.2.7", header, PROXIES) == "192.0.2.7"


@given(forged=HEADERS)
def test_what_stands_before_the_hop_that_a_proxy_wrote_changes_nothing(forged):
    assert client_network(PROXY, f"{forged},192.0.2.7", PROXIES) == "192.0.2.7"
