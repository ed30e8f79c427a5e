"""What stands beside a story by its shape alone: no name in these pages says anything. All stories are invented."""

from datetime import UTC, datetime

import pytest

from scraper.extract.body import BodyRules, find_body
from scraper.extract.page.document import parse

FIRST = "The harbour board of Lower Quill voted on Tuesday to keep the old ferry running through the winter months."
SECOND = (
    "Passengers had feared that the crossing, which takes eleven minutes, would close when the ice came in November."
)
THIRD = "“We counted the tickets twice and the sums hold,” said the ferry master, who has steered it since his youth."
FOURTH = "The mayor called the vote a victory for common sense, though two members of the board stayed away from it."
STORY = (FIRST, SECOND, THIRD, FOURTH)
TITLE = "Ferry of Lower Quill to run all winter"


def read(inside: str, head: str = "") -> tuple[str, ...]:
    body = f"<body><div class='css-1x7q'><h1>{TITLE}</h1>{inside}</div></body>"
    page = f"<!doctype html><html><head>{head}</head>{body}</html>"
    document = parse(page.encode(), "https://quill.example/ferry", datetime(2026, 1, 2, tzinfo=UTC))
    return find_body(document, TITLE, None, BodyRules()).paragraphs


def around(box: str) -> str:
    return f"<p>{FIRST}</p><p>{SECOND}</p>{box}<p>{THIRD}</p><p>{FOURTH}</p>"


class TestCaptions:
    @pytest.mark.parametrize(
        "box",
        [
            "<div class='a1'><img src=a.jpg><div class='a2'>The ferry at its berth, from the mill.</div></div>",
            "<div><div><a href=/p><img src=a.jpg></a></div><p>The ferry at its berth in fog.</p><p>Kit Lowe</p></div>",
            "<section><picture><source><img src=a.jpg></picture><span>Children wave to the master.</span></section>",
        ],
    )
    def test_what_a_box_holds_under_its_picture_goes(self, box: str) -> None:
        assert read(around(box)) == STORY

    def test_a_paragraph_that_begins_with_a_picture_stays(self) -> None:
        line = "<p><img src=a.jpg>The ferry, which is painted green, was built upstream in 1931 by two sisters.</p>"
        assert len(read(around(line))) == 5

    def test_paragraphs_in_a_column_beside_a_picture_stay(self) -> None:
        texts = "<p>It sails at noon, and again when the school bell has rung, each day.</p>" * 2
        assert len(read(around(f"<div><div><img src=a.jpg></div><div><div>{texts}</div></div></div>"))) == 6

    def test_an_item_with_a_picture_stays(self) -> None:
        items = "".join(f"<li><img src={name}.jpg>The {name} sails at noon.</li>" for name in ("Tern", "Heron", "Pike"))
        assert len(read(around(f"<ul>{items}</ul>"))) == 7

    def test_a_story_told_picture_by_picture_stays(self) -> None:
        steps = "".join(f"<div><img src=a.jpg><p>{text}</p></div>" for text in STORY)
        assert read(steps) == STORY

    def test_a_paragraph_beside_a_figure_stays(self) -> None:
        beside = f"<div><figure><img src=a.jpg></figure><div><p>{THIRD}</p></div></div>"
        assert read(f"<p>{FIRST}</p><p>{SECOND}</p>{beside}<p>{FOURTH}</p>") == STORY


class TestPullQuotes:
    @pytest.mark.parametrize(
        "box",
        [
            "<blockquote><p>We counted the tickets twice and the sums hold</p></blockquote>",
            "<figure><blockquote><p>“… the sums hold.”</p><cite>The ferry master</cite></blockquote></figure>",
        ],
    )
    def test_words_that_stand_in_the_story_go(self, box: str) -> None:
        assert read(around(box)) == STORY

    def test_a_quotation_of_its_own_stays(self) -> None:
        assert len(read(around("<blockquote><p>The river is not asked.</p></blockquote>" * 2))) == 6


class TestCards:
    def card(self, number: int) -> str:
        return (
            f"<div class='k{number}'><a href='/{number}'><h4>A goat on the town hall's roof, part {number}</h4></a>"
            "<p>Nobody knows how it got there, and it will not say.</p></div>"
        )

    def test_teasers_side_by_side_go_with_their_summaries(self) -> None:
        assert read(around(f"<div>{self.card(1)}{self.card(2)}{self.card(3)}</div>")) == STORY

    def test_a_section_with_one_linked_heading_stays(self) -> None:
        text = "<p>It was Ada Wren who first wrote of the goat, and nobody believed her.</p>"
        assert len(read(around(f"<div>{text}</div><div>{text}</div>"))) == 6


class TestLabelledLinks:
    @pytest.mark.parametrize(
        "line",
        [
            "<p><b>Funda futhi |</b> <a href=/x>Imbuzi isophahleni lwehholo ledolobha</a></p>",
            "<p>Léigh freisin: <a href=/x>Tá gabhar ar dhíon halla an bhaile</a></p>",
            "<ul><li><strong>Goats: </strong><a href=/x>Why they climb, and how to get them down</a></li></ul>",
        ],
    )
    def test_a_label_and_a_headline_that_is_a_link_go(self, line: str) -> None:
        assert read(around(line)) == STORY

    @pytest.mark.parametrize(
        "line",
        [
            "<p>The board’s address: <a href=/x>board@quill.example</a></p>",
            "<p>The minutes say: <a href=/x>the vote was seven to two</a>, with nobody counting twice.</p>",
        ],
    )
    def test_an_address_or_a_sentence_stays(self, line: str) -> None:
        assert len(read(around(line))) == 5


class TestWitness:
    def told(self, text: str) -> str:
        return f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{text}"}}</script>'

    CARE = "<p>The Courier is printed by hand.</p>"

    def test_a_line_that_json_ld_passes_over_goes(self) -> None:
        assert read(around(self.CARE), self.told(" ".join(STORY))) == STORY

    def test_what_follows_its_end_goes(self) -> None:
        page = around("") + f"<h3>A word to our readers</h3>{self.CARE}{self.CARE}"
        assert read(page, self.told("\\n".join(STORY))) == STORY

    def test_headings_lists_and_a_standfirst_stay_untold(self) -> None:
        page = (
            f"<p>Ice or no ice, it sails.</p><p>{FIRST}</p><h2>What changes</h2><ul><li>Two boats a day</li></ul>"
            + (f"<p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>")
        )
        found = read(page, self.told(" ".join(STORY)))
        assert found == ("Ice or no ice, it sails.", FIRST, "What changes", "Two boats a day", SECOND, THIRD, FOURTH)

    def test_one_cut_short_is_not_heard(self) -> None:
        assert len(read(around(self.CARE), self.told(FIRST + " " + SECOND[:60]))) == 5

    def test_one_edited_otherwise_is_heard(self) -> None:
        other = THIRD.replace("“", "'").replace("”", "'").replace("twice", "three times")
        assert read(around(self.CARE), self.told(f"{FIRST} {SECOND} {other} {FOURTH}")) == STORY


def test_a_hundred_captions_say_nothing_against_the_text_around_them() -> None:
    told = tuple(f"The harbour master said on day {day} that the pier would be mended by winter." for day in range(6))
    figures = '<figure><img src="/a.jpg"><figcaption>The pier as seen from the boat</figcaption></figure>' * 50
    whole = "".join(f"<p>{line}</p>{figures}" for line in told)
    assert read(f"<article><h1>A pier is mended</h1>{whole}</article>") == told
