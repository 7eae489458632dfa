"""Trees hash as RFC 9162 says: against its known roots, and against the definition written out slowly."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.shared import merkle
from xiwei.shared.merkle import Peaks

# The eight leaves and the roots of their first n that implementations of Certificate Transparency agree on.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
hashes = st.lists(st.binary(max_size=4).map(merkle.leaf_hash), max_size=40)


def slow(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, word for word."""
    n = len(leaves)
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return leaves[0]
    k = max(2**power for power in range(8) if 2**power < n)
    return sha256(b"\x01" + slow(leaves[:k]) + slow(leaves[k:])).digest()


@pytest.mark.parametrize(("count", "root"), ROOTS.items())
def test_the_roots_everyone_agrees_on(count, root):
    assert merkle.root_of(merkle.leaf_hash(bytes.fromhex(one)) for one in LEAVES[:count]).hex() == root


@given(hashes)
def test_a_root_is_what_the_definition_says(leaves):
    assert merkle.root_of(leaves) == slow(leaves)


@given(hashes, st.integers(0, 40))
def test_a_tree_goes_on_from_its_peaks_as_if_it_had_never_stopped(leaves, stop):
    begun = Peaks()
    for leaf in leaves[:stop]:
        begun.add(leaf)
    resumed = Peaks(begun.size, begun.packed)
    for leaf in leaves[stop:]:
        resumed.add(leaf)
    assert (resumed.size, resumed.root) == (len(leaves), slow(leaves))


@given(hashes.filter(bool), st.data())
def test_every_leaf_is_proved_and_no_other_passes_for_it(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, path = slow(leaves), merkle.inclusion(leaves, index)
    assert merkle.included(leaves[index], index, len(leaves), path, root)
    assert not merkle.included(merkle.leaf_hash(b"another"), index, len(leaves), path, root)
    assert len(path) <= len(leaves).bit_length()


@given(hashes.filter(lambda some: len(some) > 1), st.data())
def test_a_proof_holds_for_its_own_place_size_and_path_alone(leaves, data):
    index, wrong = data.draw(st.integers(0, len(leaves) - 1)), data.draw(st.integers(0, 60))
    root, path = slow(leaves), merkle.inclusion(leaves, index)
    alike = [at for at, leaf in enumerate(leaves) if merkle.inclusion(leaves, at) == path and leaf == leaves[index]]
    assert merkle.included(leaves[index], wrong, len(leaves), path, root) == (wrong in alike)
    assert not merkle.included(leaves[index], index, len(leaves), path[:-1], root)
    assert not merkle.included(leaves[index], index, len(leaves), [*path, root], root)


@given(hashes)
def test_a_whole_tree_gives_the_same_root_and_paths(leaves):
    tree = merkle.Tree(b"".join(leaves))
    assert (tree.size, tree.root) == (len(leaves), slow(leaves))
    assert [tree.path(at) for at in range(len(leaves))] == [merkle.inclusion(leaves, at) for at in range(len(leaves))]


def test_a_place_outside_the_tree_is_no_place():
    leaf = merkle.leaf_hash(b"")
    with pytest.raises(IndexError):
        merkle.inclusion([leaf], 1)
    with pytest.raises(IndexError):
        merkle.Tree(leaf).path(1)
    with pytest.raises(ValueError, match="32 bytes"):
        merkle.Tree(b"short")
    assert not merkle.included(leaf, 1, 1, [], leaf)


def test_peaks_that_do_not_fit_their_size_are_refused():
    with pytest.raises(ValueError, match="peaks"):
        Peaks(3, b"\x00" * 32)
