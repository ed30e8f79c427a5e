"""The daemon over HTTP: health, figures, and crawls by hand. Needs the extra `http`; nothing else imports it unasked.

Only home of starlette, uvicorn and prometheus_client. It reads the daemon's account and asks the crawl for work, and
is on the crawl's event loop: no handler waits there for a disk.
"""
