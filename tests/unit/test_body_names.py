"""What the names of boxes say."""

import pytest

from scraper.extract.body.noise import ARTICLE_BODY, BODY, CLASSES, COMMENT, DOUBT, HIDDEN, NOISE, judge


@pytest.mark.parametrize(
    "name",
    [
        "related-posts",
        "relatedArticles",
        "c-newsletter__box",
        "social_share",
        "st-related",
        "mostRead",
        "read-more",
        "ads",
        "cookieConsent",
    ],
)
def test_noise_in_any_spelling(name: str) -> None:
    assert judge("div", {"class": name}) == NOISE


@pytest.mark.parametrize(
    "name",
    [
        "relative",
        "shareholders-letter-text",
        "adventure",
        "commentary",
        "navigable",
        "padding-4",
        "md:flex",
        "css-1x2y3z",
    ],
)
def test_names_that_say_nothing(name: str) -> None:
    assert not judge("div", {"class": name}) & (NOISE | COMMENT)


@pytest.mark.parametrize(
    "name", ["article-body", "entry-content", "postContent", "story_text", "articletext", "rich-text", "wysiwyg"]
)
def test_bodies(name: str) -> None:
    assert judge("div", {"class": name}) & (BODY | ARTICLE_BODY)


def test_schema_org_wins_over_other_words() -> None:
    assert judge("div", {"itemprop": "articleBody", "class": "post-meta share"}) == ARTICLE_BODY


@pytest.mark.parametrize("name", ["post-meta", "author", "gallery", "widget"])
def test_doubtful_names(name: str) -> None:
    assert judge("div", {"class": name}) & DOUBT


def test_comments() -> None:
    assert judge("section", {"id": "comments"}) & COMMENT


@pytest.mark.parametrize("name", ["tag-newsletter", "category-social", "has-sidebar", "type-author", "no-ads"])
def test_what_the_story_is_about_is_not_what_the_box_is(name: str) -> None:
    assert judge("article", {"class": f"post {name}"}) & (NOISE | DOUBT) == 0


@pytest.mark.parametrize(
    "attributes",
    [
        {"hidden": None},
        {"aria-hidden": "true"},
        {"style": "display:none"},
        {"style": "color: red; VISIBILITY : hidden"},
        {"style": "clip:rect(0 0 0 0);height:1px"},
        {"class": "sr-only"},
        {"class": "visually-hidden"},
    ],
)
def test_hidden_from_readers(attributes: dict[str, str | None]) -> None:
    assert judge("span", attributes) & HIDDEN


def test_a_hidden_body_is_still_the_article() -> None:
    assert judge("div", {"class": "paywall article-body", "hidden": None}) & BODY


def test_tags_speak_without_names() -> None:
    assert judge("aside", {}) == NOISE
    assert judge("form", {}) == DOUBT
    assert judge("div", {}) == 0


def test_the_id_of_a_heading_repeats_its_words() -> None:
    assert judge("h2", {"id": "sign-up-for-the-ferry"}) == 0


@pytest.mark.parametrize(
    "name", ["related-posts", "article-body meta", "sr-only", "rich body", "padding-4", "x " * 400]
)
def test_a_class_alone_says_what_it_says_among_other_attributes(name: str) -> None:
    assert CLASSES[name] == CLASSES[name] == judge("div", {"data-x": "1", "class": name})


def test_long_names_are_not_remembered() -> None:
    name = "story " * 200
    assert CLASSES[name] & BODY
    assert name not in CLASSES
