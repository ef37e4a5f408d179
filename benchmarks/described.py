"""Gold pages of sites that no weights were trained on: `python -m benchmarks.described CORPORA OUT.jsonl`.

The sites of `benchmarks/sites` were described without knowledge of the generator of training pages and of the
descriptions that it uses: `imagined.jsonl` with a mind to what others might miss; `prose_forms.jsonl` and
`fresh_f.jsonl` to be hard, the latter of kinds that earlier weights read wrong; `captions.jsonl`,
`content_lists.jsonl`, `embeds.jsonl` and `teasers.jsonl` of one kind each, with what only looks like it; the others
after the layouts and short wordings of real pages, of domains that no description of training is from. The pages
are articles of the corpora inside these layouts; a sentence of content that was described stands on one page of a site.
Measure on them with `python -m benchmarks.boilerplate OUT.jsonl`. Layouts and wordings are unseen there; some of the
articles are also in composed pages of training.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from dedup.boilerplate.training.corpora import PRESS, WIKI, corpus_file
from dedup.boilerplate.training.generator import Materials, Wordings, described
from dedup.boilerplate.training.generator.described import AS_DESCRIBED
from dedup.boilerplate.training.generator.descriptions import descriptions
from dedup.boilerplate.training.gold import GoldPage

SITES = Path(__file__).parent / "sites"
_SEED, _ARTICLES = 90_417, 4_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages and say how many they are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.described", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the corpora")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    parser.add_argument("--sites", type=Path, default=SITES, help="folder of the descriptions")
    parser.add_argument("--pages", type=int, default=10, help="pages of each site")
    given = parser.parse_args(arguments)
    with given.out.open("w", encoding="utf-8") as file:
        count = 0
        for page in compose(given.corpora, given.sites, given.pages):
            file.write(json.dumps(_record(page), ensure_ascii=False) + "\n")
            count += 1
    print(f"{given.out}: {count:,} pages of {count // given.pages} sites")


def compose(corpora: Path, sites: Path, pages: int) -> Iterator[GoldPage]:
    """Yield `pages` pages of each site of a folder, as it is described; always the same."""
    known = descriptions(sites)
    files = [corpus_file(corpora, name) for name in (*PRESS, WIKI)]
    materials = Materials.read(files, _SEED, _ARTICLES)
    yield from described(materials, Wordings.read(), _SEED, len(known), pages, True, known, AS_DESCRIBED)


def _record(page: GoldPage) -> dict[str, object]:
    """A page as a line of a file of gold pages, its group being its site."""
    spans = [{"start": span.start, "end": span.end, "label": span.label, "art": span.article} for span in page.spans]
    return {
        "id": page.id, "source": page.source, "title": page.title, "profile": page.family, "text": page.text,
        "spans": spans,
    }  # fmt: skip


if __name__ == "__main__":
    main()
