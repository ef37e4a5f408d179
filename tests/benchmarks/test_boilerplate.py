"""The benchmark as a command: its tables, its JSON, what its options leave out."""

from __future__ import annotations

import json

import pytest

from benchmarks import boilerplate
from benchmarks.boilerplate_baselines import Baseline, keep_everything
from benchmarks.boilerplate_gold import read_gold
from benchmarks.boilerplate_ours import EVIDENCE, read_crawl
from dedup.boilerplate import Cleaner
from dedup.boilerplate.evidence import GROUPS
from tests.benchmarks.pages import PARTS, TEXT, place

LEAD = "افتتح وزير النقل صباح أمس جسرا جديدا فوق النهر يربط بين ضفتي المدينة القديمة بعد عامين من العمل."


@pytest.fixture
def gold(tmp_path):
    """A gold file with the page of this folder, once with its text and once as a file."""
    spans = [
        {"start": place(number)[0], "end": place(number)[1], "label": label, "art": article}
        for number, (_, label, article, _) in enumerate(PARTS)
    ]
    spans[2]["conf"] = "unsure"
    (tmp_path / "page.txt").write_bytes(TEXT.encode())
    records = [{"id": "a", "text": TEXT, "profile": "dev/agg/D1", "spans": spans}, {"file": "page.txt", "spans": spans}]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_reads_texts_in_the_record_and_beside_it(gold):
    first, second = read_gold(gold, gold.parent)
    assert first.text == second.text == TEXT
    assert (first.id, first.group) == ("a", "dev/agg")
    assert (second.id, second.group) == ("page.txt", "")
    assert not any(span.skipped for span in first.spans)
    assert [span.skipped for span in read_gold(gold, gold.parent, sure=True)[0].spans].index(True) == 2


def test_one_table_for_each_gold_file(gold, tmp_path, capsys):
    out = tmp_path / "scores.json"
    boilerplate.main([str(gold), str(gold), "--textdir", str(tmp_path), "--peers", "none", "--json", str(out)])
    printed = capsys.readouterr().out
    assert printed.count("| tool | any F1 | host F1 |") == 2
    assert "| keep everything | .7654 | .4848 | 0.00% | 0 | 100.0% | 100.0% | 0.0% | – | – |" in printed
    table = json.loads(out.read_text(encoding="utf-8"))[str(gold)]
    assert next(iter(table)) == "dedup, balanced"
    assert table["keep everything"]["any_f1"] == pytest.approx(62 / 81)
    assert table["keep everything"]["label_accuracy"] is None


def test_profiles_side_by_side(gold, capsys):
    boilerplate.main([str(gold), "--textdir", str(gold.parent), "--peers", "none", "--profile", "all"])
    printed = capsys.readouterr().out
    assert [p for p in ("conservative", "balanced", "aggressive") if f"| dedup, {p} |" in printed] == [
        "conservative",
        "balanced",
        "aggressive",
    ]


def test_a_row_for_each_group_of_pages(gold, capsys):
    boilerplate.main([str(gold), "--textdir", str(gold.parent), "--by-group"])
    printed = capsys.readouterr().out
    assert "| dev/agg (1) |" in printed
    assert "| all (1) |" in printed


def test_a_missing_peer_is_left_out_with_a_line(gold, capsys, monkeypatch):
    missing = Baseline("a peer", keep_everything, "no_such_module_here", "some-package")
    monkeypatch.setattr(boilerplate, "PEERS", (missing,))
    boilerplate.main([str(gold), "--textdir", str(gold.parent)])
    printed = capsys.readouterr().out
    assert "Left out: a peer (not installed: pip install some-package)." in printed
    assert "| a peer |" not in printed


def test_a_row_without_each_group_and_without_the_wordings(gold, capsys):
    assert set(EVIDENCE) == {*GROUPS, "listed wordings"}
    boilerplate.main([str(gold), "--textdir", str(gold.parent), "--without", "all"])
    rows = [line.split(" | ")[0] for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert rows[2:] == ["| all evidence", *(f"| without {name}" for name in EVIDENCE)]


@pytest.mark.parametrize("evidence", ["wording", "listed wordings"])
def test_what_is_left_out_decides_nothing(evidence):
    text = f"{LEAD}\n{LEAD}\nالمصدر: وكالات"
    assert any(span.rule == "wording:المصدر" for span in Cleaner().clean(text).removed)
    cleaner = Cleaner(without=EVIDENCE[evidence])
    assert not any(span.rule == "wording:المصدر" for span in cleaner.clean(text).removed)


def test_what_confidences_are_worth(gold, capsys, tmp_path):
    out = tmp_path / "scores.json"
    boilerplate.main([str(gold), "--textdir", str(gold.parent), "--reliability", "--json", str(out)])
    assert "| confidence | cuts | characters | characters right |" in capsys.readouterr().out
    for row in json.loads(out.read_text(encoding="utf-8"))[str(gold)].values():
        assert row["cuts"] <= row["characters"]
        assert 0 <= row["characters_right"] <= 1


def test_the_crawl_is_evidence_and_a_page_in_it_counts_once(tmp_path):
    notice = "حمل التطبيق الآن مجانا"
    other = "وأوضح الوزير أن الجسر يتسع لأربع حارات في كل اتجاه، وأن كلفته بلغت خمسين مليون دولار أمس."
    records = [{"id": str(n), "source": "alpha", "text": f"{LEAD} {n}\n{other}\n{notice}"} for n in range(8)]
    crawl, gold = tmp_path / "crawl.jsonl", tmp_path / "gold.jsonl"
    crawl.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    gold.write_text(json.dumps({**records[0], "spans": []}) + "\n", encoding="utf-8")
    pages = read_gold(gold, tmp_path)
    known = read_crawl(pages, [crawl]).evidence
    assert set(known.sources.values()) == {8}
    assert {value & 0xFFFFFFFF for value in known.repeated.values.tolist()} == {0, 8}
    assert not read_crawl(pages, []).evidence.repeated.keys.any()
