CREATE TABLE users (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, age INTEGER, is_active BOOLEAN NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, settings JSON, picture BLOB, balance DECIMAL(10, 2),
    status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'in progress', 'class')),
    boss_id INTEGER REFERENCES users (id), shout TEXT AS (upper(email)));
CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users (id), website TEXT, token TEXT);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, views INTEGER NOT NULL DEFAULT 0, "default" TEXT, a__b TEXT,
    priority INTEGER CHECK (priority IN (-1, 0, 1)), author_id INTEGER NOT NULL REFERENCES users (id));
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE post_tags (
    post_id INTEGER NOT NULL REFERENCES posts (id), tag_id INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (post_id, tag_id));
CREATE VIEW active_users AS SELECT id, email FROM users WHERE is_active;
INSERT INTO users (id, email, name, age, is_active, created_at, balance, boss_id) VALUES
    (1, 'ada@example.com', 'Ada', 36, 1, '2020-01-31 12:30:00', 10.5, NULL),
    (2, 'bob@spam.com', 'Bob', NULL, 1, '2021-06-01 08:00:00', NULL, 1),
    (3, 'cyd@example.com', NULL, 17, 0, '2021-06-02 08:00:00.250000', 0, 1);
INSERT INTO profiles VALUES (1, 'https://example.com/ada?x=1', NULL);
INSERT INTO posts (id, title, views, author_id, priority) VALUES (1, 'Engines', 10, 1, 1), (2, 'Nuts', 3, 2, NULL);
INSERT INTO tags VALUES (1, 'x'), (2, 'y');
INSERT INTO post_tags VALUES (1, 1), (1, 2), (2, 2);
