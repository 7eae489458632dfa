"""What was encrypted comes back as it was, or not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.ledger.backups import stream
from xiwei.ledger.backups.stream import Broken, Reader, Writer

CHUNK = 16


@pytest.fixture(autouse=True, scope="module")
def _cheap_guesses():
    """Hundreds of files are made here; what a guess costs is no part of what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "COST", 2)
        yield


def sealed(plain: bytes, *, steps: int = 7) -> bytes:
    out = io.BytesIO()
    writer = Writer(out, "口令", chunk=CHUNK)
    for start in range(0, len(plain), steps):
        writer.write(plain[start : start + steps])
    writer.close()
    return out.getvalue()


def opened(file: bytes, passphrase: str = "口令") -> bytes:
    return Reader(io.BytesIO(file), passphrase, chunk=CHUNK).read()


@given(st.binary(max_size=5 * CHUNK), st.integers(1, 40))
def test_any_length_comes_back_however_it_was_written(plain, steps):
    assert opened(sealed(plain, steps=steps)) == plain


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1])
def test_every_edge_of_a_chunk_comes_back_in_small_reads(length):
    plain = bytes(range(256))[:length]
    reader, got = Reader(io.BytesIO(sealed(plain)), "口令", chunk=CHUNK), b""
    while some := reader.read(5):
        got += some
    assert got == plain


@given(st.binary(max_size=3 * CHUNK), st.data())
def test_one_changed_byte_is_refused(plain, data):
    file = bytearray(sealed(plain))
    file[data.draw(st.integers(0, len(file) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Broken):
        opened(bytes(file))


@given(st.binary(max_size=3 * CHUNK), st.data())
def test_a_file_cut_off_anywhere_is_refused(plain, data):
    file = sealed(plain)
    with pytest.raises(Broken):
        opened(file[: data.draw(st.integers(0, len(file) - 1))])


def test_chunks_in_another_order_are_refused():
    file, size = sealed(bytes(3 * CHUNK)), CHUNK + stream.TAG
    head, body = file[: stream.HEADER], file[stream.HEADER :]
    with pytest.raises(Broken):
        opened(head + body[size : 2 * size] + body[:size] + body[2 * size :])


def test_bytes_put_on_at_the_end_are_refused():
    with pytest.raises(Broken):
        opened(sealed(b"x" * CHUNK) + b"y")


def test_a_wrong_passphrase_is_said():
    with pytest.raises(Broken, match="口令不对，或者文件坏了"):
        opened(sealed(b"words"), "别的")
