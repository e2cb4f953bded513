// The header from C++17: owned handles, errors as exceptions.
#include "noormme.h"
#include "noormme.h"

#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support.h"

namespace {

struct Failure : std::runtime_error {
    noormme_status code;
    explicit Failure(noormme_error *error)
        : std::runtime_error(noormme_error_message(error, nullptr)), code(noormme_error_code(error)) {
        noormme_error_free(&error);
    }
};

template <typename Call> void run(Call call) {
    noormme_error *error = nullptr;
    if (call(&error) != NOORMME_OK) throw Failure(error);
}

struct Close {
    void operator()(noormme_db *db) const { noormme_db_close(&db); }
    void operator()(noormme_queryset *queryset) const { noormme_queryset_free(&queryset); }
};

class QuerySet {
    std::shared_ptr<noormme_queryset> handle;
    explicit QuerySet(noormme_queryset *raw) : handle(raw, Close()) {}

  public:
    QuerySet(noormme_db *db, std::string_view model) {
        noormme_queryset *raw = nullptr;
        run([&](noormme_error **e) { return noormme_queryset_new(db, model.data(), model.size(), &raw, e); });
        handle.reset(raw, Close());
    }
    QuerySet filter(std::string_view condition) const {
        noormme_queryset *raw = nullptr;
        run([&](noormme_error **e) {
            return noormme_queryset_filter(handle.get(), condition.data(), condition.size(), &raw, e);
        });
        return QuerySet(raw);
    }
    QuerySet operator|(const QuerySet &other) const {
        noormme_queryset *raw = nullptr;
        run([&](noormme_error **e) {
            return noormme_queryset_or(handle.get(), other.handle.get(), &raw, e);
        });
        return QuerySet(raw);
    }
    std::string get() const {
        noormme_buffer buffer = NOORMME_BUFFER_INIT;
        run([&](noormme_error **e) { return noormme_queryset_get(handle.get(), nullptr, 0, &buffer, e); });
        std::string text(buffer.data, buffer.size);
        noormme_buffer_dispose(&buffer);
        return text;
    }
    std::int64_t count() const {
        std::int64_t count = 0;
        run([&](noormme_error **e) { return noormme_queryset_count(handle.get(), &count, e); });
        return count;
    }
};

} // namespace

int main(int argc, char **argv) {
    std::string path = make_database(argc, argv);
    {
        noormme_db *raw = nullptr;
        run([&](noormme_error **e) { return noormme_db_open(path.data(), path.size(), nullptr, 0, &raw, e); });
        std::unique_ptr<noormme_db, Close> db(raw);
        QuerySet posts(db.get(), "posts");
        QuerySet notes = posts.filter(R"({"title__icontains": "notes"})");
        QuerySet by_bob = posts.filter(R"({"author__name": "Bob"})");
        CHECK(posts.count() == 3);
        CHECK(notes.count() == 2);
        CHECK((notes | by_bob).count() == 3);
        CHECK(by_bob.get() == R"({"id":3,"title":"Nuts","author_id":2,"views":3})");
        try {
            notes.get();
            CHECK(false);
        } catch (const Failure &failure) {
            CHECK(failure.code == NOORMME_MULTIPLE_OBJECTS_RETURNED);
        }
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; thread++) threads.emplace_back([&] {
            for (int round = 0; round < rounds(100); round++) CHECK(notes.filter(R"({"id": 1})").count() == 1);
        });
        for (auto &thread : threads) thread.join();
    }
    CHECK(noormme_handle_count() == 0);
    return 0;
}
