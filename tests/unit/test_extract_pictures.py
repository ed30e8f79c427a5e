"""The article's pictures: which they are, where their files lie, what stands under them."""

import json

import pytest

from scraper.extract.pictures.captions import split_credit
from scraper.extract.pictures.sources import same_picture
from scraper.model import Image
from tests.unit.page import article, how, page, prose

SITE = "https://www.harbour.example"


def shown(html: str) -> tuple[Image, ...]:
    found = article(html)
    return (*((found.lead_image,) if found.lead_image else ()), *found.images)


def inside(markup: str) -> tuple[Image, ...]:
    """The pictures of a page with this markup in the middle of its text."""
    return shown(page(body=prose(3) + markup + prose(5)[-500:]))


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Harbour at dawn (Photo: Reuters)", "Harbour at dawn", "Reuters"),
        ("Harbour at dawn. Foto: Budi/ANTARA", "Harbour at dawn.", "Budi/ANTARA"),
        ("Harbour at dawn © Ann Berg", "Harbour at dawn", "Ann Berg"),
        ("Harbour at dawn / Reuters", "Harbour at dawn", "Reuters"),
        ("Harbour at dawn | Ann Berg", "Harbour at dawn", "Ann Berg"),
        ("Harbour at dawn (The Harbour/Ann Berg)", "Harbour at dawn", "The Harbour/Ann Berg"),
        ("Kapal feri bersandar. HARBOUR/Budi Santoso", "Kapal feri bersandar.", "HARBOUR/Budi Santoso"),
        ("Kapal feri, Senin (5/2/2024).", "Kapal feri, Senin (5/2/2024).", None),
        ("Kapal feri bersandar. ANTARA FOTO/Budi Santoso", "Kapal feri bersandar.", "ANTARA FOTO/Budi Santoso"),
        ("Kapal feri (Foto: Dok. Pribadi)", "Kapal feri", "Dok. Pribadi"),
        ("Hafen am Morgen. (Symbolbild: dpa)", "Hafen am Morgen.", "dpa"),
        ("The pier in March. Photograph: Ann Berg/The Harbour", "The pier in March.", "Ann Berg/The Harbour"),
        ("A ferry. Photo by Ann Berg/Getty Images", "A ferry.", "Ann Berg/Getty Images"),
        ("The mayor speaks (AP Photo/Ann Berg)", "The mayor speaks", "AP Photo/Ann Berg"),
        ("Le port à l'aube. Crédit photo : Anne Petit", "Le port à l'aube.", "Anne Petit"),
        ("Кафе у причала. Фото: Анна Иванова / ТАСС", "Кафе у причала.", "Анна Иванова / ТАСС"),
        ("港の船。写真：山田太郎", "港の船。", "山田太郎"),
        ("여객선이 떠난다. 사진=연합뉴스", "여객선이 떠난다.", "연합뉴스"),
        ("Foto: Ann Berg", None, "Ann Berg"),
        ("© Ann Berg / Reuters", None, "Ann Berg / Reuters"),
        ("Image caption, The harbour", "The harbour", None),
        ("The captain, who photographed by night, sails.", "The captain, who photographed by night, sails.", None),
        ("Ida Holm, by the sea", "Ida Holm, by the sea", None),
        ("A photo released by police", "A photo released by police", None),
        ("The isle. TT racing returns to the isle", "The isle. TT racing returns to the isle", None),
    ],
)
def test_a_caption_without_its_credit(text: str, caption: str | None, credit: str | None) -> None:
    assert split_credit(text, None) == (caption, credit)


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src='/pier-in-march.jpg'><figcaption>The pier <span class='copyright'>Bo Dahl</span></figcaption>"
        "</figure>",
        "<figure><img src='/pier-in-march.jpg'><figcaption><span>The pier.</span><span>(Bo Dahl)</span></figcaption>"
        "</figure>",
        "<figure><img src='/pier-in-march.jpg'><div><p>The pier. Photo: Bo Dahl</p></div></figure>",
        "<div class='wp-caption'><a href='/pier-in-march.jpg'><img src='/pier-in-march.jpg'></a>"
        "<p class='wp-caption-text'>The pier (Foto: Bo Dahl)</p></div>",
        "<div class='pic'><img src='/pier-in-march.jpg'><div class='cap'>The pier <i class='credit'>Bo Dahl</i></div>"
        "</div>",
        "<div><div class='photo'><img src='/pier-in-march.jpg'></div>"
        "<div class='photo__caption'>The pier (Foto: Bo Dahl)</div></div>",
        "<p><img src='/pier-in-march.jpg' data-caption='The pier (Foto: Bo Dahl)'></p>",
    ],
)
def test_a_picture_with_its_words_however_it_is_boxed(markup: str) -> None:
    (image,) = inside(markup)
    assert (image.url, (image.caption or "").rstrip("."), image.credit) == (
        SITE + "/pier-in-march.jpg",
        "The pier",
        "Bo Dahl",
    )


