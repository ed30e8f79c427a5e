"""A week of each shape as an SVG: articles and polls by the hour. Plain text, so that the repository can hold it."""

from collections import Counter
from html import escape

from scraper.cadence import Adaptive
from tests.simulation.polls import TEN_MINUTES, poll
from tests.simulation.shapes import Shape

WEEK = (5 * 168.0, 6 * 168.0)  # the sixth, in hours
_WIDTH, _HEIGHT, _LEFT, _TOP, _PANEL = 920, 150, 46, 54, 96
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_STYLE = (
    "text{font:12px sans-serif;fill:#333}.small{font-size:10px;fill:#666}.articles{fill:#c9ced6}"
    ".polls{fill:none;stroke:#c2410c;stroke-width:1.4}.fixed{stroke:#1d4ed8;stroke-dasharray:4 3}.grid{stroke:#e5e7eb}"
)


def draw(drawn: list[tuple[Shape, list[float]]]) -> str:
    """The picture of these shapes and the times of their articles."""
    height = _TOP + len(drawn) * _HEIGHT + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" font-weight="bold">A week, hour by hour, after five weeks of learning</text>',
        f'<rect class="articles" x="{_LEFT}" y="30" width="12" height="10"/>',
        f'<text class="small" x="{_LEFT + 17}" y="39">new articles</text>',
        f'<path class="polls" d="M{_LEFT + 90} 35h24"/>',
        f'<text class="small" x="{_LEFT + 119}" y="39">adaptive polls</text>',
        f'<path class="fixed" d="M{_LEFT + 200} 35h24"/>',
        f'<text class="small" x="{_LEFT + 229}" y="39">one each ten minutes</text>',
    ]
    for place, (shape, articles) in enumerate(drawn):
        parts += _panel(shape, articles, _TOP + place * _HEIGHT)
    return "\n".join([*parts, "</svg>\n"])


def _panel(shape: Shape, articles: list[float], top: int) -> list[str]:
    adaptive, fixed = poll(articles, Adaptive(), WEEK), poll(articles, TEN_MINUTES, WEEK)
    came = Counter(int(time - WEEK[0]) for time in articles if WEEK[0] <= time < WEEK[1])
    polls = Counter(int(time - WEEK[0]) for time in adaptive.polls)
    most = max(13, *came.values())
    step, base = (_WIDTH - _LEFT - 10) / 168, top + 20 + _PANEL
    scale = _PANEL / most
    said = (
        f"{shape.name}: {shape.habits}. {len(adaptive.polls)} polls for {len(fixed.polls)}; median wait "
        f"{adaptive.lag(0.5):.1f} min for {fixed.lag(0.5):.1f}, 95 in 100 within {adaptive.lag(0.95):.0f} min"
    )
    parts = [f'<text x="{_LEFT}" y="{top + 12}">{escape(said)}</text>']
    for day, name in enumerate(_DAYS):
        x = _LEFT + day * 24 * step
        parts.append(f'<path class="grid" d="M{x:.1f} {top + 20}V{base}"/>')
        parts.append(f'<text class="small" x="{x + 3:.1f}" y="{base + 11}">{name}</text>')
    parts += [
        f'<text class="small" x="{_LEFT - 16}" y="{base - level * scale + 3:.1f}">{level}</text>'
        for level in (0, 6, 12)
    ]
    parts += [
        f'<rect class="articles" x="{_LEFT + hour * step:.1f}" y="{base - count * scale:.1f}" width="{step - 0.6:.1f}"'
        f' height="{count * scale:.1f}"/>'
        for hour, count in sorted(came.items())
    ]
    line = "".join(f"V{base - polls[hour] * scale:.1f}h{step:.2f}" for hour in range(168))
    parts.append(f'<path class="fixed" d="M{_LEFT} {base - 6 * scale:.1f}H{_WIDTH - 10}"/>')
    parts.append(f'<path class="polls" d="M{_LEFT} {base}{line}"/>')
    return parts
