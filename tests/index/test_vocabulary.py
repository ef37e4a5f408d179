from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.index.folder.vocabulary import Vocabulary, decode

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


@given(sequences)
def test_decoding_gives_back_the_words(texts: list[list[int]]) -> None:
    vocabulary = Vocabulary(np.empty(0, np.uint64))
    encoded, ends = encode(vocabulary, texts)
    words, offsets, whole = decode(np.array(encoded, np.uint8), np.array(ends), vocabulary.since(0))
    assert words.tolist() == [word for text in texts for word in text]
    assert offsets.tolist() == np.cumsum([0, *map(len, texts)]).tolist()
    assert whole.all()


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=5), st.integers(0, 200))
def test_any_bytes_are_decoded_to_words_or_said_not_to_be_whole(data: bytes, cuts: list[int], size: int) -> None:
    ends = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    known = np.arange(size, dtype=np.uint64) + np.uint64(1000)
    words, offsets, whole = decode(np.frombuffer(data, np.uint8), np.array(ends), known)
    for place, (begin, end) in enumerate(itertools.pairwise(ends)):
        numbers, left = reference_decoded(data[begin:end])
        assert bool(whole[place]) == (not left and all(number < size for number in numbers))
        if whole[place]:
            assert words[offsets[place] : offsets[place + 1]].tolist() == [number + 1000 for number in numbers]


def reference_decoded(data: bytes) -> tuple[list[int], bytes]:
    """The numbers of LEB128, and bytes left over of a number that does not end."""
    numbers, begun = list[int](), b""
    for byte in data:
        begun += bytes([byte])
        if byte < 128:
            numbers.append(sum((part & 127) << 7 * place for place, part in enumerate(begun)))
            begun = b""
    return numbers, begun


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
    words, _, whole = decode(encoded, np.array([0, len(encoded)]), vocabulary.since(0))
    assert (words == many).all()
    assert whole.all()
