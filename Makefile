# 技防 Jifang
#
# From a fresh clone only python3 >= 3.11 and make are needed. tools/bootstrap.py makes .venv, puts
# a pinned uv into it and installs the pinned, hash-checked requirements. The project itself is
# installed editable by flit-core, which is one of those requirements: nothing is fetched to build.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-annotate --custom-compile-command 'make requirements'

# Modules are compiled once, not anew in each of the many processes that are started here.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup spark dev serve demo demo-remove init test suite coverage mutate bench soak backup restore lint style types format requirements clean

help:  ## 列出命令 / list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup:  ## 安装运行所需 / install what running needs
	@$(PYTHON) tools/bootstrap.py core

spark: setup  ## 安装可选的 Spark 引擎（另需 Java 17）/ install the optional Spark engine (Java 17 besides)
	@$(PYTHON) tools/bootstrap.py spark

dev:  ## 安装开发与测试所需 / install what development and tests need
	@$(PYTHON) tools/bootstrap.py dev

serve: setup  ## 启动 / run the site on 127.0.0.1:$(PORT)
	@exec $(BIN)/python -m jifang.config.serve --port $(PORT)

demo: setup  ## 装入演示省份（清除：make demo-remove）/ load the demonstration province
	@$(BIN)/python -m jifang.config.demonstration

demo-remove: setup  ## 清除演示数据 / take the demonstration data out again
	@$(BIN)/python -m jifang.config.demonstration remove

init: setup  ## 首批管理员的邀请链接 / links for the first administrators
	@$(BIN)/python -m jifang.config.init

# The types are checked beside the first tests, which wait for their databases then.
test: style  ## 全部检查与测试 / every check and test
	@$(BIN)/python tools/find_chromium.py > /dev/null
	@$(BIN)/python tools/find_go.py > /dev/null || true
	@$(BIN)/python tools/find_clamav.py > /dev/null || true
	@$(BIN)/python -m jifang.config.messages check
	@$(MAKE) --no-print-directory -j 2 types suite

# In a fresh clone every module is compiled once before the three processes would each do it.
suite: dev
	@test -d tests/__pycache__ || $(BIN)/pytest -q --collect-only > /dev/null || true
	@$(BIN)/pytest -n 3 --dist worksteal

coverage: dev  ## 测试覆盖率，比 make test 慢三分之一 / the tests with coverage, a third slower
	@mkdir -p var/coverage
	@$(BIN)/pytest -n 3 --dist worksteal --cov --cov-report=term --cov-report=html

mutate: dev  ## 日期代码的变异测试，约半小时 / mutation tests of the date code, up to half an hour
	@rm -rf mutants
	@$(BIN)/mutmut run --max-children 2
	@$(BIN)/mutmut export-cicd-stats
	@$(BIN)/python tools/check_mutants.py
	@JIFANG_MUTANTS=100000 $(BIN)/pytest -q -n 2 tests/law/test_mutation.py

bench: dev  ## 与同类工具比速度，百万场所的登记簿，约四十分钟 / measure against the peers, and registers of a million sites; forty minutes, 30 GB
	@$(BIN)/python -m bench.prepare
	@var/bench/venv/bin/python -m bench
	@PYTHONPATH=verifier $(BIN)/python -m bench.ledger
	@$(BIN)/python -m bench.registers --walls
	@$(BIN)/python -m bench.pages

soak: dev  ## 断电与恢复演练：随机杀进程五十轮 / fifty rounds of kill -9 under load, then restores
	@PYTHONPATH=verifier $(BIN)/python -m soak --rounds 50
	@PYTHONPATH=verifier $(BIN)/python -m soak.imports
	@PYTHONPATH=verifier $(BIN)/python -m soak.cases
	@PYTHONPATH=verifier $(BIN)/python -m soak.cases --citizens 0 --applicants 200 --units 3000 --report soak-applications
	@JIFANG_FUZZ=50 $(BIN)/pytest -q tests/api/test_fuzz.py
	@JIFANG_FUZZ=10 $(BIN)/pytest -q -n 2 --timeout 7200 tests/foundation/cases tests/domains \
		tests/portals/cases/test_doors.py tests/portals/test_browser.py \
		tests/portals/test_roles_browser.py tests/walls/test_pages.py

backup: setup  ## 备份到 TO / back everything up into TO
	@$(BIN)/python -m jifang.config.backup create $(TO) $(WITH)

restore: setup  ## 由 FROM 恢复到空的 JIFANG_VAR / put the backup FROM back into an empty JIFANG_VAR
	@$(BIN)/python -m jifang.config.backup restore $(FROM) $(WITH)

lint: style types  ## 格式、静态检查、类型、分层 / format, lint, types, rooms

style: dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

types: dev
	@$(BIN)/mypy

format: dev  ## 统一格式 / format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

requirements: dev  ## 重新锁定依赖 / compile the pinned requirements again
	cd requirements && for name in bootstrap core spark dev; do ../$(COMPILE) $$name.in -o $$name.txt || exit 1; done

clean:  ## 删除 .venv 与缓存，不动数据 / remove .venv and caches, not the data
	rm -rf .venv mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
