-- Authors write posts; posts have comments, tags, and may answer another post; an author has one profile.
CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT UNIQUE,
    born DATE,
    is_active BOOLEAN NOT NULL DEFAULT 1
);
CREATE TABLE profiles (
    author_id INTEGER PRIMARY KEY REFERENCES authors (id),
    bio TEXT NOT NULL,
    settings JSON NOT NULL DEFAULT '{}'
);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    answers_id INTEGER REFERENCES posts (id),
    title TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '',
    views INTEGER NOT NULL DEFAULT 0,
    rating REAL,
    price DECIMAL(10, 2),
    cover BLOB,
    published_at DATETIME
);
CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    author_id INTEGER REFERENCES authors (id) ON DELETE SET NULL,
    text TEXT NOT NULL
);
CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE post_tags (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (post_id, tag_id)
);

INSERT INTO authors (id, name, email, born, is_active) VALUES
    (1, 'Ada', 'ada@example.com', '1815-12-10', 1),
    (2, 'Bob', 'bob@spam.com', NULL, 1),
    (3, 'Cyd', NULL, '1922-03-08', 0),
    (4, 'Émile', 'emile@example.com', '1840-04-02', 1);
INSERT INTO profiles (author_id, bio, settings) VALUES
    (1, 'Counts.', '{"theme": "dark", "tabs": [1, 2]}'),
    (3, 'Dances.', '{}');
INSERT INTO posts (id, author_id, answers_id, title, body, views, rating, price, cover, published_at) VALUES
    (1, 1, NULL, 'Engines', 'On engines.', 10, 4.5, '12.50', X'00FF', '2020-01-31 12:00:00'),
    (2, 1, 1, '100% wool', 'Under_scores\and "quotes".', 0, NULL, NULL, NULL, '2021-02-01 00:00:00'),
    (3, 2, NULL, 'Nuts', '', 3, -1.0, '0.10', NULL, NULL),
    (4, 3, 3, 'Steps', 'It''s one, two.', 9223372036854775807, 0.1, '7.00', NULL, '2021-12-31 23:59:59.500000');
INSERT INTO comments (id, post_id, author_id, text) VALUES
    (1, 1, 2, 'Nice.'),
    (2, 1, 3, 'Indeed.'),
    (3, 3, NULL, 'Spam'),
    (4, 4, 1, 'Bravo!');
INSERT INTO tags (id, name) VALUES (1, 'maths'), (2, 'food'), (3, 'dance');
INSERT INTO post_tags (post_id, tag_id) VALUES (1, 1), (1, 2), (3, 2), (4, 3);
