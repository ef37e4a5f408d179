from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.index.vocabulary import Vocabulary, decode

# Words that meet in one slot of the table, too.
words = st.integers(0, 2**64 - 1) | st.integers(0, 5) | st.builds(lambda n: n << 40, st.integers(0, 300))
sequences = st.lists(st.lists(words, max_size=30), max_size=8)


def reference_encoded(numbers: list[int]) -> list[int]:
    """LEB128, as the DWARF standard describes it."""
    encoded = []
    for number in numbers:
        while number >= 128:
            encoded.append(number % 128 + 128)
            number //= 128
        encoded.append(number)
    return encoded


def encode(vocabulary: Vocabulary, texts: list[list[int]]) -> tuple[list[int], list[int]]:
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    encoded, ends = vocabulary.encode(np.array([word for text in texts for word in text], np.uint64), offsets)
    return encoded.tolist(), ends.tolist()


@given(st.lists(sequences, max_size=4))
def test_the_kernel_numbers_and_encodes_as_its_twin(batches: list[list[list[int]]]) -> None:
    vocabulary, known = Vocabulary(np.empty(0, np.uint64)), dict[int, int]()
    for texts in batches:
        numbers = [[known.setdefault(word, len(known)) for word in text] for text in texts]
        pieces = [reference_encoded(text) for text in numbers]
        encoded, ends = encode(vocabulary, texts)
        assert encoded == [byte for piece in pieces for byte in piece]
        assert ends == np.cumsum([0, *map(len, pieces)]).tolist()
    assert vocabulary.since(0).tolist() == list(known)
    assert len(vocabulary) == len(known)


@given(st.lists(st.integers(0, 2**32 - 1), max_size=50))
def test_decoding_gives_back_the_numbers(numbers: list[int]) -> None:
    assert decode(np.array(reference_encoded(numbers), np.uint8)).tolist() == numbers


def test_a_vocabulary_goes_on_where_an_earlier_one_ended() -> None:
    first = Vocabulary(np.empty(0, np.uint64))
    encode(first, [[7, 8, 9]])
    second = Vocabulary(first.since(0))
    assert encode(second, [[9, 10, 7]])[0] == [2, 3, 0]
    assert second.since(3).tolist() == [10]


def test_it_grows_past_its_first_slots() -> None:
    vocabulary, many = Vocabulary(np.empty(0, np.uint64)), np.arange(200_000, dtype=np.uint64)
    for part in np.array_split(many, 7):
        vocabulary.encode(part, np.array([0, len(part)]))
    encoded, _ = vocabulary.encode(many, np.array([0, len(many)]))
    assert (decode(encoded) == many.astype(np.int64)).all()
