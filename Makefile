# Everything a developer types. `make help` prints the targets; CI runs `make check` and nothing else.
# Debug and release builds, tests and CI use the same flags, so that nothing is ever built twice.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# An import of a sibling target that Package.swift does not declare is an error, not an accident of build order.
FLAGS := --explicit-target-dependency-import-check error
# The linker that comes with Swift makes the smaller programs. Nothing looks for a symbol in them by name, so they list
# none for that (2.5 MB of jobctl), and functions that are the same, byte for byte, are kept once where nobody compares
# their addresses (`safe`: 0.5 MB; `all` would also fold those whose addresses C code may compare). What names functions
# in a backtrace, the symbol table and the unwind tables, stays. Relative relocations packed as RELR would save 1.5 MB
# more, but such a program starts with glibc 2.36 or newer only.
LINKED := -Xswiftc -use-ld=lld -Xlinker --icf=safe -Xlinker --no-export-dynamic -Xlinker --exclude-libs=ALL
RELEASE := $(FLAGS) -c release --static-swift-stdlib $(LINKED)
# In parts, one after another: tests start processes and sockets, and two cores do not run all of them at once.
TESTED = swift test --skip-build --disable-xctest $(FLAGS)
# Of a part that runs in parallel so many tests at once: begun all together, each of a thousand would wait for the rest.
WIDTH = $(shell swift test --help-hidden 2> /dev/null | grep maximum-parallelization-width > /dev/null \
  && echo --experimental-maximum-parallelization-width 24)
# Those that compute for seconds without a pause: beside them, what asks the engine a thousand times waits a minute.
MODELS = JobCoreTests\.(JobStoreModel|JobGraphModel|JobLimitModel|StoreTwins|FailedTransaction|Ledger|NameGlob)Tests
# Those that start worker processes, servers and threads: one at a time, or they starve each other of time; and those
# that need an inotify instance, of which a user has 128 as a rule: so many queues are open at once in the first part;
# and those that carry thousands of jobs out.
HEAVY = JobCoreTests\.(Worker|JobWorker|JobValues|AttemptCarrier|ProcessExecutor|HTTP|WithoutHTTP|JobHandle|JobQueueHandles|JobQueueScope|JobContext|InProcess|Thread|JobLog|LogFollower|LogWatch|HeldLogs|Callback|ParentFiles)|(OutboundTests|HTTPJobsTests|WebhooksTests)\.
# Those that measure how soon something comes; daemons that have hardly a descriptor left, which end when the machine is
# so busy that their libraries want one more; and those that carry tens of thousands of jobs out, or megabytes, in a time.
ALONE = EndToEndTests\.(ShortageTests|RemoteWorkerTests|SlowPeerCrowdTests|EventCrowdTests|BatchCrashTests|StandardStreamTests)
LINTED := Package.swift Sources Tests $(wildcard Benchmarks/Package.swift Benchmarks/Sources Examples/Package.swift Examples/Sources)
VERSION = $(shell sed -n 's/.*static let current = "\(.*\)".*/\1/p' Sources/JobWire/Version.swift)
DIST = jobd-$(VERSION)-linux-$(shell uname -m)

# Of all rounds together. The short ones keep their seed, so that what fails in CI fails here; others draw one.
TORTURE_SECONDS ?= 600
TORTURE_SHORT_SECONDS ?= 60
TORTURE_SHORT_SEED ?= 1
# Without `files`, for as long as it shows that replaced files are not noticed.
TORTURE_SHORT_ROUNDS ?= kills power faults clock model flow front
TORTURE = PYTHONDONTWRITEBYTECODE=1 python3 Torture/torture.py $(if $(TORTURE_DATA),--data "$(TORTURE_DATA)")

.PHONY: help deps test-deps run build release test test-python lint fmt tidy bench examples check docs dist clean
.PHONY: torture torture-short torture-planted openapi-check

help: ## list these targets
	@echo "Start here:  make run   (builds jobd, starts it on a private database and shows it at work)"
	@echo "             make test  (builds and runs every test)"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## install the one system package jobd needs (libsqlite3-dev), if it is missing
	@deploy/setup

test-deps:
	@deploy/setup --tests

run: release ## build a release, start jobd on a private database, run real jobs on it, stop it
	@deploy/demo.sh "$$(swift build $(RELEASE) --show-bin-path)"

build: deps ## debug build of everything
	swift build $(FLAGS)

release: deps ## release build of jobd and jobctl, Swift runtime linked in
	swift build $(RELEASE) --product jobd
	swift build $(RELEASE) --product jobctl

