"""Signals at any moment: what they raise comes out of the library as it is, and a command ends with a sentence."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.crawls import SEEDS

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers that send signals")

INTERRUPT = """
import collections, json, random, signal, sys
from dedup import Cleaner, find_duplicates, find_passages

class Late(BaseException):
    pass

def late(*_):
    raise Late

number, handler = int(sys.argv[1]), {"KeyboardInterrupt": signal.default_int_handler, "Late": late}[sys.argv[2]]
rng = random.Random(1)
words = "قال الوزير في مؤتمر صحفي إن الحكومة تعمل على خطة جديدة لدعم الاقتصاد".split()
texts = [(str(place), " ".join(rng.choices(words, k=60))) for place in range(40)]
cleaner = Cleaner()
CALLS = (
    lambda: find_duplicates(texts),
    lambda: find_passages(texts[:10]),
    lambda: cleaner.clean(texts[0][1] + "\\nاقرأ أيضا: " + texts[1][1]),
)
before = [repr(call()) for call in CALLS]
signal.signal(signal.SIGALRM, handler)
seen = collections.Counter()

def interrupted(call):
    try:
        signal.setitimer(signal.ITIMER_REAL, rng.uniform(0.0002, 0.008))
        while True:
            call()
    except BaseException as error:
        seen[type(error).__name__] += 1

for place in range(number):
    interrupted(CALLS[place % len(CALLS)])
signal.signal(signal.SIGALRM, signal.SIG_IGN)
print(json.dumps([seen, [repr(call()) for call in CALLS] == before]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "Late"])
def test_what_a_signal_raises_comes_out_as_it_is(raised: str, large: bool) -> None:
    number = 1_500 if large else 60
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPT, str(number), raised],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [{raised: number}, True]


@pytest.mark.slow
def test_bursts_of_ctrl_c_end_a_run_with_a_sentence(tmp_path: Path, large: bool) -> None:
    rng = random.Random(5)
    for number in range(40 if large else 2):
        out = tmp_path / str(number)
        command = [
            sys.executable,
            "-c",
            "from dedup.cli import main; main()",
            "clean",
            SEEDS,
            "--out",
            out,
            "--workers",
            "2",
        ]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        ) as run:
            assert run.stderr is not None
            run.stderr.readline()  # it has begun
            select.select([run.stderr], [], [], rng.uniform(0, 0.6))
            for _ in range(rng.randint(1, 6)):
                try:
                    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the workers too
                except ProcessLookupError:
                    break
                select.select([], [], [], rng.uniform(0, 0.01))
            _, errors = run.communicate()
        assert b"Traceback" not in errors, errors.decode()
        assert b"Exception ignored" not in errors, errors.decode()
        assert run.returncode in (0, 130), errors.decode()
        assert (run.returncode == 130) == (b"stopped" in errors)
