"""`scraper browse`: every page of an archive comes out of pywb as the server sent it, at its time; and how it ends."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper import cli
from scraper.browse import child, lay_out, process
from scraper.errors import ArchiveError
from tests.flow.browsing import Browsing, browsing
from tests.flow.polled import Answer, Polled, stamp
from tests.unit.warc_files import make_exchange, make_writer


@pytest.fixture(scope="module")
def shown(polled: Polled) -> Iterator[Browsing]:
    with browsing(["--config", str(polled.file)]) as running:
        yield running


def ask(browsing: Browsing, path: str) -> Answer:
    """An answer of pywb, content-coding kept."""
    parts = urlsplit(browsing.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path + path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def told(polled: Polled) -> dict[tuple[str, str], list[Answer]]:
    """What is to be seen of each URL at each second: what the server sent then, or said had not changed."""
    found: defaultdict[tuple[str, str], list[Answer]] = defaultdict(list)
    for url, answers in polled.sent.items():
        full: Answer | None = None
        for capture, answer in answers:
            if answer.status != 304:
                full = answer
            assert full is not None
            found[url, stamp(capture)].append(full)
    return found


def same(answer: Answer, sent: Answer) -> bool:
    """Status, type and payload, content-coding kept."""
    return (answer.status, answer.headers["content-type"], answer.body) == (
        sent.status,
        sent.headers["content-type"],
        sent.body,
    )


def test_every_capture_comes_out_as_the_server_sent_it(polled: Polled, shown: Browsing) -> None:
    """Pages, pictures, styles, feeds, redirects, errors and revisits, each asked for by its own time."""
    expected = told(polled)
    for (url, second), sent in expected.items():
        answer = ask(shown, f"{second}id_/{url}")
        assert any(same(answer, each) for each in sent), (url, second, answer.status, [each.status for each in sent])
        if answer.status == 301:
            assert answer.headers["location"].endswith(sent[0].headers["location"])
    assert len(expected) > 100


def test_an_article_is_seen_as_it_was_before_and_after_its_edit(polled: Polled, shown: Browsing) -> None:
    answers = polled.sent[polled.edited]
    first, last = stamp(answers[0][0]), stamp(answers[-1][0])
    before, after = ask(shown, f"{first}id_/{polled.edited}"), ask(shown, f"{last}id_/{polled.edited}")
    assert before.body == answers[0][1].body
    assert before.body != after.body
    assert after.body == [answer for _, answer in answers if answer.status == 200][-1].body
    times = [
        json.loads(line)["timestamp"] for line in ask(shown, f"cdx?output=json&url={polled.edited}").body.splitlines()
    ]
    assert times == [stamp(capture) for capture, _ in answers]


def test_a_page_leads_to_other_pages_of_the_archive(polled: Polled, shown: Browsing) -> None:
    """As a browser is given it: every address is rewritten, and what is not archived is not fetched elsewhere."""
    page = ask(shown, f"{stamp(polled.sent[polled.edited][0][0])}mp_/{polled.edited}")
    links = re.findall(rb'(?:href|src)="([^"#]*)"', page.body)
    assert links
    assert [
        link for link in links if not link.startswith((b"/archive/", shown.url.encode(), b"http://127.0.0.1"))
    ] == []
    assert "default-src 'unsafe-eval' 'unsafe-inline' 'self'" in page.headers["content-security-policy"]
    missing = ask(shown, "mp_/http://www.harbour-ledger.example/nobody-asked-for-this")
    assert missing.status == 404


def test_the_start_page_leads_to_articles_and_sections(polled: Polled, shown: Browsing) -> None:
    page = ask(shown, "").body.decode()
    paths = re.findall(r'href="/archive/(\d{14}/[^"]+)"', page)
    assert len(paths) >= 40
    assert ask(shown, paths[0].replace("/", "id_/", 1)).status == 200
    assert "ledger/harbour</a>" in page
    hosts = re.findall(r'href="/archive/(\*\?url=[^"]+)"', page)
    assert [parse_qs(unescape(host)[2:])["url"] for host in hosts] == [
        [f"{name}.harbour-ledger.example"] for name in ("www", "kabar", "news")
    ]
    assert ask(shown, unescape(hosts[0])).status == 200


def test_somebody_elses_name_for_this_machine_is_refused(shown: Browsing) -> None:
    """A page of the live web may give its own name this address and would then be asked as that site."""
    parts = urlsplit(shown.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path, headers={"Host": f"evil.example:{parts.port}"})
    assert connection.getresponse().status == 421
    connection.close()


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("192.0.2.7", 80))),
        ("socket.connect", (None, ("2001:db8::7", 80, 0, 0))),
        ("socket.connect", (None, ("suffixes.example", 443))),
        ("socket.getaddrinfo", ("suffixes.example", 443, 0, 0, 0)),
        ("socket.sendto", (None, ("192.0.2.7", 53))),
    ],
)
def test_nothing_goes_out_of_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(PermissionError, match="without the network"):
        child.stay_inside(event, arguments)
    child.stay_inside("socket.connect", (None, ("127.0.0.1", 80)))
    child.stay_inside("socket.getaddrinfo", ("localhost", 80, 0, 0, 0))


def test_files_without_an_index_and_one_that_is_written_are_shown(polled: Polled, tmp_path: Path) -> None:
    """They are indexed elsewhere: nothing is put beside them."""
    first, second, *_ = sorted((polled.archive / "warc").glob("*.warc.gz"))
    (tmp_path / first.name).symlink_to(first)
    (tmp_path / f"{second.name}.open").write_bytes(second.read_bytes() + b"\x1f\x8b\x08torn")
    before = sorted(tmp_path.iterdir())
    inside = [
        (url, capture, sent)
        for url, answers in polled.sent.items()
        for capture, sent in answers
        if capture.location.file in (first.name, second.name) and sent.status == 200
    ]
    assert {capture.location.file for _, capture, _ in inside} == {first.name, second.name}
    with browsing([str(tmp_path)]) as shown:
        for url, capture, sent in inside:
            assert same(ask(shown, f"{stamp(capture)}id_/{url}"), sent), url
        assert sorted(tmp_path.iterdir()) == before
        (tmp_path / f"{second.name}.open").rename(tmp_path / second.name)  # its writer closes it meanwhile
        url, capture, sent = next(each for each in inside if each[1].location.file == second.name)
        assert same(ask(shown, f"{stamp(capture)}id_/{url}"), sent)
        shown.process.send_signal(signal.SIGTERM)
        _, complaints = shown.process.communicate(timeout=60)
    assert f"{second.name}.open: not shown from byte {second.stat().st_size} to" in complaints


def test_a_capture_that_was_cut_short_ends_where_it_does(tmp_path: Path) -> None:
    """Its Content-Length promises more; a browser is not kept waiting for that."""
    whole = make_exchange(b"<p>High water at six, and again at half past six.</p>")
    writer = make_writer(tmp_path)
    writer.append(replace(whole, response=whole.response[:-20], truncated="length"), None)
    writer.close()
    with browsing([str(tmp_path)]) as shown:
        assert ask(shown, f"id_/{whole.url}").body == b"<p>High water at six, and again a"


def children(process: subprocess.Popen[str]) -> list[int]:
    return [int(number) for number in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def lives(number: int) -> bool:
    """Whether a process does; one that has ended and that nobody has asked about is a zombie."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("scraper-browse-*"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_it_leaves_nothing_behind_however_it_is_stopped(polled: Polled, number: signal.Signals, code: int) -> None:
    before = folders()
    with browsing([str(polled.archive)]) as shown:
        started = children(shown.process)
        own = folders() - before
        assert len(started) == 1
        shown.process.send_signal(number)
        assert shown.process.wait(20) == code
        while any(lives(each) for each in started):
            os.sched_yield()
        while any(folder.exists() for folder in own):
            os.sched_yield()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_it_says_so_when_pywb_ends_by_itself(polled: Polled) -> None:
    with browsing([str(polled.archive)]) as shown:
        os.kill(children(shown.process)[0], signal.SIGKILL)
        _, complaint = shown.process.communicate(timeout=60)
        assert shown.process.returncode == 1
        assert "error: pywb ended by itself, by signal 9" in complaint


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("raise SystemExit('no templates')", "pywb ended as it began, with exit status 1: no templates"),
        ("import sys; sys.stdin.read()", "pywb was not ready within 0 seconds"),
        (
            "print(1); import sys; sys.stdout.flush(); sys.stdin.read()",
            "http://127.0.0.1:1/archive/: pywb does not answer",
        ),
    ],
)
def test_a_pywb_that_does_not_begin_is_given_up(
    script: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "child.py").write_text(script)
    monkeypatch.setattr(process, "_CHILD", tmp_path / "child.py")
    monkeypatch.setattr(process, "PATIENCE", 0.2 if "0 seconds" in complaint else 60.0)
    with pytest.raises(ArchiveError, match=re.escape(complaint)), process.showing(tmp_path, 0):
        pass