@pytest.mark.parametrize(
    "image",
    [
        "<img data-src='/pier-in-march.jpg' src='data:image/gif;base64,R0lGOD'>",
        "<img data-original='/pier-in-march.jpg' src='/blank.gif'>",
        "<img srcset='/pier-small.jpg 320w, /pier-in-march.jpg 1280w,/pier-mid.jpg 640w' src='/pier-small.jpg'>",
        "<img data-srcset='/pier-small.jpg, /pier-in-march.jpg 2x' src='/pier-small.jpg'>",
        "<picture><source srcset='/pier-in-march.jpg 1200w, /pier-small.jpg 300w'>"
        "<img src='/placeholder.png'></picture>",
        "<amp-img src='/pier-in-march.jpg'></amp-img>",
    ],
)
def test_the_largest_file_of_a_picture_that_a_script_would_load(image: str) -> None:
    assert [one.url for one in inside(f"<figure>{image}</figure>")] == [SITE + "/pier-in-march.jpg"]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='/news/another-story'><img src='/another-story-picture.jpg'></a>",
        "<figure><a href='https://www.harbour.example/news/2'><img src='/another-story-picture.jpg'></a></figure>",
        "<div class='related'><figure><img src='/another-story-picture.jpg'></figure></div>",
        "<div class='author-box'><img src='/portrait-of-ann-berg.jpg'></div>",
        "<aside><img src='/another-story-picture.jpg'></aside>",
        "<img src='/static/logo.png'><img src='/img/icon-share.png'><img src='/a/avatar_12.jpg'><img src='/s.svg'>",
        "<img src='/pixel-of-a-counter.jpg' width=1 height=1><img src='/thumb-of-another.jpg' width=90 height='60px'>",
        "<img src='data:image/png;base64,AAAA'><img src='/assets/blank.gif'><img>",
    ],
)
def test_what_is_no_picture_of_the_story(markup: str) -> None:
    assert inside(markup) == ()


def test_a_picture_between_headline_and_body_leads() -> None:
    words = '<div class="cap">The ferry <b class="credit">Foto: Ann Berg</b></div>'
    box = f'<div class="pic"><img src="/ferry-at-dusk.jpg">{words}</div>'
    found = article(page(before=box))
    assert found.lead_image == Image(SITE + "/ferry-at-dusk.jpg", "The ferry", "Ann Berg")
    assert (found.images, how(found, "lead_image")) == ((), "figure")


def test_the_picture_before_the_body_has_the_words_of_its_crop_in_the_head() -> None:
    head = '<meta property="og:image" content="https://img.harbour.example/social/98765.jpg">'
    figure = "<figure><img src='/ferry-at-dusk.jpg'><figcaption>The ferry (Photo: Ann Berg)</figcaption></figure>"
    found = article(page(head, before=figure))
    assert found.lead_image == Image("https://img.harbour.example/social/98765.jpg", "The ferry", "Ann Berg")
    assert found.images == ()


def test_a_picture_in_the_text_lends_its_words_to_no_other() -> None:
    head = '<meta property="og:image" content="https://img.harbour.example/social/98765.jpg">'
    figure = "<figure><img src='/pier-in-march.jpg'><figcaption>The pier</figcaption></figure>"
    found = article(page(head, body=prose(3) + figure + prose(5)[-500:]))
    assert found.lead_image == Image("https://img.harbour.example/social/98765.jpg")
    assert found.images == (Image(SITE + "/pier-in-march.jpg", "The pier"),)


def test_json_ld_knows_who_made_a_picture() -> None:
    picture = {
        "@type": "ImageObject",
        "url": SITE + "/ferry-at-dusk.jpg",
        "caption": "The ferry leaves the northern pier at dusk",
        "creator": {"name": "Ann Berg"},
    }
    item = {"@type": "NewsArticle", "headline": "Ferry timetable changes", "image": [picture]}
    found = article(page(f'<script type="application/ld+json">{json.dumps(item)}</script>'))
    assert found.lead_image == Image(
        SITE + "/ferry-at-dusk.jpg", "The ferry leaves the northern pier at dusk", "Ann Berg"
    )
    assert how(found, "lead_image") == "json-ld"


def test_pictures_come_once_and_in_the_order_of_the_page() -> None:
    names = ["first-of-the-boats", "second-of-the-boats", "first-of-the-boats", "third-of-the-boats"]
    markup = "".join(f"<figure><img src='/{name}-{100 * n}x90.jpg'></figure>" for n, name in enumerate(names, start=3))
    assert [image.url.rsplit("/", 1)[1][:5] for image in inside(markup)] == ["first", "secon", "third"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x/ferry-at-dusk.jpg?w=640", "https://a.example/x/ferry-at-dusk.jpg?w=1200&q=80", True),
        ("https://a.example/x/ferry-at-dusk-300x200.jpg", "https://b.example/y/ferry-at-dusk.jpg", True),
        ("https://a.example/1.jpg", "https://b.example/1.jpg", False),
        ("https://a.example/x/ferry-at-dusk.jpg", "https://a.example/x/ferry-at-dawn.jpg", False),
    ],
)
def test_sizes_of_one_picture(one: str, other: str, same: bool) -> None:
    assert same_picture(one, other) is same


def test_a_page_may_hold_little_more_than_its_picture() -> None:
    found = article("<title>Ferry</title><h1>Ferry</h1><img src=/ferry.jpg width=900><p>It sails at noon again.")
    assert found.lead_image == Image("https://www.harbour.example/ferry.jpg")
