"""Corrections and editor's notes: found where newsrooms sign them, and nowhere else."""

import pytest

from scraper.extract.about.corrections import is_note
from tests.unit.page import PROSE, article, how, page, prose
from tests.unit.test_extract_fields import linked

NOTES = [
    "Correction: An earlier story gave the wrong pier for the first boat.",
    "Correction, 5 March 2024: The captain's name is Holm, not Holme.",
    "CORRECTION (March 5): The captain's name is Holm.",
    "Clarification: The timetable holds for both islands.",
    "Editor's note: This story was updated to include the mayor's answer.",
    "[Editor’s Note: the author crews on the ferry.]",
    "This article was amended on 5 March 2024 because an earlier version misnamed the pier.",
    "This story has been corrected to say that the tide turns at dusk.",
    "An earlier version of this article misstated the captain's age.",
    "Update: Correction: the boat leaves at six.",
    "Korrektur: Die Fähre fährt um sechs und nicht um sieben.",
    "Hinweis der Redaktion: In einer früheren Version stand ein falscher Name.",
    "In einer früheren Version hieß es, die Fähre fahre um sieben.",
    "Anm. d. Red.: Der Kapitän ist mit der Autorin verwandt.",
    "Ralat: Nama kapten adalah Budi, bukan Bima.",
    "Koreksi (5/3/2024): Kapal berangkat pukul enam.",
    "Catatan Redaksi: artikel ini diperbarui dengan jawaban wali kota.",
    "Artikel ini telah dikoreksi pada 5 Maret 2024.",
    "Fe de errores: el capitán se llama Holm.",
    "Nota del editor: este texto se actualizó con la respuesta del alcalde.",
    "Una versión anterior de este artículo daba otro muelle.",
    "Rectificatif : le bac part à six heures.",
    "Une première version de cet article donnait un autre quai.",
    "Precisazione: il traghetto parte alle sei.",
    "Errata: o barco parte às seis.",
    "Rectificatie: de boot vertrekt om zes uur.",
    "Rättelse: Båten går klockan sex.",
    "I en tidigare version av artikeln stod fel namn.",
    "Oikaisu: Lautta lähtee kuudelta.",
    "Sprostowanie: prom odpływa o szóstej.",
    "Исправление: паром уходит в шесть часов.",
    "В первоначальной версии статьи было другое имя.",
    "訂正：船は六時に出る。",
    "更正：渡轮六点起航。",
    "정정: 배는 여섯 시에 떠난다.",
]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_known_by_its_form(note: str) -> None:
    assert is_note(note)


@pytest.mark.parametrize(
    "line",
    [
        "The correction came late: the mayor had already left for the larger island.",
        "Correction territory: harbour shares fall for the fifth day.",
        "Corrections officers went on strike at the island's prison on Monday.",
        "This article of faith was corrected by nobody, he said.",
        "An earlier version of the boat had sunk in the same bay.",
        "The ministry issued a clarification of its rules for ferries.",
        "Ralat yang ditemukan di jadwal kapal membuat penumpang bingung.",
        "Korrekturen am Fahrplan seien nicht geplant, sagte der Kapitän.",
        "Die Korrektur des Fahrplans kam zu spät.",
        "In einer früheren Werft am Hafen wird wieder gebaut.",
        "Oprava mola potrvá do podzimu.",
        "訂正を求める声が上がっている。",
        "",
        "2024",
    ],
)
def test_a_story_about_a_correction_is_none(line: str) -> None:
    assert not is_note(line)


def test_a_note_in_the_body_is_a_field_and_stays_there() -> None:
    found = article(page(body=prose() + f"<p>{NOTES[1]}</p>"))
    assert (found.corrections, how(found, "corrections")) == ((NOTES[1],), "body")
    assert NOTES[1] in found.paragraphs


def test_a_label_alone_names_the_next_line() -> None:
    note = "The captain's name is Holm, as she told us twice, and not Holme."
    found = article(page(body=f"<p>Correction</p><p>{note}</p>{prose()}"))
    assert found.corrections == (note,)


def test_a_box_named_after_notes_outside_the_body() -> None:
    note = "The photograph shows the southern pier and not the northern one, as we wrote."
    found = article(page(after=f'<aside class="article-correction"><p>{note}</p></aside>'))
    assert (found.corrections, how(found, "corrections")) == ((note,), "class name")


def test_a_form_to_report_mistakes_is_no_note() -> None:
    box = '<div class="report-correction"><p>Have you seen a mistake in this story? Tell us about it.</p></div>'
    links = '<ul class="corrections"><li><a href="/c">Corrections and other things that we got wrong</a></li></ul>'
    assert article(page(after=box + links)).corrections == ()


def test_json_ld_s_correction_as_text_and_as_a_comment() -> None:
    said = ["The pier is the southern one, not the northern.", {"@type": "CorrectionComment", "text": PROSE[3]}]
    found = article(page(linked(headline="Ferry timetable changes", correction=said), body=prose(3)))
    assert (found.corrections, how(found, "corrections")) == ((said[0], PROSE[3]), "json-ld")


def test_the_same_note_in_three_places_is_one() -> None:
    head = linked(headline="Ferry timetable changes", correction=NOTES[0])
    box = f'<div class="correction"><p>{NOTES[0]}</p></div>'
    assert article(page(head, body=prose() + f"<p>{NOTES[0]}</p>", after=box)).corrections == (NOTES[0],)
