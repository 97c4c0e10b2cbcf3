"""Public consultation: what people said, kept safely, answered, and accounted for.

Comments are in SQLite by default and in PostGIS by one setting; contacts are in a table apart and are deleted
when their time is over.
"""

from geodata.consultation.draft import Draft, is_token, new_token
from geodata.consultation.errors import ClosedError, ConflictError, LimitError, StoreError
from geodata.consultation.model import (
    CATEGORIES,
    STATES,
    USES,
    Comment,
    Consultation,
    Event,
    PublicComment,
    Question,
    Receipt,
)
from geodata.consultation.ratelimit import RateLimiter
from geodata.consultation.retention import enforce, now, promise
from geodata.consultation.store import DEFAULT, SETTING, Store, open_store, setting

__all__ = [
    "CATEGORIES",
    "DEFAULT",
    "SETTING",
    "STATES",
    "USES",
    "ClosedError",
    "Comment",
    "ConflictError",
    "Consultation",
    "Draft",
    "Event",
    "LimitError",
    "PublicComment",
    "Question",
    "RateLimiter",
    "Receipt",
    "Store",
    "StoreError",
    "enforce",
    "is_token",
    "new_token",
    "now",
    "open_store",
    "promise",
    "setting",
]
