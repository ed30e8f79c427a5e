import gc
import weakref

from scraper.app.memory import give_back


class _Ring:
    def __init__(self) -> None:
        self.itself = self


def test_what_went_out_of_use_in_a_circle_is_gone_though_the_collector_rests() -> None:
    gc.disable()
    try:
        seen = weakref.ref(_Ring())
        assert seen() is not None
        give_back()
        assert seen() is None
    finally:
        gc.enable()
