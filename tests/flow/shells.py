"""The Tide Table, an invented paper whose pages are shells: a script fetches what they say, and asks for more.

SECTION, STORY, TITLE     the section, its one story, and what that is called
TRAP                      an address of this machine that is not allowed, and which pages ask for all the same
configure                 a folder and a server's port -> a configuration that renders the section, written there
answer                    what the site answers
browser_processes         what lives of a browser that was begun with TMPDIR in a folder
"""

import json
import shutil
from pathlib import Path

import pytest

from scraper import config
from scraper.config import Config
from tests.flow.background import response
from tests.unit.page import PROSE

HOST, API, ADS = "www.tide-table.example", "api.tide-table.example", "ads.other.example"
SECTION, STORY = f"http://{HOST}/news/", f"http://{HOST}/news/2026/11/23/pier-reopens-after-storm-4711"
TITLE = "Pier reopens after storm"
TRAP = "127.0.0.9"

APP = """
const say = (tag, text) => Object.assign(document.createElement(tag), {textContent: text});
const get = async url => (await fetch(url, {headers: {"X-Edition": "tide"}})).json();
const main = document.querySelector("main");
fetch("http://%(ads)s/auction").catch(() => 0);
fetch("/count", {method: "POST", body: "seen"}).catch(() => 0);
navigator.sendBeacon("/beacon", "seen");
fetch("http://%(trap)s:%(port)d/secret").then(it => it.text()).then(it => main.append(it)).catch(() => 0);
try { new WebSocket("ws://127.0.0.1:%(port)d/socket"); } catch (_) {}
try {
    const peer = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:%(port)d"}]});
    peer.createDataChannel("x");
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
} catch (_) {}
window.open("http://%(host)s/popup");
setTimeout(() => { location.href = "http://%(ads)s/elsewhere"; }, 50);
get("http://%(api)s" + location.pathname + "?of=" + document.cookie).then(page => {
    if (page.links) {
        const list = document.createElement("ul");
        for (const [url, title] of page.links) {
            const item = document.createElement("li"), link = say("a", title);
            link.href = url;
            item.append(link);
            list.append(item);
        }
        main.append(list);
    } else {
        document.title = page.title;
        const story = document.createElement("article");
        story.append(say("h1", page.title), new Image(), ...page.body.map(text => say("p", text)));
        story.querySelector("img").src = "/pier.png";
        main.append(story);
    }
});
"""
SHELL = b"""<!doctype html>
<html lang="en"><head><meta charset="windows-1252"><title>The Tide Table</title><link rel="stylesheet" href="/app.css">
<link rel="preconnect" href="http://ads.other.example"></head>
<body><main></main><script src="/app.js"></script></body></html>
"""


def answer(port: int, host: str, path: str) -> bytes | None:
    """What the site answers; None for what is not there."""
    match host, path.partition("?")[0]:
        case (_, "/robots.txt"):
            return response(b"User-agent: *\nDisallow: /private/\n", "text/plain")
        case (h, "/app.js") if h == HOST:
            names = {"host": HOST, "api": API, "ads": ADS, "trap": TRAP, "port": port}
            return response((APP % names).encode(), "text/javascript")
        case (h, "/app.css") if h == HOST:
            fresh = b"\r\nCache-Control: public, max-age=600\r\n\r\n"
            return response(b"main { color: navy }", "text/css").replace(b"\r\n\r\n", fresh, 1)
        case (h, "/news/" | "/news/2026/11/23/pier-reopens-after-storm-4711") if h == HOST:
            return response(SHELL).replace(b"\r\n\r\n", b"\r\nSet-Cookie: seen=yes\r\n\r\n", 1)
        case (h, "/news/") if h == API:
            return _told({"links": [[STORY, TITLE]]})
        case (h, "/news/2026/11/23/pier-reopens-after-storm-4711") if h == API:
            return _told({"title": TITLE, "body": [*PROSE, "The café on the pier opens too."]})
        case _:
            return None


def _told(what: object) -> bytes:
    body = response(json.dumps(what).encode(), "application/json")
    return body.replace(b"\r\n\r\n", f"\r\nAccess-Control-Allow-Origin: http://{HOST}\r\n\r\n".encode(), 1)


def configure(folder: Path, port: int, **browser: object) -> Config:
    """A configuration that renders the section, in `folder`; skips the test where there is no browser."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed here")
    pytest.importorskip("playwright")
    lead = {
        "archive": str(folder / "archive"),
        "identity": {"name": "Test", "contact": "https://library.example/bot"},
        "fetch": {
            "delay": 0,
            "per_host": 4,
            "attempts": 1,
            "timeout": 20,
            "connect_to": {f"{host}:80": f"127.0.0.1:{port}" for host in (HOST, API, ADS)},
            "allow_networks": ["127.0.0.1/32"],
        },
        "browser": {"hosts": [TRAP]} | browser,
        "sections": [{"name": "tide/news", "url": SECTION, "every": "10m", "kind": "page", "render": True}],
    }
    (folder / "config.yaml").write_text(json.dumps(lead))
    return config.load(folder / "config.yaml")


def browser_processes(folder: Path) -> dict[int, str]:
    """The living processes of a browser whose profile lies in a folder."""
    found = dict[int, str]()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_text(errors="replace").replace("\0", " ")
        except OSError:
            continue
        if str(folder) in line and "--user-data-dir" in line:
            found[int(path.parent.name)] = line
    return found
