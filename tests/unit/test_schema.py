"""The record's JSON Schema: itself valid, in step with the code, and strict."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import scraper
from scraper import records
from scraper.model import Article, Capture, Entry, Exchange, FoundOn, Image, Kind, Location, Target, Visit

SCHEMA: dict[str, Any] = json.loads((Path(scraper.__file__).parent / "record.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
URL = "https://ledger.example/harbour/2024/05/crane"


def capture(visit: Visit | None = None) -> Capture:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    exchange = Exchange(URL, datetime(2024, 5, 1, 10, 0, 0, 12, tzinfo=UTC), b"", head, 200, ())
    return Capture(exchange, Location("a.warc.gz", 0, 10), "urn:uuid:1", "sha1:" + "A" * 32, visit)


def full_record() -> dict[str, Any]:
    article = Article(
        url=URL,
        publisher="ledger",
        title="The old crane comes down",
        paragraphs=("HARBOUR — It stood for ninety years.",),
        site_name="The Harbour Ledger",
        summary="A landmark goes.",
        language="en",
        authors=("Ada Quay",),
        editors=("Ben Pier",),
        dateline="HARBOUR",
        published_at=datetime(2024, 5, 1, 16, 30, tzinfo=timezone(timedelta(hours=7))),
        modified_at=datetime(2024, 5, 1, 17, 0),  # noqa: DTZ001 - a page that does not tell its zone
        published_text="1 May 2024, 16:30",
        section=("Harbour",),
        tags=("cranes",),
        lead_image=Image("https://ledger.example/crane.jpg", "The crane", None),
        images=(Image("https://ledger.example/crane2.jpg"),),
        kicker="Landmarks",
        photographers=("Cy Mole",),
        agencies=("Harbour Wire",),
        entries=(Entry(None, "10.15", "The jib is off", ("Ada Quay",), ("Nobody spoke.",)),),
        corrections=("An earlier version gave the crane's age as eighty.",),
        pages=("https://ledger.example/harbour/2024/05/crane?page=2",),
        profile="ledger",
        profile_valid_from="2024-01-01",
        provenance=(("title", "json-ld"),),
    )
    target = Target(URL, "ledger", Kind.ARTICLE, found_on=FoundOn("https://ledger.example/harbour", "urn:uuid:0"))
    return records.record(article, capture(Visit(target)), "ledger")


def bare_record() -> dict[str, Any]:
    return records.record(Article(URL, "ledger", "The old crane", ()), capture(), "ledger")


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("make", [full_record, bare_record])
def test_records_are_valid_and_have_the_keys_in_order(make: Callable[[], dict[str, Any]]) -> None:
    record = json.loads(records.line(make()))
    VALIDATOR.validate(record)
    assert list(record) == SCHEMA["required"] == list(SCHEMA["properties"])
    assert list(record["capture"]) == SCHEMA["$defs"]["capture"]["required"]
    assert list(record["extractor"]) == SCHEMA["properties"]["extractor"]["required"]
    for entry in record["entries"]:
        assert list(entry) == SCHEMA["$defs"]["entry"]["required"]


def test_every_property_is_described() -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for name, each in node.get("properties", {}).items():
                assert each.get("description"), name
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(SCHEMA)


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_no_key_may_be_missing(key: str) -> None:
    record = full_record()
    del record[key]
    assert not VALIDATOR.is_valid(record)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema_version", 1),
        ("id", "sha256:" + "0" * 64),
        ("url", "ftp://ledger.example/"),
        ("kind", "poem"),
        ("access", "free"),
        ("title", ""),
        ("title", None),
        ("summary", " "),
        ("language", "English"),
        ("authors", None),
        ("authors", [""]),
        ("published_at", "1 May 2024"),
        ("published_at", "2024-05-01"),
        ("published_at", "2024-05-01 16:30:00"),
        ("lead_image", {"url": "https://ledger.example/a.jpg"}),
        ("paragraphs", ["a", None]),
        ("fingerprint", "0" * 64),
        ("found_on", "https://ledger.example/harbour"),
        ("capture", None),
        ("provenance", {"title": None}),
        ("extra", 1),
    ],
)
def test_what_is_no_such_value_is_refused(key: str, value: object) -> None:
    assert not VALIDATOR.is_valid(full_record() | {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("offset", -1),
        ("fetched_at", "2024-05-01T10:00:00"),
        ("status", "200"),
        ("file", ""),
        ("record_id", "<urn:uuid:1>"),
    ],
)
def test_a_capture_that_could_not_be_found_again_is_refused(key: str, value: object) -> None:
    record = full_record()
    record["capture"][key] = value
    assert not VALIDATOR.is_valid(record)
