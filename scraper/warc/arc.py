"""The record layer of ARC, WARC's forerunner (Internet Archive, 1996): a line of five fields in version 1, ten in 2.

    URL IP-address Archive-date Content-type [Result-code Checksum Location Offset Filename] Archive-length

A record is given the fields that WARC has for the same, so that all after this layer is one.
"""

import re

from scraper.warc.record import Format

_LINE = rb"[A-Za-z][A-Za-z0-9+.-]*:[^\r\n]* (?:[0-9.]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*|-) \d{8,20} [^\r\n]*\S\r?\n"
_FIELDS = re.compile(r"(\S+:.*) (\S+) (\d{8,20}) (.*?) ?(\S+)\s*")


def _find_block(data: bytes | bytearray) -> int:
    return data.find(b"\n", 0, 16_384) + 1 or -1


def _parse_fields(line: bytes) -> dict[str, list[str]]:
    match = _FIELDS.fullmatch(line.decode("utf-8", "replace"))
    if match is None:
        return {}
    url, address, date, rest, length = match.groups()
    return {
        "warc-type": ["warcinfo" if url.startswith("filedesc:") else "response"],
        "warc-target-uri": [url],
        "warc-ip-address": [address],
        "warc-date": [date],
        "content-type": [rest.partition(" ")[0]],
        "content-length": [length],
    }


ARC = Format("ARC", re.compile(_LINE), re.compile(b"\n" + _LINE), _find_block, _parse_fields)
