from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.index import main, stream
from tests.pipeline.crawls import SEEDS


@pytest.mark.slow
def test_it_fills_an_index_reads_it_and_tells_what_it_took(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(SEEDS), "--documents", "30", "--checks", "60", "--out", str(tmp_path / "crawl.index")])
    told = dict(re.findall(r"\| (.+?) \| (.+?) \|", capsys.readouterr().out))
    assert told["documents fed"] == "30"
    assert 20 <= int(told["documents indexed"]) <= 30
    assert told["`check`, matches"].startswith(("3", "4"))
    for name, unit in (("bulk `check_and_add`", "documents/s"), ("open", "s"), ("`check`, median", "ms")):
        assert told[name].endswith(unit)
    assert [path.name for path in tmp_path.iterdir()] == ["crawl.index"]


def test_the_stream_repeats_texts_with_the_same_noise_each_time() -> None:
    texts = ["قال الوزير إن المشروع الجديد سيوفر آلاف الوظائف في العاصمة خلال العام المقبل"]
    documents = list(stream(texts, 3))
    assert documents == list(stream(texts, 3))
    assert documents[0].text == texts[0]
    assert len({document.text for document in documents}) == 3
