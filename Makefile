# The front door. Every target installs what is missing on a Debian machine (as root, or through sudo), then does its work.
#
#   make demo      build Twin and watch a run pause, be answered and go on
#   make test      everything that must be true, as tests
#   make build     the release binary, static but for libc and libyaml, at .build/release/twin
#   make bench     how fast it is, as ratios measured in one run
#   make bench-miniwob   web tasks with a judge of their own (PyPI miniwob), each done by a skill without a model
#   make curve     what ten runs of a skill cost, one after another, as tables (BEDS=folder: on real sites too)
#   make start-order  look again what short commands run and touch, for the linker to lay side by side
#   make install   copy the binary to $(PREFIX)/bin
#   make grammar   write the generated Swift from Grammar/
#   make time-zones  take in this machine's time zone database (package tzdata)
#   make format    format the sources

PREFIX ?= /usr/local
SWIFT ?= swift
PACKAGES := libyaml-dev libsqlite3-dev libre2-dev tzdata chromium-headless-shell ffmpeg fonts-liberation libcurl4-openssl-dev
BENCH_PACKAGES := lua5.4
# The recorder's window, and a screen for it that nobody sees; shells that complete.
TEST_PACKAGES := chromium xvfb zsh fish
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PYTHON_PACKAGES := python3-venv
PEERS := standardwebhooks==1.1.0 cryptography aiosmtpd==1.4.6 mcp==2.3.0 schemathesis==4.32.5
# Types are asked for with the conformances that are known while compiling: by their mangled names, as the compiler does to keep
# programs small, each is looked for at run time among all conformances of all modules. And no folder is searched for libraries
# that are none of ours.
RELEASE_FLAGS := -c release -Xswiftc -static-stdlib -Xswiftc -Xfrontend \
	-Xswiftc -disable-concrete-type-metadata-mangled-name-accessors --disable-local-rpath
TOOLCHAIN := $(dir $(realpath $(shell command -v $(SWIFT))))

.PHONY: demo build test bench bench-miniwob curve start-order static-libraries install grammar time-zones format packages bench-packages test-packages clean python

packages:
	@missing=""; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; $(SUDO) apt-get update -q >/dev/null && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing >/dev/null; fi

# Programs of other people that the tests let Twin speak with (Tests/Peers), in an environment of their own. Without them those
# tests are skipped and say so.
python: .build/python/peers
.build/python/peers: Makefile | packages
	@for p in $(PYTHON_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$p >/dev/null; done
	@mkdir -p .build && python3 -m venv .build/python && .build/python/bin/pip install -q --disable-pip-version-check $(PEERS) \
	&& touch $@ || echo "the tests that speak with Python programs will be skipped: they could not be installed"

bench-packages: packages
	@missing=""; for p in $(BENCH_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -q >/dev/null && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing >/dev/null; fi

test-packages: packages
	@missing=""; for p in $(TEST_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -q >/dev/null && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing >/dev/null; fi

# Static libraries alone in a folder, where the linker finds them before the shared ones; those are taken where one is missing.
static-libraries:
	@mkdir -p .build/static; for l in stdc++ sqlite3 z; do file=$$($(TOOLCHAIN)clang -print-file-name=lib$$l.a 2>/dev/null); \
	[ ! -f "$$file" ] || ln -sf "$$file" .build/static/lib$$l.a; done

build: packages static-libraries
	$(SWIFT) build $(RELEASE_FLAGS) --product twin

# Runs against the demo site on this machine, in a folder of its own; every command is shown as one would type it.
demo: build
	@bash Sources/DemoSite/demo.sh .build/release/twin

test: test-packages python
	$(SWIFT) test --disable-xctest --skip 'BrowserTests|DashboardTests|BrowserJourney'
	$(SWIFT) test --disable-xctest --no-parallel --filter 'BrowserTests|DashboardTests|BrowserJourney'

bench: bench-packages static-libraries
	$(SWIFT) build $(RELEASE_FLAGS) --product twin-bench
	$(SWIFT) build $(RELEASE_FLAGS) --product twin
	.build/release/twin-bench

# The pages come from PyPI and are kept below .build; they are no part of Twin.
MINIWOB := .build/miniwob
bench-miniwob: build
	$(SWIFT) build $(RELEASE_FLAGS) --product twin-miniwob
	@[ -d $(MINIWOB)/miniwob/html ] || { command -v unzip >/dev/null && command -v pip >/dev/null || \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-pip unzip >/dev/null; \
	pip download -q --no-deps -d $(MINIWOB) miniwob==1.1.0 && unzip -q -o $(MINIWOB)/miniwob-1.1.0-*.whl -d $(MINIWOB); }
	.build/release/twin-miniwob $(MINIWOB)/miniwob/html Benchmarks/miniwob

curve: build
	python3 Benchmarks/curve/curve.py .build/release/twin $(BEDS)

start-order: build
	@command -v valgrind >/dev/null && command -v readelf >/dev/null || \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends valgrind binutils >/dev/null
	python3 Benchmarks/start/order.py .build/release/twin .build/release/twin.product/Objects.LinkFileList \
	$(TOOLCHAIN)../lib/swift_static/linux

install: build
	install -D -m755 .build/release/twin $(DESTDIR)$(PREFIX)/bin/twin
	strip $(DESTDIR)$(PREFIX)/bin/twin

grammar:
	TWIN_ROOMS=pure $(SWIFT) run --scratch-path .build-pure generate-grammar

time-zones: packages
	TWIN_ROOMS=pure $(SWIFT) run --scratch-path .build-pure generate-grammar --time-zones

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

clean:
	rm -rf .build .build-pure
