"""When each section is polled next, planned anew after each poll. Pure; time and chance are passed in."""

from scraper.timetable.table import Timetable
from scraper.timetable.values import PRIORITY, Ended, Plan, Poll, Standing, Tick, What

__all__ = ["PRIORITY", "Ended", "Plan", "Poll", "Standing", "Tick", "Timetable", "What"]
