CREATE TABLE regions (tenant INTEGER, code TEXT, name TEXT NOT NULL, PRIMARY KEY (tenant, code)) WITHOUT ROWID;
CREATE TABLE shops (
    id INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    region TEXT,
    name TEXT NOT NULL,
    FOREIGN KEY (tenant, region) REFERENCES regions (tenant, code)
);
CREATE TABLE goods (tenant INTEGER, number INTEGER, name TEXT NOT NULL, PRIMARY KEY (tenant, number)) WITHOUT ROWID;
CREATE TABLE region_goods (
    tenant INTEGER NOT NULL,
    region TEXT NOT NULL,
    goods_tenant INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (tenant, region, goods_tenant, number),
    FOREIGN KEY (tenant, region) REFERENCES regions (tenant, code),
    FOREIGN KEY (goods_tenant, number) REFERENCES goods (tenant, number)
);
CREATE TABLE files (hash BLOB PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE copies (id INTEGER PRIMARY KEY, file_hash BLOB REFERENCES files (hash), place TEXT NOT NULL);
CREATE TABLE makers (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE cars (id INTEGER PRIMARY KEY, maker_name TEXT REFERENCES makers (name));
CREATE TABLE events (id INTEGER PRIMARY KEY, at DATETIME, ms INTEGER, day DATE);
INSERT INTO regions VALUES (1, 'n', 'North'), (1, 's', 'South'), (2, 'n', 'Norte');
INSERT INTO shops VALUES (1, 1, 'n', 'a'), (2, 1, 's', 'b'), (3, 2, 'n', 'c'), (4, 1, 'n', 'd'), (5, 2, NULL, 'e');
INSERT INTO goods VALUES (1, 1, 'tea'), (1, 2, 'salt'), (2, 1, 'mate');
INSERT INTO region_goods VALUES (1, 'n', 1, 1), (1, 'n', 2, 1), (1, 's', 1, 1), (2, 'n', 2, 1);
INSERT INTO files VALUES (x'00ff', 'one'), (x'', 'empty'), (x'0a', 'two');
INSERT INTO copies VALUES (1, x'00ff', 'p'), (2, x'0a', 'q'), (3, x'00ff', 'r'), (4, NULL, 's');
INSERT INTO makers VALUES (1, 'Fiat'), (2, NULL);
INSERT INTO cars VALUES (1, 'Fiat'), (2, NULL);
INSERT INTO events VALUES (1, '2024-01-01 11:00:00', 1704106800000, '2024-01-01'),
    (2, '2024-01-01 12:00:00', 1704110400000, '2024-01-01'), (3, '2024-07-01 10:00:00.500000', 1719828000500, '2024-07-01');
