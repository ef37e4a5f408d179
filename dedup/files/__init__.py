"""Reads inputs of every kind in deterministic chunks, and writes outputs whole or not at all."""

from dedup.files.chunks import LARGEST_PAGE, Chunk, read_chunks
from dedup.files.compressed import Compression
from dedup.files.earlier_runs import is_run
from dedup.files.inputs import InputFile, Inputs, find_inputs, first_within, is_inside
from dedup.files.json_lines import encode_json
from dedup.files.parse import parse_chunk
from dedup.files.records import Fields, Record, RightFields, listed_names
from dedup.files.rejected import Rejected
from dedup.files.remote import RemoteFile, has_scheme
from dedup.files.text_tree import text_path
from dedup.files.whole import concatenate, open_whole, written_aside
from dedup.files.write_parquet import DOCUMENT_COLUMNS, DUPLICATE_COLUMNS, write_parquet

__all__ = [
    "DOCUMENT_COLUMNS",
    "DUPLICATE_COLUMNS",
    "LARGEST_PAGE",
    "Chunk",
    "Compression",
    "Fields",
    "InputFile",
    "Inputs",
    "Record",
    "Rejected",
    "RemoteFile",
    "RightFields",
    "concatenate",
    "encode_json",
    "find_inputs",
    "first_within",
    "has_scheme",
    "is_inside",
    "is_run",
    "listed_names",
    "open_whole",
    "parse_chunk",
    "read_chunks",
    "text_path",
    "write_parquet",
    "written_aside",
]
