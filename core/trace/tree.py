"""The Merkle tree of RFC 6962 (section 2.1), pure.

Leaves and inner nodes are hashed in different domains, so that neither passes for the other. A tree of n leaves is
known by its peaks: the roots of its perfect subtrees from left to right. A perfect subtree's root never changes, so
roots and proofs are made from O(log n) of them, read through a `Nodes` function.
Proofs that do not fit give False, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH_LENGTH = 32
EMPTY_ROOT = sha256(b"").digest()

Nodes = Callable[[int, int], bytes]
"""(level, position) -> root of the perfect subtree over leaves [position << level, (position + 1) << level)."""


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def grow(size: int, peaks: Sequence[bytes], leaf: bytes) -> tuple[list[bytes], list[bytes]]:
    """Add a leaf's hash to a tree of `size` leaves: its new peaks, and the subtree roots that it completed."""
    peaks, completed, node = list(peaks), [], leaf
    while size & 1:
        node = node_hash(peaks.pop(), node)
        completed.append(node)
        size >>= 1
    return [*peaks, node], completed


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The tree's root; peaks from left (largest) to right."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the tree's first `size` leaves."""
    return _range_root(0, size, nodes) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[size]), from the leaf upwards. Raises ValueError when the tree has no such leaf."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, nodes))
            end = middle
        else:
            path.append(_range_root(start, middle, nodes))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """PROOF(old, D[new]): shows that the first `old` leaves are the same in both. Raises ValueError if old > new."""
    if not 0 <= old <= new:
        raise ValueError("the older tree is the larger one")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, nodes))
            end = middle
        else:
            path.append(_range_root(start, middle, nodes))
            start, whole = middle, False
    if not whole:
        path.append(_range_root(start, end, nodes))
    return path[::-1]


def verify_inclusion(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf's hash stands at `index` in the tree of this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, at, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    *, old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the new tree begins with all of the old one, unchanged (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not path and old_root == new_root
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_node = new_node = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old_node == old_root and new_node == new_root


def _split(count: int) -> int:
    """The largest power of two below `count` (count > 1)."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(start: int, end: int, nodes: Nodes) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(count)
    return node_hash(_range_root(start, middle, nodes), _range_root(middle, end, nodes))
