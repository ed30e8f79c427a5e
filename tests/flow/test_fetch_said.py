"""What a browser says in asking goes with the request: beside what is ours to say, and to nobody else."""

from scraper.model import FoundOn, Kind, Target
from tests.flow.scripted import Asked, Reply, Scene, page, play

PAGE = "http://pantai.example/api/a"


def test_it_goes_to_the_origin_that_was_asked_and_not_further() -> None:
    def answer(asked: Asked) -> Reply:
        match asked.host, asked.path:
            case "pantai.example", "/api/a":
                return page(b"", "302 Found", "Location: /api/b", "Set-Cookie: way=b; Path=/")
            case "pantai.example", "/api/b":
                return page(b"", "302 Found", "Location: http://laut.example/c")
            case _:
                return page()

    said = (("accept", "application/json"), ("x-key", "k\r\nX-Evil: 1"), ("x-edition", "tide"), ("cookie", "a=1"))

    async def go(scene: Scene) -> None:
        found_on = FoundOn("http://pantai.example/", "urn:uuid:1")
        await scene.fetcher.fetch(Target(PAGE, "pantai", Kind.LOADED, "pantai/news", found_on, 1), said)

    scene = play(answer, go)
    asked = [one for one in scene.server.log if one.path != "/robots.txt"]
    names = ("accept", "x-edition", "cookie", "x-key", "x-evil", "from")
    usual = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert [tuple(one.header(name) for name in names) for one in asked] == [
        ("application/json", "tide", "a=1", None, None, "desk@desk.example"),
        ("application/json", "tide", "a=1; way=b", None, None, "desk@desk.example"),
        (usual, None, None, None, None, "desk@desk.example"),
    ]
    assert [one.head.lower().count(b"\naccept:") for one in asked] == [1, 1, 1]
    assert [visit.hops for _, visit in scene.archive.kept] == ["EP", "E", "ER", "ERRP", "ERR"]
