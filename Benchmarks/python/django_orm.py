"""Django's ORM."""

import json

import django
from django.conf import settings
from protocol import NOTE, PRAGMAS, Work, keys, serve


def open_database(path: str) -> None:
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": path,
                "OPTIONS": {"init_command": "; ".join(PRAGMAS)},
            }
        },
        USE_TZ=False,
    )
    django.setup()


def works() -> dict[str, Work]:
    from django.db import models, transaction
    from django.db.models import Avg, F, Max, Sum

    class User(models.Model):
        email = models.TextField(unique=True)
        name = models.TextField()
        age = models.IntegerField()
        is_active = models.BooleanField()
        balance = models.FloatField()
        joined = models.TextField()
        bio = models.TextField(null=True)

        class Meta:
            app_label, db_table, managed = "bench", "users", False

    class Post(models.Model):
        author = models.ForeignKey(User, models.CASCADE, related_name="posts")
        title = models.TextField()
        body = models.TextField()
        likes = models.IntegerField()
        published = models.TextField()

        class Meta:
            app_label, db_table, managed = "bench", "posts", False

    class Event(models.Model):
        kind = models.TextField()
        amount = models.IntegerField()
        ratio = models.FloatField()
        note = models.TextField(null=True)

        class Meta:
            app_label, db_table, managed = "bench", "events", False

    key = keys()
    users, posts, events = User.objects, Post.objects, Event.objects

    def bulk_create() -> int:
        with transaction.atomic():
            return len(events.bulk_create([Event(**{**NOTE, "amount": n}) for n in range(10_000)]))

    def related(rows) -> int:
        return sum(1 + len(row.posts.all()) for row in rows)

    def first(count: int):
        return users.order_by("id")[:count]

    return {
        "get_pk": Work(lambda: users.get(id=next(key)), lambda _: 1),
        "get_unique": Work(lambda: users.get(email=f"user{next(key)}@example.com"), lambda _: 1),
        "page": Work(
            lambda: list(
                posts.filter(author__is_active=True, likes__gte=900)
                .select_related("author")
                .order_by("-likes", "id")[:10]
            ),
            len,
        ),
        "rows_1k": Work(lambda: list(first(1_000)), len),
        "rows_100k": Work(lambda: list(first(100_000)), len),
        "json_1k": Work(lambda: json.dumps(list(first(1_000).values())), lambda text: len(json.loads(text))),
        "json_100k": Work(lambda: json.dumps(list(first(100_000).values())), lambda text: len(json.loads(text))),
        "prefetch": Work(lambda: list(first(100).prefetch_related("posts")), related),
        "count": Work(lambda: users.filter(age__gte=60).count()),
        "aggregate": Work(
            lambda: posts.aggregate(total=Sum("likes"), mean=Avg("likes"), most=Max("likes")),
            lambda answer: answer["total"],
        ),
        "create": Work(lambda: events.create(**NOTE), lambda _: 1),
        "bulk_create": Work(bulk_create, undo=lambda: events.all().delete()),
        "update": Work(lambda: users.filter(age=30).update(balance=F("balance") + 1)),
    }


serve(django.__version__, open_database, works)
