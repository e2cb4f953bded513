"""Makes the sample database: generate.py FILE

The same rows every time, on every machine: the numbers come from a generator written out below, and no date is
today's.
"""

import datetime
import json
import os
import pathlib
import sqlite3
import struct
import sys

CUSTOMERS, PRODUCTS, ORDERS, REVIEWS = 260, 160, 900, 520

COUNTRIES = [
    ("AT", "Austria", 1), ("BR", "Brazil", 0), ("CH", "Switzerland", 0), ("CZ", "Czechia", 1), ("DE", "Germany", 1),
    ("DK", "Denmark", 1), ("ES", "Spain", 1), ("FR", "France", 1), ("GB", "United Kingdom", 0), ("IT", "Italy", 1),
    ("JP", "Japan", 0), ("NL", "Netherlands", 1), ("NO", "Norway", 0), ("PL", "Poland", 1), ("US", "United States", 0),
]
CITIES = {
    "AT": ["Wien", "Graz"], "BR": ["São Paulo", "Recife"], "CH": ["Zürich", "Genève"], "CZ": ["Praha", "Brno"],
    "DE": ["Berlin", "Köln", "Leipzig"], "DK": ["København", "Aarhus"], "ES": ["Madrid", "Málaga"],
    "FR": ["Paris", "Orléans", "Lyon"], "GB": ["London", "Leeds"], "IT": ["Roma", "Torino"], "JP": ["東京", "大阪"],
    "NL": ["Utrecht", "Delft"], "NO": ["Oslo", "Tromsø"], "PL": ["Łódź", "Kraków"], "US": ["Boston", "Portland"],
}
GIVEN = (
    "Ada Agnes Anton Beatriz Boris Carla Chiara Dagmar Edith Emil Eszter Fatima Felix Greta Hana Hugo Ines Ivan Jana "
    "Jonas Kenji Lars Léa Livia Łukasz Mads Maja Marta Mehmet Nils Noor Olga Otto Paula Pedro Rosa Ruth Sami Søren "
    "Tarek Thea Tomás Ugo Vera Wanda Yuki Zoë"
).split()
FAMILY = (
    "Almeida Andersen Becker Berg Bianchi Costa Dvořák Dubois Eriksen Fischer García Haas Ito Jansen Keller Kowalska "
    "Lindgren Martin Meyer Moreau Nakamura Novák O'Brien Olsen Pereira Rossi Sato Schäfer Silva Smit Taylor Torres "
    "Wagner Walker Weber Yılmaz Zieliński"
).split()
STREETS = ["Mill Lane", "Rue du Port", "Gartenstraße", "Via Verdi", "Storgata", "Calle Mayor", "Kerkstraat", "Station Road"]
CATEGORIES = [
    ("Kitchen", None), ("Garden", None), ("Office", None), ("Outdoors", None), ("Pots", "Kitchen"),
    ("Knives", "Kitchen"), ("Seeds", "Garden"), ("Tools", "Garden"), ("Paper", "Office"), ("Pens", "Office"),
    ("Fountain pens", "Pens"), ("Tents", "Outdoors"), ("Lamps", "Outdoors"),
]
THINGS = {
    "Pots": ["Stock pot", "Saucepan", "Casserole"], "Knives": ["Bread knife", "Paring knife", "Cleaver"],
    "Seeds": ["Basil seeds", "Radish seeds", "Poppy seeds"], "Tools": ["Spade", "Rake", "Pruning shears"],
    "Paper": ["Notebook", "Letter paper", "Index cards"], "Pens": ["Ballpoint", "Pencil set", "Brush pen"],
    "Fountain pens": ["Piston filler", "Pocket pen"], "Tents": ["Dome tent", "Tarp"],
    "Lamps": ["Head torch", "Oil lantern"],
}
STYLES = ["small", "large", "classic", "travel", "steel", "copper", "green", "double", "folding"]
SUPPLIERS = ["Nordlicht", "Atelier Lune", "Kōgei", "Harrow & Sons", "Fratelli Riva", "Old Mill", "Papír s.r.o.", "Verde"]
TAGS = ["bestseller", "eco", "gift", "handmade", "heavy", "imported", "new", "sale", "spare part", "vegan", "warranty"]
NOTES = ["Leave it with the neighbour.", "Ring twice!", "No plastic, please.", "100% paid in advance", "c/o the_office"]
TITLES = ["Very good", "As described", "Too small", "Would buy again", "Arrived broken", "Surprisingly light"]
BODIES = ["Does what it should.", "I bought two.", "The handle came off after a week.", "A present; they loved it."]


