"""The configuration and the settings a clone comes with."""

from pathlib import Path
from urllib.parse import urlsplit

from scraper import profiles
from scraper.cadence import Every
from scraper.config import dump, load, parse

SHIPPED = Path(__file__).resolve().parents[2] / "config.yaml"


def test_it_loads_and_is_what_it_says() -> None:
    config = load(SHIPPED)
    assert config.archive == SHIPPED.parent / "archive"
    assert config.sections[0].name == "bisnis/kabar24"
    assert config.sections[0].url == "https://www.bisnis.com/index?categoryId=186"
    assert parse(dump(config), config.path) == config


def test_it_watches_publishers_of_indonesia_and_of_the_world() -> None:
    publishers = {section.publisher for section in load(SHIPPED).sections}
    assert len(publishers) >= 8
    assert publishers >= {"bisnis", "antara", "tempo", "detik", "bbc", "guardian", "dw"}


def test_its_publishers_are_called_what_their_profiles_call_them() -> None:
    known = profiles.load()
    told = {section.publisher: known.publisher(section.url) for section in load(SHIPPED).sections}
    assert told == {name: name for name in told}


def test_it_is_polite() -> None:
    config = load(SHIPPED)
    assert config.fetch.delay >= 1
    assert config.fetch.per_host == 1
    assert config.fetch.allow_networks == ()
    for section in config.sections:
        assert urlsplit(section.url).scheme == "https"
        assert not isinstance(section.cadence, Every) or section.cadence.span.total_seconds() >= 900


def test_it_asks_the_newcomer_for_a_contact() -> None:
    assert "put-your-own-address-here" in load(SHIPPED).identity.contact
