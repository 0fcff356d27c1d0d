"""The tree is RFC 6962's: published vectors, and an independent implementation as oracle (A23-A25)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from core.trace import tree

# The certificate transparency project's reference leaves, and the root of the first one, two … eight of them.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

some_leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


class Built:
    """A tree in memory: its nodes by level and position, its peaks after each leaf."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.size = len(leaves)
        self.peaks: list[bytes] = []
        self._nodes: dict[tuple[int, int], bytes] = {}
        for index, data in enumerate(leaves):
            hashed = tree.leaf_hash(data)
            self.peaks, completed = tree.grow(index, self.peaks, hashed)
            for level, node in enumerate([hashed, *completed]):
                self._nodes[level, index >> level] = node

    def nodes(self, level: int, position: int) -> bytes:
        return self._nodes[level, position]

    def root(self, size: int | None = None) -> bytes:
        return tree.root(self.size if size is None else size, self.nodes)


def oracle(leaves: list[bytes]) -> InmemoryTree:
    other = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        other.append_entry(leaf)
    return other


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    built = Built(LEAVES)
    assert built.root(size).hex() == ROOTS[size - 1]
    assert tree.root_of_peaks(Built(LEAVES[:size]).peaks).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert tree.root_of_peaks([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(some_leaves, st.data())
def test_roots_and_inclusion_proofs_equal_the_oracles(leaves: list[bytes], data: st.DataObject) -> None:
    built, other = Built(leaves), oracle(leaves)
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    assert built.root(size) == other.get_root(size)
    path = tree.inclusion_path(index, size, built.nodes)
    theirs = other.prove_inclusion(index + 1, size)
    assert path == theirs.path[1:]
    assert len(path) <= (size - 1).bit_length()
    leaf = tree.leaf_hash(leaves[index])
    assert tree.verify_inclusion(leaf=leaf, index=index, size=size, path=path, root=built.root(size))


@given(some_leaves, st.data())
def test_consistency_proofs_hold_for_every_pair_of_sizes(leaves: list[bytes], data: st.DataObject) -> None:
    built, other = Built(leaves), oracle(leaves)
    new = data.draw(st.integers(1, len(leaves)))
    old = data.draw(st.integers(0, new))
    path = tree.consistency_path(old, new, built.nodes)
    old_root, new_root = tree.root(old, built.nodes), built.root(new)
    assert new_root == other.get_root(new)
    assert tree.verify_consistency(old_size=old, old_root=old_root, new_size=new, new_root=new_root, path=path)
    assert len(path) <= 2 * new.bit_length()


@given(some_leaves, st.data())
def test_a_changed_proof_root_or_place_proves_nothing(leaves: list[bytes], data: st.DataObject) -> None:
    built = Built(leaves)
    size = built.size
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion_path(index, size, built.nodes)
    leaf, root = tree.leaf_hash(leaves[index]), built.root()
    wrong = bytes(32)
    assert not tree.verify_inclusion(leaf=wrong, index=index, size=size, path=path, root=root)
    assert not tree.verify_inclusion(leaf=leaf, index=index, size=size, path=path, root=wrong)
    assert not tree.verify_inclusion(leaf=leaf, index=index, size=size, path=[*path, wrong], root=root)
    assert not tree.verify_inclusion(leaf=leaf, index=size, size=size, path=path, root=root)
    if path:
        spot = data.draw(st.integers(0, len(path) - 1))
        assert not tree.verify_inclusion(
            leaf=leaf, index=index, size=size, path=[*path[:spot], wrong, *path[spot + 1 :]], root=root
        )
        assert not tree.verify_inclusion(leaf=leaf, index=index, size=size, path=path[:-1], root=root)


@given(some_leaves, st.data())
def test_two_views_of_one_log_are_never_consistent(leaves: list[bytes], data: st.DataObject) -> None:
    """A25: a log that shows others a changed past cannot make the proof."""
    built = Built(leaves)
    old = data.draw(st.integers(1, built.size))
    changed = data.draw(st.integers(0, old - 1))
    other = Built([*leaves[:changed], leaves[changed] + b"!", *leaves[changed + 1 :]])
    path = tree.consistency_path(old, other.size, other.nodes)
    assert not tree.verify_consistency(
        old_size=old, old_root=built.root(old), new_size=other.size, new_root=other.root(), path=path
    )


def test_proofs_of_what_is_not_there_are_refused() -> None:
    built = Built(LEAVES)
    with pytest.raises(ValueError, match="no such leaf"):
        tree.inclusion_path(8, 8, built.nodes)
    with pytest.raises(ValueError, match="larger"):
        tree.consistency_path(5, 4, built.nodes)
    assert not tree.verify_consistency(old_size=5, old_root=b"", new_size=4, new_root=b"", path=[])
