"""The Redis server of a shared index: its address, its connections, and what goes wrong there in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import redis
from redis.backoff import ExponentialBackoff
from redis.connection import parse_url
from redis.retry import Retry

from dedup.addresses import FORM, PASSWORD, check_address, given_password, masked, secrets
from dedup.errors import DedupError

_NAME = "dedup"
_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER = 5, 60
_ATTEMPTS_MORE, _LONGEST_PAUSE = 2, 0.5  # pauses in seconds


class Server:
    """A Redis server, and the name under which an index stands there.

    `client` speaks to it, through connections that threads share. `shown` is the address without its password, `name`
    the part `?name=` of it, which every key of the index begins with. Raises `DedupError` for an address that is none.
    """

    def __init__(self, address: str) -> None:
        check_address(address)
        self._secrets = secrets(address)
        try:
            parts = urlsplit(address)
        except ValueError:  # its message quotes the password
            raise DedupError(f"{masked(address)} is not an address; it has the form {FORM}") from None
        options = dict(parse_qsl(parts.query))
        self.name = options.pop("name", _NAME)
        self.shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}?name={self.name}"
        if not re.fullmatch(r"[\w.-]+", self.name, re.ASCII):
            raise DedupError(f"{masked(address)}: a name is of Latin letters, digits, '.', '_' and '-'")
        if parts.scheme != "unix" and not re.fullmatch(r"(/\d*)?", parts.path):
            raise DedupError(f"{self.shown} is not the address of a Redis database; it has the form {FORM}")
        self.client = self._connected(f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(options)}")

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Raise what the server or the way to it does wrong as `DedupError`."""
        try:
            yield
        except (redis.AuthenticationError, redis.exceptions.NoPermissionError) as error:
            raise DedupError(
                f"{self.shown} does not let us in ({error}); give the password in the environment variable {PASSWORD}, "
                f"or put user and password into the address: {FORM}"
            ) from error
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise DedupError(
                f"{self.shown} cannot be reached ({error}); check the address, and that the server runs"
            ) from error
        except redis.RedisError as error:
            raise DedupError(f"{self.shown} refused a command ({error}); check the server's settings") from error

    def _connected(self, address: str) -> redis.Redis:
        try:
            options: dict[str, Any] = {
                "socket_connect_timeout": _SECONDS_TO_CONNECT,
                "socket_timeout": _SECONDS_TO_ANSWER,
                "retry": Retry(ExponentialBackoff(_LONGEST_PAUSE, 0.05), _ATTEMPTS_MORE),
                **_with_password(parse_url(address)),
                "decode_responses": False,
            }
            client = redis.Redis(connection_pool=redis.ConnectionPool(**options))
            with self.answering():
                client.ping()
        except TypeError:  # redis-py says which argument of which class it does not know
            options_given = ", ".join(dict(parse_qsl(urlsplit(address).query)))
            raise DedupError(f"{self.shown}: {options_given} is no option of an address: {FORM}") from None
        except ValueError as error:  # such as a wrong port
            reason = str(error)
            for secret in self._secrets:
                reason = reason.replace(secret, "***")
            raise DedupError(f"{self.shown} cannot be used ({reason}); an address has the form {FORM}") from None
        return client


def _with_password(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a connection, with the password from the environment where the address has none."""
    if not options.get("password") and (password := given_password()):
        return {**options, "password": password}
    return options
