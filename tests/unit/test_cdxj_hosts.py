"""The hosts in an index, found without reading all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.warc import cdxj
from scraper.warc.surt import surt

URLS = st.builds(
    "{}://{}{}/{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["gazette.example", "www.gazette.example", "a.gazette.example", "tides.example", "10.0.0.1"]),
    st.sampled_from(["", ":8080"]),
    st.integers(0, 2_000),
) | st.sampled_from(["urn:x:1", "dns:gazette.example", "dns:tides.example"])


def to_entry(url: str, number: int) -> cdxj.Entry:
    return cdxj.Entry(surt(url), "20240305120000", url, "text/html", "200", "A" * 32, 100, number, "a.warc.gz")


@given(st.lists(URLS, max_size=300), st.integers(1, 20))
def test_each_host_is_found_once_by_its_first_line(
    tmp_path_factory: pytest.TempPathFactory, urls: list[str], times: int
) -> None:
    lines = sorted({cdxj.to_line(to_entry(url, number)) for number, url in enumerate(urls * times)})
    first: dict[str, cdxj.Entry] = {}
    for line in lines:
        entry = cdxj.parse_line(line)
        assert entry is not None
        if ")" in entry.key:
            first.setdefault(entry.key.partition(")")[0], entry)
    index = tmp_path_factory.mktemp("index") / "a.cdxj"
    index.write_bytes(b"".join(lines))
    assert list(cdxj.hosts(index)) == list(first.values())
