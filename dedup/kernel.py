"""How numba compiles the inner loops: at the first call, for fixed types, and kept on disk where possible."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, wraps
from threading import RLock
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

import numpy as np

from dedup.compilation import is_scipy_left_out, watcher

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Numba's types of kernel arguments. Arrays are contiguous, and read-only except those of the `..._TABLE` types, which
# kernels change. A kernel allocates what it returns, so it can be given a view of a `bytes` or of a mapped file.
UINT8S = "Array(uint8, 1, 'C', True)"
UINT8_TABLE = "Array(uint8, 1, 'C')"
UINT32_TABLE = "Array(uint32, 1, 'C')"
UINT64_TABLE = "Array(uint64, 1, 'C')"
UINT32S = "Array(uint32, 1, 'C', True)"
UINT64S = "Array(uint64, 1, 'C', True)"
INT32S = "Array(int32, 1, 'C', True)"
INT64S = "Array(int64, 1, 'C', True)"
FLOAT64S = "Array(float64, 1, 'C', True)"
BOOLS = "Array(boolean, 1, 'C', True)"
UINT32_ROWS = "Array(uint32, 2, 'C', True)"
UINT64_ROWS = "Array(uint64, 2, 'C', True)"
INT8_ROWS = "Array(int8, 2, 'C', True)"
INT16_ROWS = "Array(int16, 2, 'C', True)"
INT32_ROWS = "Array(int32, 2, 'C', True)"
INT64_ROWS = "Array(int64, 2, 'C', True)"
INT64 = "int64"
FLOAT64 = "float64"

# Numba's options. Kernels are called from Python and helpers from kernels: neither needs the wrapper for calls from C,
# which takes about a tenth of the time of compiling (measured with `dedup warmup`).
_LEAN = {"no_cfunc_wrapper": True}

MULTIPLIER = np.uint64(6364136223846793005)
"""The multiplier of all polynomial hashes modulo 2**64: of words, shingles, bands and seeds.

It is odd, so that multiplication loses no bits. Published: Knuth's for the MMIX generator, The Art of Computer
Programming, volume 2, section 3.3.4. Stored hashes depend on it.
"""

_BLAS = "scipy.linalg"
"""The module that numba imports, where it is installed, for functions that no kernel calls."""

_compiling = RLock()
"""Held while a kernel is compiled: threads may call their first kernels at the same time."""
_registered: list[Callable[[], object]] = []
_registrations: list[Callable[[], object]] = []


def kernel(*types: str) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Decorate a function so that numba compiles it, for arguments of exactly these types, when it is first called.

    Compiling at the first call means that commands which need no kernel do not load numba. Fixed types mean one
    compilation, which numba keeps beside the module or, where that is read-only, in the user's cache folder. Kernels
    release the GIL. An exception that a signal raises during a call, such as KeyboardInterrupt, reaches the caller
    unchanged.
    """

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        """The function that compiles `function` when it is first called, and calls it."""

        @cache
        def compiled() -> Callable[Parameters, Result]:
            """The compiled kernel; compiled or loaded from disk once in a process, one kernel at a time."""
            with _compiling:
                return _compile(function, f"({', '.join(types)},)")

        @wraps(function)
        def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            """Call the compiled kernel, and raise what a signal handler raised meanwhile as it is."""
            try:
                return compiled()(*args, **kwargs)
            except SystemError as error:
                raise _cause(error) from None

        _registered.append(compiled)
        return call

    return decorate


def compile_kernels() -> tuple[int, int]:
    """Compile, or load from disk, every kernel of the modules imported so far: call it before workers start.

    Returns how many kernels there are, and how many of them had to be compiled. `dedup.compilation` names who is told
    of each.
    """
    before = _compilations.compiled
    for number, compiled in enumerate(_registered, 1):
        _compilations.number, _compilations.total = number, len(_registered)
        compiled()
    _compilations.total = None
    return len(_registered), _compilations.compiled - before


def kernels_are_kept() -> bool:
    """Whether every kernel used so far was read from disk or was written there."""
    return _compilations.kept


