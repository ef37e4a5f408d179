"""Strings of the inputs, which may hold lone surrogates, as bytes, as JSON and as text for the statistics."""

from __future__ import annotations

from typing import Any

import msgspec


def as_bytes(text: str) -> bytes:
    """Encode any `str`, also one with lone surrogates. `as_text` decodes it."""
    return text.encode("utf-8", "surrogatepass")


def as_text(data: bytes) -> str:
    """Decode what `as_bytes` encoded."""
    return data.decode("utf-8", "surrogatepass")


def shown(text: str) -> str:
    """A text as the statistics show it: lone surrogates, which UTF-8 cannot encode, become escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def encoded(value: object) -> bytes:
    """A value (settings, a summary) as JSON. Paths become strings; lone surrogates in strings become escapes."""
    try:
        return msgspec.json.encode(value, enc_hook=str)
    except UnicodeEncodeError:
        return msgspec.json.encode(_all_shown(msgspec.to_builtins(value, enc_hook=str)))


def _all_shown(value: Any) -> Any:
    """A value in which `shown` was applied to every string, also inside of dicts, keys included, and lists."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {shown(key): _all_shown(member) for key, member in value.items()}
    return [*map(_all_shown, value)] if isinstance(value, (list, tuple)) else value
