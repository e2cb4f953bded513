-- Twelve meanings of a query that joins alone get wrong: NULL, to-many relations, grouping, empty sets, stored values.
CREATE TABLE blog (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(50) NOT NULL);
CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(50) NOT NULL, age INTEGER);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    blog_id INTEGER REFERENCES blog (id) ON DELETE CASCADE,
    headline VARCHAR(100) NOT NULL,
    year INTEGER NOT NULL,
    rating INTEGER
);
CREATE TABLE entry_authors (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
    UNIQUE (entry_id, author_id)
);
CREATE TABLE comment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    score INTEGER NOT NULL
);
CREATE TABLE log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text VARCHAR(50) NOT NULL,
    at DATETIME,
    n INTEGER NOT NULL DEFAULT 0,
    data JSON
);

INSERT INTO blog VALUES (1, 'Alpha'), (2, 'Beta'), (3, 'Gamma');
INSERT INTO author VALUES (1, 'ann', 30), (2, 'bob', NULL), (3, 'cat', 50);
INSERT INTO entry VALUES
    (1, 1, 'Lennon bio', 2007, 5), (2, 1, 'Cooking', 2008, NULL), (3, 2, 'Lennon 2008', 2008, 3),
    (4, NULL, 'Orphan', 2008, 1);
INSERT INTO entry_authors (entry_id, author_id) VALUES (1, 1), (1, 2), (2, 1), (3, 3);
INSERT INTO comment (entry_id, score) VALUES (1, 1), (1, 2), (1, 3), (2, 10);
INSERT INTO log (text, at, n, data) VALUES
    ('a', '2019-12-31 20:00:00', 1, '{"a": 1, "b": null}'),
    ('b', '2020-01-01 00:00:00', 2, '{"a": "1"}'),
    ('c', '2020-12-31 23:30:00', 3, '{"b": {"c": [1, 2]}}'),
    ('d', '2020-06-15 12:00:00', 4, NULL),
    ('50% off', NULL, 10, '{"x": 1}'), ('a_b', NULL, 11, '{"x": 1}'), ('axb', NULL, 12, '{"x": 1}'),
    ('C:\x', NULL, 13, '{"x": 1}'), ('ABC', NULL, 14, '{"x": 1}'), ('abc', NULL, 15, '{"x": 1}'),
    ('ÉCLAIR', NULL, 16, '{"x": 1}'), ('éclair', NULL, 17, '{"x": 1}');
