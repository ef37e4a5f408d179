"""What comes by standard input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.crawls import NAMES, SEEDS, outputs, tiled
from tests.processes import dedup


def test_standard_input_is_read_as_a_file_is(pages: Path, tmp_path: Path) -> None:
    piped = pages.read_text("utf-8")
    (tmp_path / "stdin").write_text(piped, "utf-8")
    for given, out in (("-", "one"), (tmp_path / "stdin", "two")):
        done = dedup("clean", given, "--out", tmp_path / out, "--quiet", piped=piped)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")
    assert {path.name for path in (tmp_path / "one").iterdir()} == set(NAMES)

    again = dedup("clean", "-", SEEDS, "--out", tmp_path / "one", "--quiet", piped=piped)
    assert again.returncode == 0
    other = dedup("clean", "-", SEEDS, "--out", tmp_path / "one", "--quiet", piped='{"text": "نص"}')
    assert other.returncode == 1
    assert "--overwrite" in other.stderr


@pytest.mark.parametrize("piped", ['id,text\n1,"نص عن\nالطقس"\n', '[{"id": "1", "text": "نص عن\\nالطقس"}]'])
def test_what_comes_by_standard_input_is_known_by_content(tmp_path: Path, piped: str) -> None:
    done = dedup("clean", "-", "--out", tmp_path / "out", "--max-removed", 1, piped=piped)
    assert done.returncode == 0, done.stderr
    assert tiled(tmp_path / "out") == {"1": "نص عن\nالطقس"}


def test_empty_standard_input_leaves_nothing(tmp_path: Path) -> None:
    for out in (tmp_path / "out", "-"):
        done = dedup("clean", "-", "--out", out)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.splitlines()[-1] == "dedup: standard input is empty: there is nothing to read"
    assert not (tmp_path / "out").exists()


def test_a_stream_without_a_readable_record_is_an_error(tmp_path: Path) -> None:
    piped = '{"id": "1", "text": "نص"}\n{"id": "2", "text": "نص آخر"}\nbroken\n'
    (tmp_path / "stdin").write_text(piped, "utf-8")
    told = []
    for given, out in (("-", "-"), (tmp_path / "stdin", tmp_path / "out")):
        done = dedup("clean", given, "--out", out, "--text-field", "body", "--quiet", piped=piped)
        assert (done.returncode, done.stdout) == (1, "")
        told.append(done.stderr.splitlines()[-1])
    assert told[0] == told[1]
    assert told[0].startswith("dedup: not one record could be read: stdin:1: there is no field")
    assert "stdin:3: not JSON" in told[0]
    blank = dedup("clean", "-", "--out", "-", piped="\n \n")
    assert (blank.returncode, blank.stderr) == (0, "0 pages cleaned, 0 records rejected\n")


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--id-field", "--source-field", "--date-field"])
def test_a_field_that_no_record_of_a_stream_has_is_told(tmp_path: Path, option: str) -> None:
    piped = '{"id": "1", "text": "نص"}\n{"id": "2", "text": "نص آخر"}\n'
    (tmp_path / "in.jsonl").write_text(piped, "utf-8")
    streamed = dedup("clean", "-", "--out", "-", option, "zz", piped=piped)
    assert (streamed.returncode, len(streamed.stdout.splitlines())) == (1, 2)
    numbers, fault = streamed.stderr.splitlines()
    assert numbers == "2 pages cleaned, 0 records rejected"
    assert fault.startswith(f'dedup: no record has a field "zz", which {option} names: name the right one')
    stored = dedup("clean", tmp_path / "in.jsonl", "--out", tmp_path / "out", option, "zz")
    assert (stored.returncode, stored.stderr.splitlines()[-1]) == (1, fault)

    one_has_it = dedup("clean", "-", "--out", "-", option, "zz", piped=f'{piped}{{"zz": "2023", "text": "نص"}}\n')
    assert one_has_it.returncode == 0
    only_texts = dedup("clean", "-", "--out", "-", option, "zz", piped='{"text": "نص"}\n')
    assert only_texts.returncode == 1
    assert only_texts.stderr.splitlines()[-1] == f"{fault.partition(' (')[0]} (other fields: none)"


def test_a_record_without_an_id_has_one_name_wherever_it_goes(tmp_path: Path) -> None:
    piped = '{"text": "نص عن الطقس"}\n'
    streamed = json.loads(dedup("clean", "-", "--out", "-", piped=piped).stdout)
    assert dedup("clean", "-", "--out", tmp_path / "out", "--max-removed", 1, piped=piped).returncode == 0
    (line,) = (tmp_path / "out" / "documents.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["id"] == streamed["id"] == "stdin:1"


def test_explain_and_compare_read_standard_input(pages: Path) -> None:
    seed = sorted(SEEDS.glob("*.txt"))[0]
    done = dedup("explain", "-", "--json", piped=seed.read_text("utf-8"))
    assert json.loads(done.stdout)["spans"] == json.loads(dedup("explain", seed, "--json").stdout)["spans"]
    piped = pages.read_text("utf-8").splitlines()[0]
    assert "exact, similarity 1.00" in dedup("compare", "-", pages, piped=piped).stdout


def test_standard_input_that_cannot_be_read_is_called_so(tmp_path: Path) -> None:
    done = dedup("clean", "-", "--out", tmp_path / "out", piped="PK\x03\x04")
    assert done.returncode == 1
    assert "nothing to read in standard input: stdin is an archive" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "piped",
    [
        'id,text\n1,"نص عن\nالطقس"\n',
        '[{"id": "1", "text": "نص"}]',
        '\n{\n  "text": "نص"\n}\n',
        "نص\nآخر",
        "<html>نص</html>",
    ],
)
def test_a_stream_of_another_kind_is_told_with_its_command(tmp_path: Path, piped: str) -> None:
    if piped.startswith("<"):
        pytest.importorskip("resiliparse", reason="HTML is read with the extra [web]")
    done = dedup("clean", "-", "--out", "-", piped=piped)
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert "reads JSON lines alone" in said
    assert said.endswith("dedup clean - --out FOLDER")
    assert dedup("clean", "-", "--out", tmp_path / "out", "--max-removed", 1, piped=piped).returncode == 0


def test_a_closed_standard_input_is_an_empty_one(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m dedup clean - -o "{tmp_path / "out"}" <&-'
    done = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"standard input is empty" in done.stderr
    assert b"bug" not in done.stderr
