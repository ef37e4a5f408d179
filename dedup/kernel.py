"""How numba compiles the inner loops: when first called, for fixed types, kept on disk where possible."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, wraps
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

import numpy as np

from dedup.compilation import watcher

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Types of kernel arguments. Arrays are contiguous and, but for tables that kernels fill in turn, only read: a kernel
# allocates what it returns, so that a view of a `bytes` or of a memory-mapped file is as good as an array of one's own.
UINT8S = "Array(uint8, 1, 'C', True)"
UINT8_TABLE = "Array(uint8, 1, 'C')"
UINT32_TABLE = "Array(uint32, 1, 'C')"
UINT64_TABLE = "Array(uint64, 1, 'C')"
UINT32S = "Array(uint32, 1, 'C', True)"
UINT64S = "Array(uint64, 1, 'C', True)"
INT64S = "Array(int64, 1, 'C', True)"
UINT32_ROWS = "Array(uint32, 2, 'C', True)"
UINT64_ROWS = "Array(uint64, 2, 'C', True)"
INT64_ROWS = "Array(int64, 2, 'C', True)"
INT64 = "int64"

# Kernels are called from Python and helpers from kernels: neither needs the wrapper that C would call, about a
# tenth of the time that compiling takes.
_LEAN = {"no_cfunc_wrapper": True}

MULTIPLIER = np.uint64(6364136223846793005)
"""The multiplier of all polynomial hashes modulo 2**64: of words, shingles, bands and seeds.

It is odd, so that multiplication loses no bits. Published: Knuth's for the MMIX generator, The Art of Computer
Programming, volume 2, section 3.3.4. Stored hashes depend on it.
"""

_registered: list[Callable[[], object]] = []
_lessons: list[Callable[[], object]] = []


def kernel(*types: str) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Compile a function with numba for arguments of exactly these types, when it is first called.

    Waiting for the first call keeps numba out of commands that do not need it. Fixed types mean one
    compilation, which numba keeps beside the module or, where that is read-only, in the user's cache folder.
    Kernels release the GIL. What a signal raises while one is called, such as KeyboardInterrupt, is raised as it is.
    """

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @cache
        def compiled() -> Callable[Parameters, Result]:
            return _compile(function, f"({', '.join(types)},)")

        @wraps(function)
        def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            try:
                return compiled()(*args, **kwargs)
            except SystemError as error:
                raise _cause(error) from None

        _registered.append(compiled)
        return call

    return decorate


def compile_kernels() -> tuple[int, int]:
    """Compile, or load from disk, every kernel of the modules imported so far: do so before workers start.

    Returns how many there are, and how many of them had to be compiled. `dedup.compilation` says who is told of each.
    """
    before = _made.compiled
    for number, compiled in enumerate(_registered, 1):
        _made.number, _made.total = number, len(_registered)
        compiled()
    _made.total = None
    return len(_registered), _made.compiled - before


def kernels_are_kept() -> bool:
    """Whether every kernel made ready so far came from disk or went there."""
    return _made.kept


def helper(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let kernels call a function; it stays the plain Python function that it is.

    Numba's cache notices changes in the file of a kernel only: helpers belong beside the kernels that use them.
    """

    def register() -> None:
        from numba.extending import register_jitable

        register_jitable(**_LEAN)(function)

    _lessons.append(register)
    return function


def before_compiling(register: Callable[[], None]) -> Callable[[], None]:
    """Call a function that tells numba something, such as the code of another function, before it compiles kernels."""
    _lessons.append(register)
    return register


@helper
def mix64(value: Any) -> Any:
    """Spread the bits of uint64 values, arrays or (in a kernel) scalars: MurmurHash3's `fmix64`, a bijection.

    Source: Austin Appleby, MurmurHash3.cpp (public domain). Numba's cache does not notice a change made here:
    a kernel in another module is compiled anew only when its own file changes.
    """
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


def _cause(error: SystemError) -> BaseException:
    """What was raised: numba calls Python, and goes on where a signal raises there; Python finds that out later."""
    cause: BaseException = error
    while isinstance(cause, SystemError) and (before := cause.__cause__ or cause.__context__) is not None:
        cause = before
    return cause


class _Made:
    """What became of the kernels so far, in this process."""

    def __init__(self) -> None:
        self.compiled = 0
        self.kept = True
        self.number = 0
        self.total: int | None = None
        self._depth = 0

    def begun(self) -> None:
        """Numba begins to compile a kernel, or within one a helper."""
        self._depth += 1
        if self._depth == 1:
            self.compiled += 1
            watcher().compiling(self.compiled if self.total is None else self.number, self.total)

    def ended(self) -> None:
        """Numba is done with it."""
        self._depth -= 1
        if self._depth == 0:
            watcher().compiled()

    def not_kept(self) -> None:
        """Tell it once."""
        if self.kept:
            self.kept = False
            watcher().not_kept()


_made = _Made()


def _compile(function: Callable[Parameters, Result], signature: str) -> Callable[Parameters, Result]:
    njit = _numba().njit
    _register_helpers()
    with _watched():
        try:
            compiled: Callable[Parameters, Result] = njit(signature, nogil=True, cache=True, **_LEAN)(function)
        except Exception:
            # No folder for the cache ("no locator available"), no space in it, a damaged file in it: nothing to
            # stop for. A fault of the function itself comes up again here.
            compiled = njit(signature, nogil=True, cache=False, **_LEAN)(function)
            _made.not_kept()
    return compiled


@cache
def _listener() -> object:
    from numba.core.event import Listener

    class Compilation(Listener):
        """Passes numba's events on."""

        def on_start(self, event: object) -> None:  # noqa: ARG002
            _made.begun()

        def on_end(self, event: object) -> None:  # noqa: ARG002
            _made.ended()

    return Compilation()


def _watched() -> AbstractContextManager[object]:
    """Within it, numba tells of what it compiles; it does not of what it loads from disk."""
    from numba.core.event import install_listener

    return install_listener("numba:compile", _listener())


@cache
def _numba() -> ModuleType:
    import numba

    return numba


def _register_helpers() -> None:
    while _lessons:
        _lessons[-1]()  # taken off only when done: an interruption must not lose it
        _lessons.pop()
