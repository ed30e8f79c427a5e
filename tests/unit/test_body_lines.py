"""Phrases that are not the story, and sentences of stories that only look like them."""

import pytest

from scraper.extract.body_lines import is_byline, is_call


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Baca juga:",
        "» Lire aussi",
        "Читайте также:",
        "【関連記事】",
        "___",
        "13",
        "Baca Juga: Harga cabai naik menjelang pesta panen di Kota Quill",
        "Read more: The goat on the town hall's roof has a name",
        "Lesen Sie auch: Die Ziege auf dem Rathaus hat jetzt einen Namen",
        "Leer también: La cabra del ayuntamiento ya tiene nombre",
        "Sign up for our free newsletter and get the river's news every Friday.",
        "Follow us on Facebook and Instagram.",
        "Cek Berita dan Artikel yang lain di Google News",
        "Melden Sie sich an und lesen Sie zum Newsletter mehr.",
        "Reporting by Ada Wren in Lower Quill; Editing by Kit Lowe",
        "Courier writer Kit Lowe contributed to this report.",
        "Foto: Ada Wren/Courier",
        "The ferry at its berth (Image: Courier)",
        "Editor : Kit Lowe",
        "Last updated on 12 January 2026",
        "ada.wren@courier.example",
        "Copyright © 2026 The Quill Courier. All rights reserved.",
    ],
)
def test_lines_beside_the_story(line: str) -> None:
    assert is_call(line)


@pytest.mark.parametrize(
    "line",
    [
        "Voters can register to vote at the town hall today, the clerk said.",
        "People find most of their news on Facebook, the survey shows.",
        "Lower Quill hopes to become a member of the river union next year.",
        "She could not get in touch with the ferry master before the vote.",
        "Published in 1871, the first Courier was a single page.",
        "Auch interessant ist, dass die Fähre nie versichert war.",
        "Damals war der Text der Satzung noch handgeschrieben.",
        "El ayuntamiento suscribe un acuerdo con la naviera.",
        "The editor, who is 91, reads every page.",
        "More than forty people came.",
        "Police got a tip about the goat on Monday night.",
        "La defensora pidió respetar todos los derechos humanos.",
        "First published in 1871, it is the oldest paper on the river.",
        "Related industries suffered, too.",
        "Die Werbung wirkte: Alle Plätze waren besetzt.",
        "Watching from the pier, the children cheered.",
        "It costs £100 a year.",
        "Tickets rose by 4%.",
    ],
)
def test_sentences_of_a_story(line: str) -> None:
    assert not is_call(line)


def test_a_long_paragraph_is_never_a_call() -> None:
    assert not is_call(
        "Sign up for our newsletter, said the sign. " + "Nobody in the town had ever done so, as far as is known. " * 6
    )


@pytest.mark.parametrize(
    "line", ["By Ada Wren", "Von Ada Wren, Quill", "Oleh Ada Wren", "12 January 2026", "3 min read", "09:30 Uhr"]
)
def test_bylines_and_stamps(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line", ["Ferry 3, Bridge 1", "Two boats a day", "By noon the ice had gone.", "A preventable crisis"]
)
def test_short_lines_that_say_something(line: str) -> None:
    assert not is_byline(line)