class Chance:
    """A 64-bit linear congruential generator (Knuth's constants), its upper bits taken."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def one_in(self, count):
        return self.below(count) == 0

    def of(self, items):
        return items[self.below(len(items))]

    def some(self, items, count):
        rest = list(items)
        return sorted(rest.pop(self.below(len(rest))) for _ in range(count))


def main():
    path = pathlib.Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside the old file, so that whoever reads that one keeps it.
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with sqlite3.connect(fresh) as db:
        db.executescript(pathlib.Path(__file__).with_name("schema.sql").read_text(encoding="utf-8"))
        db.execute("BEGIN")
        Shop(db, Chance(20)).fill()
        db.commit()
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
    db.close()
    fresh.replace(path)


class Shop:
    def __init__(self, db, chance):
        self.db = db
        self.chance = chance

    def insert(self, table, *values):
        marks = ", ".join("?" * len(values))
        self.db.execute(f"INSERT INTO {table} VALUES ({marks})", values)

    def moment(self, first_year, days):
        start = datetime.datetime(first_year, 1, 1)
        return start + datetime.timedelta(days=self.chance.below(days), seconds=self.chance.below(86400))

    def fill(self):
        # Customers come before their addresses and point at them.
        self.db.execute("PRAGMA defer_foreign_keys = ON")
        for row in COUNTRIES:
            self.insert("countries", *row)
        self.customers()
        self.products()
        self.warehouses()
        self.orders()
        self.reviews()

    def customers(self):
        chance = self.chance
        self.addresses_of = {}
        address = 0
        for customer in range(1, CUSTOMERS + 1):
            given, family = chance.of(GIVEN), chance.of(FAMILY)
            born = self.moment(1946, 58 * 365).date().isoformat() if not chance.one_in(5) else None
            preferences = {"newsletter": chance.one_in(3), "language": chance.of(["de", "en", "fr"])}
            if chance.one_in(4):
                preferences["interests"] = chance.some([name for name, _ in CATEGORIES], 2)
            count = 1 + chance.one_in(3) + chance.one_in(9)
            addresses = range(address + 1, address + count + 1)
            address += count
            self.addresses_of[customer] = addresses
            host = chance.of(["example.com", "example.org", "post.example", "spam.example"])
            self.insert(
                "customers", customer, f"{given} {family}", f"{plain(given)}.{plain(family)}{customer}@{host}",
                not chance.one_in(6), born, self.moment(2019, 4 * 365).isoformat(" "),
                json.dumps(preferences, ensure_ascii=False),
                1 + chance.below(customer - 1) if customer > 1 and chance.one_in(3) else None,
                addresses[0] if not chance.one_in(7) else None)
            for each in addresses:
                code = chance.of(COUNTRIES)[0]
                self.insert(
                    "addresses", each, customer, code, chance.of(CITIES[code]),
                    f"{chance.of(STREETS)} {1 + chance.below(180)}",
                    f"{10000 + chance.below(89999)}" if not chance.one_in(8) else None)

    def products(self):
        chance = self.chance
        ids = {name: number for number, (name, _) in enumerate(CATEGORIES, 1)}
        for name, parent in CATEGORIES:
            self.insert("categories", ids[name], name, ids.get(parent))
        for number, name in enumerate(SUPPLIERS, 1):
            website = f"https://{plain(name)}.example" if not chance.one_in(4) else None
            self.insert("suppliers", number, name, chance.of(COUNTRIES)[0], website)
        for number, name in enumerate(TAGS, 1):
            self.insert("tags", number, name)
        self.prices = {}
        kinds = sorted(THINGS)
        for product in range(1, PRODUCTS + 1):
            category = chance.of(kinds)
            self.prices[product] = cents = 195 + 5 * chance.below(1800)
            details = {"colour": chance.of(["red", "blue", "grey"]), "sizes": chance.some([1, 2, 5, 10], 2)}
            self.insert(
                "products", product, f"{category[:2].upper()}-{1000 + product}",
                f"{chance.of(THINGS[category])}, {chance.of(STYLES)}", ids[category],
                1 + chance.below(len(SUPPLIERS)) if not chance.one_in(10) else None, cents / 100,
                (20 + chance.below(4000)) / 1000 if not chance.one_in(6) else None, not chance.one_in(8),
                self.moment(2015, 9 * 365).date().isoformat() if not chance.one_in(12) else None,
                json.dumps(details) if not chance.one_in(5) else None,
                bitmap(chance.below(2**24)) if chance.one_in(3) else None)
            for tag in chance.some(range(1, len(TAGS) + 1), chance.below(4)):
                self.insert("product_tags", product, tag)

    def warehouses(self):
        chance = self.chance
        employee = 0
        for warehouse, (name, code) in enumerate([("North", "DK"), ("Centre", "DE"), ("South", "IT")], 1):
            self.insert("warehouses", warehouse, name, code)
            head = None
            for _ in range(6):
                employee += 1
                manager = head if head is not None else (1 if employee > 1 else None)
                self.insert(
                    "employees", employee, f"{chance.of(GIVEN)} {chance.of(FAMILY)}",
                    warehouse if not chance.one_in(6) else None, manager, self.moment(2012, 4000).date().isoformat())
                head = head if head is not None else employee
            for product in range(1, PRODUCTS + 1):
                if chance.one_in(3):
                    continue
                counted = self.moment(2024, 300).isoformat(" ") if not chance.one_in(5) else None
                self.insert("stock", warehouse, product, chance.below(240), counted)

    def orders(self):
        chance = self.chance
        payment = 0
        for order in range(1, ORDERS + 1):
            customer = 1 + chance.below(CUSTOMERS)
            placed = self.moment(2022, 3 * 365)
            status = chance.of(["open", "paid", "shipped", "shipped", "shipped", "returned"])
            shipped = placed + datetime.timedelta(hours=6 + chance.below(200)) if status in ("shipped", "returned") else None
            address = chance.of(self.addresses_of[customer]) if not chance.one_in(15) else None
            self.insert(
                "orders", order, customer, address, status, placed.isoformat(" "), shipped and shipped.isoformat(" "),
                chance.one_in(9), chance.of(NOTES) if chance.one_in(7) else None)
            total = 0
            for line in range(1, 2 + chance.below(4)):
                product, quantity = 1 + chance.below(PRODUCTS), 1 + chance.below(4)
                # What was paid is not always what the list says today.
                cents = self.prices[product] - (50 if chance.one_in(5) else 0)
                total += cents * quantity
                self.insert("order_lines", order, line, product, quantity, cents / 100)
            if status != "open":
                payment += 1
                paid = placed + datetime.timedelta(minutes=chance.below(9000))
                self.insert(
                    "payments", payment, order, chance.of(["card", "card", "invoice", "transfer"]), total / 100,
                    paid.isoformat(" "))

    def reviews(self):
        chance = self.chance
        seen = set()
        while len(seen) < REVIEWS:
            pair = 1 + chance.below(PRODUCTS), 1 + chance.below(CUSTOMERS)
            if pair in seen:
                continue
            seen.add(pair)
            title = chance.of(TITLES) if not chance.one_in(4) else None
            self.insert(
                "reviews", len(seen), *pair, 1 + max(chance.below(5), chance.below(5)), title, chance.of(BODIES),
                self.moment(2022, 3 * 365).isoformat(" "))


def plain(name):
    """The letters of a name that an address may hold."""
    spelled = name.lower().translate(str.maketrans("áéíóúäöüāōřšňńłøëıñç", "aeiouaouaorsnnloeinc"))
    return "".join(letter for letter in spelled if "a" <= letter <= "z")


def bitmap(colour):
    """A picture of 4 x 4 points in one colour, as a BMP file."""
    points = colour.to_bytes(3, "little") * 16
    return struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54 + len(points), 0, 0, 54, 40, 4, 4, 1, 24, 0, len(points), 0, 0, 0, 0) + points


if __name__ == "__main__":
    main()
