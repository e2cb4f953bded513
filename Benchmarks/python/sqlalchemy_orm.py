"""SQLAlchemy's ORM: a session for each unit of work, as its documentation advises."""

import json

import sqlalchemy
from protocol import NOTE, PRAGMAS, Work, keys, serve
from sqlalchemy import ForeignKey, create_engine, event, func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload

ENGINE: sqlalchemy.Engine


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    age: Mapped[int]
    is_active: Mapped[bool]
    balance: Mapped[float]
    joined: Mapped[str]
    bio: Mapped[str | None]
    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    body: Mapped[str]
    likes: Mapped[int]
    published: Mapped[str]
    author: Mapped[User] = relationship(back_populates="posts")


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    amount: Mapped[int]
    ratio: Mapped[float]
    note: Mapped[str | None]


def open_database(path: str) -> None:
    global ENGINE
    ENGINE = create_engine(f"sqlite:///{path}")

    @event.listens_for(ENGINE, "connect")
    def configure(connection, _):
        for pragma in PRAGMAS:
            connection.execute(pragma)


def works() -> dict[str, Work]:
    key = keys()

    def read(statement):
        with Session(ENGINE) as session:
            return session.scalars(statement).unique().all()

    def write(statement) -> int:
        with Session(ENGINE) as session, session.begin():
            return session.execute(statement).rowcount

    def create() -> int:
        with Session(ENGINE) as session, session.begin():
            session.add(Event(**NOTE))
            session.flush()
        return 1

    def bulk_create() -> int:
        with Session(ENGINE) as session, session.begin():
            session.add_all([Event(**{**NOTE, "amount": n}) for n in range(10_000)])
        return 10_000

    def aggregate() -> int:
        with Session(ENGINE) as session:
            return session.execute(select(func.sum(Post.likes), func.avg(Post.likes), func.max(Post.likes))).one()[0]

    def count() -> int:
        with Session(ENGINE) as session:
            return session.scalar(select(func.count()).select_from(User).where(User.age >= 60))

    def first(number: int):
        return select(User).order_by(User.id).limit(number)

    columns = User.__table__.columns

    def as_json(number: int) -> str:
        with ENGINE.connect() as connection:
            rows = connection.execute(select(*columns).order_by(User.id).limit(number))
            return json.dumps([dict(row) for row in rows.mappings()])

    page = (
        select(Post)
        .join(Post.author)
        .where(User.is_active == True, Post.likes >= 900)  # noqa: E712
        .options(joinedload(Post.author))
        .order_by(Post.likes.desc(), Post.id)
        .limit(10)
    )
    return {
        "get_pk": Work(lambda: read(select(User).where(User.id == next(key)))[0], lambda _: 1),
        "get_unique": Work(
            lambda: read(select(User).where(User.email == f"user{next(key)}@example.com"))[0], lambda _: 1
        ),
        "page": Work(lambda: read(page), len),
        "rows_1k": Work(lambda: read(first(1_000)), len),
        "rows_100k": Work(lambda: read(first(100_000)), len),
        "json_1k": Work(lambda: as_json(1_000), lambda text: len(json.loads(text))),
        "json_100k": Work(lambda: as_json(100_000), lambda text: len(json.loads(text))),
        "prefetch": Work(
            lambda: read(first(100).options(selectinload(User.posts))),
            lambda rows: sum(1 + len(row.posts) for row in rows),
        ),
        "count": Work(count),
        "aggregate": Work(aggregate),
        "create": Work(create),
        "bulk_create": Work(bulk_create, undo=lambda: write(sqlalchemy.delete(Event))),
        "update": Work(lambda: write(update(User).where(User.age == 30).values(balance=User.balance + 1))),
    }


serve(sqlalchemy.__version__, open_database, works)
