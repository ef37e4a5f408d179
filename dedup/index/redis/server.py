"""The Redis server of an index: its address, its connections, and its errors as `DedupError`s with a remedy."""

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

_NAME = "dedup"  # of an index whose address has no `?name=`
_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER = 5, 60  # time limits; chosen
_RETRIES, _LONGEST_PAUSE, _FIRST_PAUSE = 2, 0.5, 0.05  # after a failed command; pauses in seconds; chosen


class Server:
    """A Redis server, and the name of an index on it.

    `client` sends commands, through connections that threads share. `shown` is the address with the name, but without
    user, password and other options. `name` is the part `?name=` of the address, else `dedup`; every key of the index
    begins with it. Raises `DedupError` for an address of another form, and where the server does not answer.
    """

    def __init__(self, address: str) -> None:
        """Check the address, and connect to the server."""
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
        """Raise any error of redis-py in the context as a `DedupError`; other errors are raised unchanged."""
        try:
            yield
        except (redis.AuthenticationError, redis.exceptions.NoPermissionError) as error:
            raise DedupError(
                f"{self.shown} refused the login ({error}); give the password in the environment variable {PASSWORD}, "
                f"or put user and password into the address: {FORM}"
            ) from error
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise DedupError(
                f"{self.shown} cannot be reached ({error}); check the address, and that the server runs"
            ) from error
        except redis.RedisError as error:
            raise DedupError(f"{self.shown} refused a command ({error}); check the server's settings") from error

    def _connected(self, address: str) -> redis.Redis:
        """A client whose server has answered. Raises `DedupError` where it does not, or the address is wrong.

        An unknown option and a wrong value, such as a port, make an address wrong. No secret is shown.
        """
        try:
            options: dict[str, Any] = {
                "socket_connect_timeout": _SECONDS_TO_CONNECT,
                "socket_timeout": _SECONDS_TO_ANSWER,
                "retry": Retry(ExponentialBackoff(_LONGEST_PAUSE, _FIRST_PAUSE), _RETRIES),
                **_with_password(parse_url(address)),
                "decode_responses": False,
            }
            client = redis.Redis(connection_pool=redis.ConnectionPool(**options))
            with self.answering():
                client.ping()
        except TypeError:  # redis-py says which argument of which class it does not know
            options_given = ", ".join(dict(parse_qsl(urlsplit(address).query)))
            raise DedupError(f"{self.shown}: {options_given} is not an option of an address: {FORM}") from None
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
