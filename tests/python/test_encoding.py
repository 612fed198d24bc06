"""Every value has one way to be written, so that no two texts are the same id or ciphertext."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.encoding import decode, encode, is_id, new_id


@given(st.binary(max_size=100))
def test_bytes_come_back_from_their_text(data: bytes) -> None:
    assert decode(encode(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "A",  # no whole byte
        "AB",  # stray bits: AA is the canonical text
        "AAE=",
        "AA==",
        "+/8A",
        "AA\n",
        " AAA",
        "AA AA",
        "AAA\0",
        "ÀAAA",
        "AAA\ud800",
        "AA.AA",
    ],
)
def test_a_text_that_is_not_the_one_we_would_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        decode(text)


def test_an_id_is_22_canonical_letters() -> None:
    assert all(is_id(new_id()) for _ in range(100))
    assert is_id(encode(secrets.token_bytes(16)))


@given(st.text(alphabet="AQgwBCz09-_", min_size=22, max_size=22))
def test_an_id_is_taken_exactly_if_it_decodes_to_16_bytes(text: str) -> None:
    try:
        canonical = len(decode(text)) == 16
    except ValueError:
        canonical = False
    assert is_id(text) == canonical


@pytest.mark.parametrize("size", [0, 15, 17])
def test_bytes_of_another_length_are_no_id(size: int) -> None:
    assert not is_id(encode(bytes(size)))


@pytest.mark.parametrize("text", ["A" * 22 + "\n", "A" * 21, "A" * 21 + "B", "à" * 22])
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert not is_id(text)
