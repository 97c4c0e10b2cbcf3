"""How many comments one page, one network address and all together may send in a while.

Counts live in memory only: no address is ever written down.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final

from geodata.consultation.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_S: Final = 600
PER_PAGE: Final = 6
"""Comments from one open page in `WINDOW_S`."""
OVERALL: Final = 3000
"""Comments from everywhere in `WINDOW_S`: five a second, far more than a desk can read."""
REMEMBERED: Final = 20_000
"""Pages and addresses remembered; the oldest are forgotten first."""


class RateLimiter:
    """Sliding windows by key; safe across threads.

    Parameters
    ----------
    clock
        Seconds that never run backwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()

    def admit(self, *limits: tuple[str, int], window_s: float = WINDOW_S) -> None:
        """Count one more under every key, or under none when one is full.

        Parameters
        ----------
        *limits
            Key and how many it may have within the window.
        window_s
            Length of the window, seconds.

        Raises
        ------
        LimitError
            A key is full; says how long to wait.
        """
        now = self._clock()
        with self._lock:
            windows = [(self._window(key, now, window_s), most) for key, most in limits]
            waits = [window[0] + window_s - now for window, most in windows if len(window) >= most]
            if waits:
                wait_s = max(1, round(max(waits)))
                minutes = -(-wait_s // 60)
                zh = f"提交太频繁：请约 {minutes} 分钟后再试，内容还在页面上"
                en = f"too many in a short time: please try again in about {minutes} min; your text stays on the page"
                raise LimitError(zh, en, wait_s)
            for window, _ in windows:
                window.append(now)

    def _window(self, key: str, now: float, window_s: float) -> deque[float]:
        hidden = hashlib.blake2b(key.encode(), key=self._salt, digest_size=16).digest()
        window = self._seen.setdefault(hidden, deque())
        self._seen.move_to_end(hidden)
        while window and window[0] <= now - window_s:
            window.popleft()
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return window
