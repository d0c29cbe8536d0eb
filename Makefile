# The front door. Every target installs what is missing on a Debian machine (as root, or through sudo), then does its work.
#
#   make demo      build Twin and watch a run pause, be answered and go on
#   make test      everything that must be true, as tests
#   make build     the release binary, static but for the C libraries, at .build/release/twin
#   make bench     how fast it is, as ratios measured in one run
#   make install   copy the binary to $(PREFIX)/bin
#   make grammar   write the generated Swift from Grammar/
#   make time-zones  take in this machine's time zone database (package tzdata)
#   make format    format the sources

PREFIX ?= /usr/local
SWIFT ?= swift
PACKAGES := libyaml-dev libsqlite3-dev libre2-dev tzdata chromium-headless-shell ffmpeg fonts-liberation
BENCH_PACKAGES := lua5.4
# The recorder's window, and a screen for it that nobody sees.
TEST_PACKAGES := chromium xvfb
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
RELEASE_FLAGS := -c release -Xswiftc -static-stdlib

.PHONY: demo build test bench install grammar time-zones format packages bench-packages test-packages clean

packages:
	@missing=""; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; $(SUDO) apt-get update -q >/dev/null && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing >/dev/null; fi

bench-packages: packages
	@missing=""; for p in $(BENCH_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -q >/dev/null && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing >/dev/null; fi

test-packages: packages
	@missing=""; for p in $(TEST_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -q >/dev/null && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing >/dev/null; fi

build: packages
	$(SWIFT) build $(RELEASE_FLAGS) --product twin

# Runs against the demo site on this machine, in a folder of its own; every command is shown as one would type it.
demo: build
	@bash Sources/DemoSite/demo.sh .build/release/twin

test: test-packages
	$(SWIFT) test --disable-xctest --skip 'BrowserTests|DashboardTests|BrowserJourney'
	$(SWIFT) test --disable-xctest --no-parallel --filter 'BrowserTests|DashboardTests|BrowserJourney'

bench: bench-packages
	$(SWIFT) build $(RELEASE_FLAGS) --product twin-bench
	$(SWIFT) build $(RELEASE_FLAGS) --product twin
	.build/release/twin-bench

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
