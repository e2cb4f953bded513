CREATE TABLE app_people (
    person_id INTEGER PRIMARY KEY,
    full_name TEXT NOT NULL,
    boss INTEGER REFERENCES app_people (person_id),
    deleted_at TEXT,
    ok INTEGER NOT NULL DEFAULT 1,
    uid TEXT,
    meta TEXT,
    seen INTEGER,
    cents NUMERIC
);
CREATE TABLE app_notes (id INTEGER PRIMARY KEY, writer INTEGER NOT NULL, body TEXT NOT NULL, rank INTEGER);
CREATE TABLE app_friends (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES app_people, b INTEGER NOT NULL REFERENCES app_people);
CREATE VIEW note_bodies AS SELECT id AS note, body FROM app_notes;
INSERT INTO app_people VALUES
    (1, 'Ada', NULL, NULL, 1, '12345678123456781234567812345678', '{"a": 1}', 1704106800000, 1.5),
    (2, 'Bob', 1, NULL, 0, NULL, NULL, NULL, 20),
    (3, 'Cyd', 1, '2024-01-01', 1, NULL, '[1]', 0, NULL);
INSERT INTO app_notes VALUES (1, 1, 'one', 2), (2, 1, 'two', 1), (3, 2, 'three', NULL), (4, 3, 'gone', 3);
INSERT INTO app_friends VALUES (1, 1, 2), (2, 2, 1);
