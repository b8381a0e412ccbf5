"""Not more requests than a public service wants, and none while it asks for peace."""

import threading
import time

from foodlink.places.geocode import GeocoderUnavailable


class Politeness:
    """Parts the requests of all threads by `min_delay_s`, and holds them back after trouble."""

    def __init__(self, *, min_delay_s: float, cooldown_s: float) -> None:
        self._min_delay_s, self._cooldown_s = min_delay_s, cooldown_s
        self._lock = threading.Lock()
        self._next_turn = 0.0
        self._closed_until = 0.0

    def wait_for_turn(self, deadline: float, *, patient: bool) -> None:
        """Sleep until it is this thread's turn; GeocoderUnavailable at once if that is after the deadline.

        The deadline is an instant of the monotonic clock. Only the patient wait for a service that is left in peace
        (it may well not answer then either). A turn that is refused is not used up.
        """
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next_turn, self._closed_until)
            if turn > deadline or (now < self._closed_until and not patient):
                raise GeocoderUnavailable("the address geocoder is left in peace for now", retry_after_s=turn - now)
            self._next_turn = turn + self._min_delay_s
        time.sleep(turn - now)

    def pause(self, seconds: float) -> None:
        """Send nothing for so long, as the service has asked."""
        with self._lock:
            self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    def cool_down(self) -> float:
        """A call has failed: send nothing for a while; returns for how many seconds."""
        self.pause(self._cooldown_s)
        with self._lock:
            return self._closed_until - time.monotonic()
