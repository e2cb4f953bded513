-- A mail-order shop: the sample database of `make demo`. It has what a query set meets in the wild: foreign keys
-- both ways between two tables, a self reference, composite keys, many-to-many with and without further columns,
-- one-to-one, NULLs, booleans, dates, decimals, JSON, BLOBs, an enumeration and a view.

CREATE TABLE countries (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    in_union BOOLEAN NOT NULL
) WITHOUT ROWID;

-- A customer has addresses, and one of them is where parcels go unless told otherwise: keys both ways.
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    is_active BOOLEAN NOT NULL DEFAULT 1,
    born DATE,
    joined_at DATETIME NOT NULL,
    preferences JSON NOT NULL DEFAULT '{}',
    referred_by_id INTEGER REFERENCES customers (id) ON DELETE SET NULL,
    default_address_id INTEGER REFERENCES addresses (id) ON DELETE SET NULL
);

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    country_code TEXT NOT NULL REFERENCES countries (code),
    city TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT
);

CREATE TABLE suppliers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    country_code TEXT NOT NULL REFERENCES countries (code),
    website TEXT
);

CREATE TABLE categories (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    parent_id INTEGER REFERENCES categories (id)
);

CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    category_id INTEGER NOT NULL REFERENCES categories (id),
    supplier_id INTEGER REFERENCES suppliers (id) ON DELETE SET NULL,
    price DECIMAL(10, 2) NOT NULL CHECK (price >= 0),
    weight REAL,
    is_available BOOLEAN NOT NULL,
    released DATE,
    details JSON,
    picture BLOB
);

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE product_tags (
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (product_id, tag_id)
) WITHOUT ROWID;

CREATE TABLE warehouses (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    country_code TEXT NOT NULL REFERENCES countries (code)
);

-- Many-to-many with something to say of its own.
CREATE TABLE stock (
    warehouse_id INTEGER NOT NULL REFERENCES warehouses (id) ON DELETE CASCADE,
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    counted_at DATETIME,
    PRIMARY KEY (warehouse_id, product_id)
);

CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    address_id INTEGER REFERENCES addresses (id) ON DELETE SET NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'shipped', 'returned')),
    placed_at DATETIME NOT NULL,
    shipped_at DATETIME,
    is_gift BOOLEAN NOT NULL DEFAULT 0,
    note TEXT
);

CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price DECIMAL(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line)
);

CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE,
    method TEXT NOT NULL CHECK (method IN ('card', 'invoice', 'transfer')),
    amount DECIMAL(10, 2) NOT NULL,
    paid_at DATETIME NOT NULL
);

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
    title TEXT,
    body TEXT NOT NULL,
    written_at DATETIME NOT NULL,
    UNIQUE (product_id, customer_id)
);

CREATE TABLE employees (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    warehouse_id INTEGER REFERENCES warehouses (id),
    manager_id INTEGER REFERENCES employees (id),
    hired DATE NOT NULL
);

CREATE INDEX addresses_customer ON addresses (customer_id);
CREATE INDEX products_category ON products (category_id);
CREATE INDEX product_tags_tag ON product_tags (tag_id);
CREATE INDEX orders_customer ON orders (customer_id, placed_at);
CREATE INDEX order_lines_product ON order_lines (product_id);
CREATE INDEX reviews_customer ON reviews (customer_id);

CREATE VIEW order_totals AS
SELECT o.id AS order_id, o.customer_id, count(*) AS lines, round(sum(l.quantity * l.unit_price), 2) AS total
FROM orders AS o JOIN order_lines AS l ON l.order_id = o.id
GROUP BY o.id;