def helper(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Mark a function as callable from kernels; it stays a plain Python function as well.

    Numba's cache notices changes in the file of a kernel only: after a change of a helper, or of a constant, which
    kernels of other files use, delete the files `*.nbi` in `__pycache__`. An installed version has files of its own.
    """

    def register() -> None:
        """Register the function with numba."""
        from numba.extending import register_jitable

        register_jitable(**_LEAN)(function)

    _registrations.append(register)
    return function


def before_compiling(register: Callable[[], None]) -> Callable[[], None]:
    """Register a function that is called once, before numba compiles the next kernel; returns that function.

    It may tell numba something, such as how to compile a function of another library.
    """
    _registrations.append(register)
    return register


@helper
def mix64(value: Any) -> Any:
    """Spread the bits of uint64 values, arrays or (in a kernel) scalars: MurmurHash3's `fmix64`, a bijection.

    Source: Austin Appleby, MurmurHash3.cpp (public domain).
    """
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


def _cause(error: SystemError) -> BaseException:
    """The exception that a signal handler raised during a kernel: the first one in the chain behind a SystemError.

    A kernel goes on after such an exception, and Python then reports a SystemError caused by it. Where nothing else is
    in the chain, the last SystemError is returned.
    """
    cause: BaseException = error
    while isinstance(cause, SystemError) and (before := cause.__cause__ or cause.__context__) is not None:
        cause = before
    return cause


class _Compilations:
    """What became of the kernels of this process: how many were compiled, and whether all are kept on disk.

    `number` and `total` are set while `compile_kernels` runs: the kernel at work, and how many there are.
    """

    def __init__(self) -> None:
        """Nothing compiled yet."""
        self.compiled = 0
        self.kept = True
        self.number = 0
        self.total: int | None = None
        self._depth = 0

    def begun(self) -> None:
        """Numba begins to compile a kernel or, inside that, a helper; only the kernel is reported to the watcher."""
        self._depth += 1
        if self._depth == 1:
            self.compiled += 1
            watcher().compiling(self.compiled if self.total is None else self.number, self.total)

    def ended(self) -> None:
        """Numba has compiled a kernel or, inside that, a helper; only the kernel is reported to the watcher."""
        self._depth -= 1
        if self._depth == 0:
            watcher().compiled()

    def not_kept(self) -> None:
        """A kernel could not be written to disk; reported to the watcher the first time."""
        if self.kept:
            self.kept = False
            watcher().not_kept()


_compilations = _Compilations()


def _compile(function: Callable[Parameters, Result], signature: str) -> Callable[Parameters, Result]:
    """Compile a function for a signature, or load it from numba's cache.

    Where the cache cannot be used, the function is compiled without it, and `_compilations` notes that it is not kept.
    An error in the function itself is raised.
    """
    njit = _numba().njit
    _register_helpers()
    with _reported():
        try:
            compiled: Callable[Parameters, Result] = njit(signature, nogil=True, cache=True, **_LEAN)(function)
        except Exception:
            # The cache has no folder ("no locator available"), no space or a damaged file: compile without it. An
            # error in the function itself is raised again here.
            compiled = njit(signature, nogil=True, cache=False, **_LEAN)(function)
            _compilations.not_kept()
    return compiled


@cache
def _listener() -> object:
    """The one listener that passes numba's events of compilation on to `_compilations`."""
    from numba.core.event import Listener

    class Compilation(Listener):
        """Passes numba's events on."""

        def on_start(self, event: object) -> None:  # noqa: ARG002
            _compilations.begun()

        def on_end(self, event: object) -> None:  # noqa: ARG002
            _compilations.ended()

    return Compilation()


def _reported() -> AbstractContextManager[object]:
    """A context in which numba reports what it compiles; it reports nothing of what it loads from disk."""
    from numba.core.event import install_listener

    return install_listener("numba:compile", _listener())


@cache
def _numba() -> ModuleType:
    """The module numba, imported when it is first needed."""
    import numba

    if is_scipy_left_out() and _BLAS not in sys.modules:
        from numba.core.registry import cpu_target

        sys.modules[_BLAS] = None  # type: ignore[assignment]  # to import it is an ImportError, as if it were missing
        try:
            cpu_target.target_context.refresh()  # loads what the first kernel needs, and looks for a BLAS
        finally:
            del sys.modules[_BLAS]
    return numba


def _register_helpers() -> None:
    """Call the functions registered by `helper` and `before_compiling` that have not been called yet."""
    while _registrations:
        _registrations[-1]()  # removed only afterwards: an interruption must not lose it
        _registrations.pop()
