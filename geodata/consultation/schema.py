"""The tables. Both databases hold the same columns; PostGIS adds the point as a geometry of its own."""

from __future__ import annotations

from typing import Final

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS consultations (
  id TEXT PRIMARY KEY,
  title_zh TEXT NOT NULL, title_en TEXT NOT NULL, intro_zh TEXT NOT NULL, intro_en TEXT NOT NULL,
  opens_on DATE NOT NULL, closes_on DATE NOT NULL, stage TEXT NOT NULL,
  streets TEXT NOT NULL, layers TEXT NOT NULL, questions TEXT NOT NULL,
  retention_days INTEGER NOT NULL, per_address INTEGER NOT NULL,
  last_number INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS comments (
  id TEXT PRIMARY KEY,
  consultation TEXT NOT NULL REFERENCES consultations (id),
  number INTEGER NOT NULL,
  submit_key TEXT NOT NULL UNIQUE,
  token_hash TEXT NOT NULL,
  received_at TIMESTAMPTZ NOT NULL,
  lang TEXT NOT NULL, category TEXT NOT NULL, question INTEGER,
  body TEXT NOT NULL, public_body TEXT,
  lon DOUBLE PRECISION, lat DOUBLE PRECISION, feature TEXT,
  state TEXT NOT NULL DEFAULT 'pending',
  reply TEXT, replied_at TIMESTAMPTZ, use_code TEXT, use_note TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (consultation, number)
);
CREATE INDEX IF NOT EXISTS comments_by_state ON comments (consultation, state);
CREATE INDEX IF NOT EXISTS comments_by_token ON comments (token_hash);
CREATE TABLE IF NOT EXISTS contacts (
  comment TEXT PRIMARY KEY REFERENCES comments (id),
  contact TEXT NOT NULL,
  delete_after DATE NOT NULL
);
CREATE TABLE IF NOT EXISTS events (
  id {serial},
  consultation TEXT NOT NULL, comment TEXT, at TIMESTAMPTZ NOT NULL,
  actor TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_consultation ON events (consultation, id);
"""

_VIEW: Final = """published AS
SELECT consultation, number, received_at, lang, category, question, COALESCE(public_body, body) AS body,
       lon, lat, feature, reply, replied_at, use_code, use_note{place}
FROM comments WHERE state = 'published';
"""
"""All the public ever reads of the comments."""

SQLITE: Final = (
    _TABLES.format(serial="INTEGER PRIMARY KEY AUTOINCREMENT")
    + "CREATE VIEW IF NOT EXISTS "
    + _VIEW.format(place="")
)
POSTGIS: Final = (
    "CREATE SCHEMA IF NOT EXISTS consultation;\n"
    + _TABLES.format(serial="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
    + """
ALTER TABLE comments ADD COLUMN IF NOT EXISTS place geometry(Point, 4326)
  GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED;
CREATE INDEX IF NOT EXISTS comments_by_place ON comments USING gist (place);
CREATE OR REPLACE VIEW """
    + _VIEW.format(place=", place")
)
