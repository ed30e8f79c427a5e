"""What became of gaps that a daemon is filling."""

from datetime import timedelta

from scraper.app.opening import World, now
from scraper.catalog import walked, walks
from scraper.catalog.walks import Why
from scraper.ingest import Ground, give_up

EVERY = timedelta(minutes=10)


def give_up_gaps(world: World) -> None:
    """Turn elsewhere for what came between two polls, where a list that was to tell could not be had in the end."""
    with world.shelves.catalog.writing() as transaction:
        walks.prune(transaction, now())
        going = walks.all_open(transaction, Why.OVERFLOW)
    for walk in going:
        with world.shelves.catalog.writing() as transaction:
            ground = Ground(transaction, world.shelves, world.rules, now())
            current = walks.get(transaction, walk.number)
            if current.ended_at is None:
                give_up(ground, current, lost=True)
                walked.plan_forgotten(transaction, current, now())
