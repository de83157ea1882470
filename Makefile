# SPDX-License-Identifier: Apache-2.0
# make study   installs what is missing, builds, couples the Penta zones for 2030
# make test    the fast tier of all tests          make soak   the same tests at full size
# make bench   times the study and records it      make format, doctor, setup, clean

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
STUDY = out/penta-2030

.PHONY: study test soak bench format clean doctor setup build

study: build
	$(TOOL) couple grids/penta --year 2030 --out $(STUDY) --force

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
	@benchmarks/record bench $(TOOL) couple grids/penta --year 2030 --out $(STUDY) --force --json

format:
	swift format -i -r Sources Tests

doctor: build
	$(TOOL) doctor

clean:
	rm -rf .build .venv out