test: test-deps ## build and run every test, end with the counts
	swift build --build-tests $(FLAGS)
	@rm -f .build/test.log
	@$(TESTED) $(WIDTH) --skip EndToEndTests --skip TidyTests --skip jobdTests --skip HTTPFrontTests --skip '$(MODELS)' \
		--skip '$(HEAVY)' 2>&1 | tee -a .build/test.log
	@$(TESTED) --filter '$(MODELS)' 2>&1 | tee -a .build/test.log
	@$(TESTED) --no-parallel --filter '$(HEAVY)' 2>&1 | tee -a .build/test.log
	@$(TESTED) --no-parallel --filter HTTPFrontTests 2>&1 | tee -a .build/test.log
	@$(TESTED) --filter jobdTests 2>&1 | tee -a .build/test.log
	@$(TESTED) --filter TidyTests 2>&1 | tee -a .build/test.log
	@$(TESTED) $(WIDTH) --filter EndToEndTests --skip '$(ALONE)' 2>&1 | tee -a .build/test.log
	@$(TESTED) --no-parallel --filter '$(ALONE)' 2>&1 | tee -a .build/test.log
	@$(MAKE) --no-print-directory test-python 2>&1 | tee -a .build/test.log
	@echo; grep -aE 'Test run with|^Ran [0-9]+ tests' .build/test.log

test-python: test-deps ## the tests of the Python module alone, with the debug build of jobd as its daemon
	swift build $(FLAGS) --product jobd
	@bin="$$(swift build $(FLAGS) --show-bin-path)" && cd clients/python && \
		JOBD_BIN="$$bin/jobd" PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover -s tests

lint: ## check the format of every Swift file (swift format, strict)
	swift format lint --strict --parallel --recursive $(LINTED)

fmt: ## format every Swift file in place
	swift format --in-place --parallel --recursive $(LINTED)

tidy: deps ## check the rules of the source tree: who imports whom, names, lengths, banned words
	swift build --build-tests $(FLAGS)
	swift test --skip-build --disable-xctest $(FLAGS) --filter TidyTests

bench: release ## run the benchmarks, each beside its reference
	swift build -c release --package-path Benchmarks
	@"$$(swift build -c release --package-path Benchmarks --show-bin-path)/jobd-bench" --bin "$$(swift build $(RELEASE) --show-bin-path)"

# In the same scratch folder, with the same versions: the dependencies and JobCore itself are built already.
EXAMPLES = swift build --package-path Examples --scratch-path "$(CURDIR)/.build"
examples: test-deps ## build the example programs (a package of their own), run them, check what they say
	@if [ -e Package.resolved ]; then cp Package.resolved Examples/; fi
	$(EXAMPLES)
	@Examples/check.sh "$$($(EXAMPLES) --show-bin-path)"
	swift build $(FLAGS) --product jobd
	swift build $(FLAGS) --product jobctl
	@Examples/asyncio/check.sh "$$(swift build $(FLAGS) --show-bin-path)"

torture: release ## kill jobd, cut its power, break its disk (docs/trust.md): TORTURE_SECONDS, _SEED, _DATA, _ROUNDS
	@$(TORTURE) $(TORTURE_ROUNDS) --bin "$$(swift build $(RELEASE) --show-bin-path)" --seconds $(TORTURE_SECONDS) \
		$(if $(TORTURE_SEED),--seed $(TORTURE_SEED))

torture-short: test-deps ## the same for about a minute, and the tests of the rounds themselves
	swift build $(FLAGS) --product jobd
	@cd Torture && PYTHONDONTWRITEBYTECODE=1 JOBD_BIN="$$(swift build $(FLAGS) --show-bin-path)/jobd" \
		python3 -m unittest tests.test_framework tests.test_disk tests.test_faults tests.test_oracle tests.test_page \
		tests.test_model.TestSmallest tests.test_flow.TestOracle tests.test_flow.TestNamed tests.test_clock.TestHands \
		tests.test_clock.TestCalendar tests.test_front tests.test_described
	@$(TORTURE) $(TORTURE_SHORT_ROUNDS) --bin "$$(swift build $(FLAGS) --show-bin-path)" \
		--seconds $(TORTURE_SHORT_SECONDS) --seed $(TORTURE_SHORT_SEED)

torture-planted: release ## all tests of the rounds: each defect that can be planted has to be found (some minutes)
	@bin="$$(swift build $(RELEASE) --show-bin-path)" && cd Torture && \
		PYTHONDONTWRITEBYTECODE=1 JOBD_BIN="$$bin/jobd" python3 -m unittest discover -s tests -t .

# Its packages are of PyPI: `python3 -m venv DIR; DIR/bin/pip install openapi-spec-validator schemathesis`.
OPENAPI_PYTHON ?= python3
OPENAPI_SECONDS ?= 300
OPENAPI_SEED ?= 1
openapi-check: test-deps ## validate /openapi.json and send what it describes; OPENAPI_PYTHON has to have the packages
	swift build $(FLAGS) --product jobd
	PYTHONDONTWRITEBYTECODE=1 $(OPENAPI_PYTHON) Torture/described.py --bin "$$(swift build $(FLAGS) --show-bin-path)" \
		--seconds $(OPENAPI_SECONDS) --seed $(OPENAPI_SEED)

check: lint test torture-short examples ## what CI runs: lint, every test (the tidy rules among them), a short torture, the examples

docs: build ## the reference of JobCore and JobClient as static pages, in .build/reference
	docs/api.sh "$$(swift build $(FLAGS) --show-bin-path)" .build/reference

dist: release ## a tarball with binaries, systemd units, completions, manual pages and documentation
	deploy/package.sh "$$(swift build $(RELEASE) --show-bin-path)" ".build/dist/$(DIST)"

clean: ## remove what was built
	rm -rf .build
