# The ways into this repository. README.md says what each does; scripts/ holds how.

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
VERSION := $(shell sed -n 's/^\#define NOORMME_VERSION "\(.*\)"/\1/p' include/noormme.h)

.PHONY: demo test check bench lib cli install uninstall

# Builds everything and shows it at work: on a sample database, or read-only on a file of one's own with
# DB=path/to/any.sqlite.
demo: export DEMO_DB := $(value DB)
demo:
	@scripts/demo "$$DEMO_DB"

# Installs what the checks need, builds everything and runs every test of every language.
test:
	@scripts/setup
	@scripts/check $(CHECK_FLAGS)

# The same on a machine that is set up. CHECK_FLAGS=--full adds the long runs.
check:
	@scripts/check $(CHECK_FLAGS)

# Measures it beside its peers; writes Benchmarks/results. BENCH_FLAGS="--rounds 3 --only get_pk" narrows it.
bench:
	@scripts/bench $(BENCH_FLAGS)

# build/libnoormme.so. BUILD_SO_FLAGS=--static-sqlite puts SQLite into it.
lib:
	scripts/build-so $(BUILD_SO_FLAGS)

# build/noormme, the command.
cli:
	scripts/build-cli

# The library, the headers, the pkg-config file and the command, under PREFIX. SKIP_LIB=1 takes what is in build/ as it is.
install: $(if $(SKIP_LIB),,lib cli)
	install -d "$(DESTDIR)$(LIBDIR)/pkgconfig" "$(DESTDIR)$(PREFIX)/include"
	install -m 755 build/libnoormme.so "$(DESTDIR)$(LIBDIR)/libnoormme.so.$(VERSION)"
	ln -sf libnoormme.so.$(VERSION) "$(DESTDIR)$(LIBDIR)/libnoormme.so.0"
	ln -sf libnoormme.so.0 "$(DESTDIR)$(LIBDIR)/libnoormme.so"
	install -m 644 include/noormme*.h "$(DESTDIR)$(PREFIX)/include"
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@VERSION@|$(VERSION)|' noormme.pc.in \
	    >"$(DESTDIR)$(LIBDIR)/pkgconfig/noormme.pc"
	if [ -f build/noormme ]; then install -d "$(DESTDIR)$(PREFIX)/bin" && \
	    install -m 755 build/noormme "$(DESTDIR)$(PREFIX)/bin/noormme"; fi

uninstall:
	rm -f "$(DESTDIR)$(LIBDIR)"/libnoormme.so "$(DESTDIR)$(LIBDIR)"/libnoormme.so.0 \
	    "$(DESTDIR)$(LIBDIR)/libnoormme.so.$(VERSION)" "$(DESTDIR)$(LIBDIR)/pkgconfig/noormme.pc" \
	    $(patsubst include/%,"$(DESTDIR)$(PREFIX)/include/%",$(wildcard include/noormme*.h)) \
	    "$(DESTDIR)$(PREFIX)/bin/noormme"
