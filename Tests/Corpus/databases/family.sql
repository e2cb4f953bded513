-- Models that inherit: a child's key is a foreign key to its parent's.
CREATE TABLE cities (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE places (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL DEFAULT '', opened date,
  city_id INTEGER REFERENCES cities (id));
CREATE TABLE chefs (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE restaurants (
  place_ptr_id INTEGER PRIMARY KEY REFERENCES places (id),
  rating INTEGER, serves_pizza BOOLEAN NOT NULL DEFAULT 0, chef_id INTEGER REFERENCES chefs (id));
CREATE TABLE italian_restaurants (
  restaurant_ptr_id INTEGER PRIMARY KEY REFERENCES restaurants (place_ptr_id), serves_gnocchi BOOLEAN NOT NULL DEFAULT 0);
CREATE TABLE suppliers (
  place_ptr_id INTEGER PRIMARY KEY REFERENCES places (id),
  main_id INTEGER REFERENCES places (id));
CREATE TABLE supplier_customers (
  id INTEGER PRIMARY KEY, supplier_id INTEGER NOT NULL REFERENCES suppliers (place_ptr_id),
  restaurant_id INTEGER NOT NULL REFERENCES restaurants (place_ptr_id), UNIQUE (supplier_id, restaurant_id));
CREATE TABLE tags (id INTEGER PRIMARY KEY, word TEXT NOT NULL);
CREATE TABLE place_tags (
  place_id INTEGER NOT NULL REFERENCES places (id), tag_id INTEGER NOT NULL REFERENCES tags (id),
  PRIMARY KEY (place_id, tag_id));
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL REFERENCES places (id), stars INTEGER NOT NULL, text TEXT NOT NULL);
-- Two parents, one of them over a link that is not the key; a key called as the parent's.
CREATE TABLE assets (id INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE);
CREATE TABLE food_trucks (
  id INTEGER PRIMARY KEY REFERENCES places (id), asset_id INTEGER NOT NULL UNIQUE REFERENCES assets (id),
  wheels INTEGER NOT NULL DEFAULT 4);
INSERT INTO cities VALUES (1, 'Chicago'), (2, 'Rome');
INSERT INTO places VALUES
  (1, 'Demon Dogs', '944 W. Fullerton', '1983-03-01', 1), (2, 'Ristorante Miron', '1234 W. Ash', '1990-05-02', 1),
  (3, 'Da Enzo', 'Via dei Vascellari', '1935-01-01', 2), (4, 'Lumber Yard', '11 Main', NULL, 1),
  (5, 'Central Market', '2 Market', '2000-01-01', NULL), (6, 'Taco Truck', 'Anywhere', '2015-07-01', 1);
INSERT INTO chefs VALUES (1, 'Albert'), (2, 'Bea');
INSERT INTO restaurants VALUES (1, 2, 0, NULL), (2, 4, 1, 1), (3, 5, 1, 2);
INSERT INTO italian_restaurants VALUES (2, 0), (3, 1);
INSERT INTO suppliers VALUES (4, NULL), (5, 1);
INSERT INTO supplier_customers VALUES (1, 4, 1), (2, 4, 2), (3, 5, 2);
INSERT INTO tags VALUES (1, 'cheap'), (2, 'old');
INSERT INTO place_tags VALUES (1, 1), (2, 2), (3, 1), (3, 2), (4, 1);
INSERT INTO reviews VALUES (1, 1, 3, 'fine'), (2, 2, 5, 'good'), (3, 2, 1, 'bad'), (4, 3, 5, 'best'), (5, 4, 2, 'wood');
INSERT INTO assets VALUES (7, 'T-7'), (8, 'T-8');
INSERT INTO food_trucks VALUES (6, 7, 6);
