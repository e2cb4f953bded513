"""peewee."""

import json

import peewee
from protocol import NOTE, PRAGMAS, Work, keys, serve

DATABASE = peewee.SqliteDatabase(None)


class Model(peewee.Model):
    class Meta:
        database = DATABASE


class User(Model):
    email = peewee.TextField()
    name = peewee.TextField()
    age = peewee.IntegerField()
    is_active = peewee.BooleanField()
    balance = peewee.FloatField()
    joined = peewee.TextField()
    bio = peewee.TextField(null=True)

    class Meta:
        table_name = "users"


class Post(Model):
    author = peewee.ForeignKeyField(User, backref="posts")
    title = peewee.TextField()
    body = peewee.TextField()
    likes = peewee.IntegerField()
    published = peewee.TextField()

    class Meta:
        table_name = "posts"


class Event(Model):
    kind = peewee.TextField()
    amount = peewee.IntegerField()
    ratio = peewee.FloatField()
    note = peewee.TextField(null=True)

    class Meta:
        table_name = "events"


def open_database(path: str) -> None:
    DATABASE.init(path)
    DATABASE.connect()
    for pragma in PRAGMAS:
        DATABASE.execute_sql(pragma)


def works() -> dict[str, Work]:
    key = keys()

    def first(number: int):
        return User.select().order_by(User.id).limit(number)

    def bulk_create() -> int:
        with DATABASE.atomic():
            Event.bulk_create([Event(**{**NOTE, "amount": n}) for n in range(10_000)], batch_size=200)
        return 10_000

    def page():
        return list(
            Post.select(Post, User)
            .join(User)
            .where(User.is_active == True, Post.likes >= 900)  # noqa: E712
            .order_by(Post.likes.desc(), Post.id)
            .limit(10)
        )

    return {
        "get_pk": Work(lambda: User.get_by_id(next(key)), lambda _: 1),
        "get_unique": Work(lambda: User.get(User.email == f"user{next(key)}@example.com"), lambda _: 1),
        "page": Work(page, len),
        "rows_1k": Work(lambda: list(first(1_000)), len),
        "rows_100k": Work(lambda: list(first(100_000)), len),
        "json_1k": Work(lambda: json.dumps(list(first(1_000).dicts())), lambda text: len(json.loads(text))),
        "json_100k": Work(lambda: json.dumps(list(first(100_000).dicts())), lambda text: len(json.loads(text))),
        "prefetch": Work(
            lambda: peewee.prefetch(first(100), Post.select()),
            lambda rows: sum(1 + len(row.posts) for row in rows),
        ),
        "count": Work(lambda: User.select().where(User.age >= 60).count()),
        "aggregate": Work(
            lambda: Post.select(
                peewee.fn.SUM(Post.likes), peewee.fn.AVG(Post.likes), peewee.fn.MAX(Post.likes)
            ).scalar(as_tuple=True),
            lambda answer: answer[0],
        ),
        "create": Work(lambda: Event.create(**NOTE), lambda _: 1),
        "bulk_create": Work(bulk_create, undo=lambda: Event.delete().execute()),
        "update": Work(lambda: User.update(balance=User.balance + 1).where(User.age == 30).execute()),
    }


serve(peewee.__version__, open_database, works)