def test_what_pywb_cannot_show_is_named(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.warc.gz").write_bytes(b"no WARC")
    (tmp_path / "odd.warc.zst").write_bytes(b"\x28\xb5\x2f\xfd")
    (tmp_path / "a\tb.warc.gz").write_bytes(b"no WARC")
    folder = tmp_path / "folder"
    folder.mkdir()
    paths = [tmp_path / name for name in ("a", "b", "a\tb.warc.gz", "odd.warc.zst")]
    complaints = lay_out(paths, folder, {})
    assert [sentence.removeprefix(f"{tmp_path}/").partition(":")[0] for sentence in complaints] == [
        "a\tb.warc.gz",
        "odd.warc.zst",
        "a/same.warc.gz",
        "b/same.warc.gz",
    ]
    assert complaints[3].endswith(f"{tmp_path}/a/same.warc.gz has the same name")


def test_a_port_that_is_taken_is_named(polled: Polled, shown: Browsing, capsys: pytest.CaptureFixture[str]) -> None:
    taken = str(urlsplit(shown.url).port)
    assert cli.main(["browse", "--port", taken, str(polled.archive)]) == 2
    assert f"--port: {taken} cannot be had: Address already in use" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(
    polled: Polled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pywb", None)
    assert cli.main(["browse", str(polled.archive)]) == 2
    assert "pip install '.[browse]'" in " ".join(capsys.readouterr().err.split())


def test_an_archive_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("identity: {name: Test, contact: test@library.example}\n")
    assert cli.main(["browse", "--config", str(file)]) == 2
    assert "nothing has been archived" in capsys.readouterr().err
    assert cli.main(["browse", str(tmp_path / "nowhere")]) == 2
    assert "no such file or folder" in capsys.readouterr().err
