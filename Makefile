# SPDX-License-Identifier: Apache-2.0
# make study   installs what is missing, builds, runs the quick study of the Penta zones and writes
#              its report
# make test    the fast tier of all tests          make soak   the same tests at full size
# make bench   the quick benchmarks beside HiGHS and CLP; bench-full, bench-table, bench-baseline
# make format, doctor, setup, clean

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := study

# Linear algebra stays on one thread: work is divided above it, and results do not depend on it.
export OPENBLAS_NUM_THREADS = 1
export OMP_NUM_THREADS = 1

# Real data sets for some tests; those tests are skipped, visibly, where there are none.
ifeq ($(origin PENTAFLOW_DATA),undefined)
ifneq ($(wildcard ../shared/data),)
export PENTAFLOW_DATA := $(abspath ../shared/data)
endif
endif
export PENTAFLOW_PYTHON ?= $(abspath .venv/bin/python)

BUILD = swift build -c release --product pentaflow
TOOL = .build/release/pentaflow
STUDY = out/penta-quick

RESULTS = benchmarks/results/bench-$(1)-$(shell git rev-parse --short HEAD).json

.PHONY: study test soak bench bench-full bench-table bench-baseline format clean doctor setup build

study: build
	$(TOOL) run grids/penta/studies/quick.yaml --out $(STUDY) --force
	$(TOOL) report $(STUDY)

build: setup
	$(BUILD)

setup:
	@.ci/setup

test:
	@.ci/setup test
	swift format lint --strict -r Sources Tests
	swift build -c release --build-tests
	swift test -c release --skip-build

soak:
	@benchmarks/record soak $(MAKE) --no-print-directory test PENTAFLOW_SOAK=1

bench: build
	@.ci/setup bench
	$(TOOL) bench --suite quick --peers --check --out $(call RESULTS,quick)

# Hours at first; started again, it goes on with what is missing.
bench-full: build
	@.ci/setup bench
	$(TOOL) bench --suite full --peers --out $(call RESULTS,full)

# Puts the tables of FILE (by default this commit's full run) into benchmarks/README.md.
bench-table: FILE ?= $(call RESULTS,full)
bench-table: build
	mkdir -p out
	$(TOOL) bench --from $(FILE) --tables-into benchmarks/README.md \
	  --out out/benchmark-trend.html > /dev/null

bench-baseline: build
	@.ci/setup bench
	$(TOOL) bench --suite quick --record-baseline > /dev/null

format:
	swift format -i -r Sources Tests

doctor: build
	$(TOOL) doctor

clean:
	rm -rf .build .venv .charts out
