-- Names as some tools make them: PascalCase, a table that is a keyword, spaces, quotes, a composite key.
CREATE TABLE Customer (
    CustomerId INTEGER PRIMARY KEY,
    FirstName NVARCHAR(40) NOT NULL,
    ReportsTo INTEGER REFERENCES Customer (CustomerId)
);
CREATE TABLE "order" (
    OrderId INTEGER PRIMARY KEY,
    CustomerId INTEGER NOT NULL,
    Total NUMERIC(10, 2) NOT NULL,
    FOREIGN KEY (CustomerId) REFERENCES Customer (CustomerId)
);
CREATE TABLE "order line" (
    OrderId INTEGER NOT NULL REFERENCES "order" (OrderId),
    Line INTEGER NOT NULL,
    "say ""what""" TEXT,
    PRIMARY KEY (OrderId, Line)
) WITHOUT ROWID;

INSERT INTO Customer VALUES (1, 'Ann', NULL), (2, 'Bea', 1), (3, 'Cleo', 1);
INSERT INTO "order" VALUES (10, 1, 9.99), (11, 2, 20), (12, 2, 0);
INSERT INTO "order line" VALUES (10, 1, 'tea'), (10, 2, NULL), (11, 1, 'tea');
