"""The figures reached on the gold pages, as floors that only rise. The generic method alone: no profile is asked."""

import importlib.util
import warnings
from pathlib import Path
from types import ModuleType

import pytest

from tests.quality.adapter import answer

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the gold pages, ../shared/corpus, are not here")

FLOORS = {
    "body.f1": 98.5,
    "body.exact": 49.3,
    "news.f1": 93.4,
    "record.title": 88.7,
    "record.date": 95.9,
    "record.authors": 92.5,
    "record.f1": 97.9,
    "record.paragraphs": 94.5,
    "segments.f1": 95.0,
    "segments.title": 87.5,
    "segments.date": 90.0,
    "segments.author": 75.8,
}


def load_score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.timeout(300)
def test_no_figure_sinks() -> None:
    score = load_score()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the scorer leaves its list of pages open
        results, _, errors = score.run(answer, CORPUS)
    assert errors == []
    figures = score.summarise(results)
    assert {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor} == {}
