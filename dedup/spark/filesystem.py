"""Files at any address that Spark reaches, by way of its own file systems."""

from __future__ import annotations

from typing import Any, NamedTuple

from pyspark.sql import SparkSession


class FileState(NamedTuple):
    """The address of a file, the same with escapes (as in a row's metadata), its size, and when it was changed.

    The size is in bytes, the time in milliseconds since 1970.
    """

    address: str
    uri: str
    size: int
    changed: int


class Files:
    """The file systems of a session."""

    def __init__(self, spark: SparkSession) -> None:
        context: Any = spark.sparkContext
        self._jvm = context._jvm
        self._configuration = context._jsc.hadoopConfiguration()

    def qualified(self, path: str) -> str:
        """The path with its scheme: `file:/data/crawl`."""
        system, own = self._opened(path)
        return str(system.makeQualified(own).toString())

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        system, own = self._opened(path)
        return bool(system.exists(own))

    def names_in(self, path: str) -> list[str]:
        """The names in a folder, sorted; none where there is no folder."""
        system, own = self._opened(path)
        return sorted(str(one.getPath().getName()) for one in system.listStatus(own)) if system.exists(own) else []

    def states(self, path: str) -> list[FileState]:
        """All files below a folder, sorted by address, or the file itself; none where there is nothing at `path`.

        Files, and folders below it, whose names begin with a dot or an underscore are left out, as Spark leaves them.
        """
        system, own = self._opened(path)
        if not system.exists(own):
            return []
        root = system.getFileStatus(own)
        if root.isFile() and _is_hidden(root):
            return []
        found, waiting = [], [root]
        while waiting:
            one = waiting.pop()
            if one.isDirectory():
                waiting += [child for child in system.listStatus(one.getPath()) if not _is_hidden(child)]
            else:
                found.append(_state(one))
        return sorted(found)

    def state(self, path: str) -> FileState:
        """The state of a file. Errors of Java, such as for one that is not there, pass unchanged."""
        system, own = self._opened(path)
        return _state(system.getFileStatus(own))

    def read(self, path: str, limit: int = 1 << 22) -> bytes:
        """The first `limit` bytes of a file; nothing where there is none."""
        system, own = self._opened(path)
        if not system.exists(own):
            return b""
        stream = system.open(own)
        try:
            return bytes(stream.readNBytes(limit))
        finally:
            stream.close()

    def first_line(self, path: str) -> bytes:
        """The first line of a file that is not compressed, without its end; of a long one the beginning."""
        return self.read(path).partition(b"\n")[0]

    def make(self, path: str) -> None:
        """Make a folder, where there is none."""
        system, own = self._opened(path)
        system.mkdirs(own)

    def move(self, path: str, target: str) -> None:
        """Rename a file or folder to `target`, which is removed first if it exists; missing folders above it are made.

        Raises OSError where the file system refuses to rename; `target` is gone then. Errors of Java pass unchanged.
        """
        system, own = self._opened(path)
        to = self._path(target)
        system.delete(to, True)
        system.mkdirs(to.getParent())
        if not system.rename(own, to):
            raise OSError(f"{path} cannot be renamed to {target}")

    def write(self, path: str, data: bytes) -> None:
        """Write a file; one that exists is replaced."""
        system, own = self._opened(path)
        stream = system.create(own, True)
        try:
            stream.write(data)
        finally:
            stream.close()

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with what is in it; nothing where there is none."""
        system, own = self._opened(path)
        system.delete(own, True)

    def _opened(self, path: str) -> tuple[Any, Any]:
        own = self._path(path)
        return own.getFileSystem(self._configuration), own

    def _path(self, path: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(path)


def _state(status: Any) -> FileState:
    """The state of a file, given what Java says of it."""
    path = status.getPath()
    uri = str(path.toUri().toString())
    return FileState(str(path.toString()), uri, status.getLen(), status.getModificationTime())


def _is_hidden(state: Any) -> bool:
    return str(state.getPath().getName()).startswith((".", "_"))
