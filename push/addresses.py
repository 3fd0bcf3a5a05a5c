"""Which addresses of the network are outside. Pure: it resolves nothing and connects to nothing.

Whoever lets others name an address must not lend them our place in the network (SSRF, safety.md 6.9).
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

METADATA = tuple(
    ip_network(one)
    for one in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
"""Where clouds hand out the keys of a machine; never allowed, whatever a setting says."""

_INSIDE_4 = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_GLOBAL_6 = IPv6Network("2000::/3")
_INSIDE_6 = tuple(ip_network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


def points_inside(text: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address in its usual spelling is private, local, shared, reserved, a cloud's metadata, or none at all.

    `allowed` are networks that the operator opens by name (a gateway on the government's intranet). Addresses that
    carry an IPv4 address within (mapped, 6to4, NAT64) are outside only if nothing of the kind is (RFC 6890, 4291).
    """
    try:
        address = ip_address(text)
    except ValueError:
        return True
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in one for one in METADATA):
        return True
    if any(address in one for one in allowed):
        return False
    if isinstance(address, IPv4Address):
        return any(address in one for one in _INSIDE_4)
    return address not in _GLOBAL_6 or any(address in one for one in _INSIDE_6)
