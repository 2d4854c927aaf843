# Măng Non. `make help` tells what there is.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
REPORTS ?= reports
.DEFAULT_GOAL := help
# One report is made by several processes, each of which would compile its packages anew where the
# machine forbids Python to keep what it compiled: it is kept, out of the way.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache

help:   ## In trang này / print this page
	@echo "make <mục tiêu / target>:"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-10s %s\n", $$1, $$2 }'

setup: $(READY)   ## Chuẩn bị môi trường / prepare .venv with the locked packages

assess: $(READY)   ## Làm sáu báo cáo và một báo cáo minh họa / the six assessments and an illustrative one
	$(BIN)/mangnon assess vinh-long --data illustrative --reports $(REPORTS)/illustrative
	$(BIN)/mangnon assess --all --reports $(REPORTS)

illustrate: $(READY)   ## Làm hai báo cáo minh họa / two reports on illustrative data
	$(BIN)/mangnon assess --data illustrative --reports $(REPORTS)/illustrative

lab: $(READY)   ## Mở bàn làm việc JupyterLab / open JupyterLab, the analyst's desk (make lab lang=en)
	$(BIN)/mangnon lab $(if $(lang),--lang $(lang))

check: $(READY)   ## Kiểm tra nhanh / format, lint, spelling, types, import contracts, quick tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not slow"

test: $(READY)   ## Toàn bộ kiểm thử / everything, reports and browser included
	@sh .ci/require "chromium chromium-browser google-chrome" "chromium chromium-browser"
	@sh .ci/require "soffice libreoffice" "libreoffice-calc-nogui libreoffice-calc"
	@sh .ci/require "initdb /usr/lib/postgresql/*/bin/initdb" "postgresql"
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist worksteal

approve: $(READY)   ## Chụp lại các trang mẫu / take the approved pictures of pages anew, once looked at
	@sh .ci/require "chromium chromium-browser google-chrome" "chromium chromium-browser"
	MANGNON_APPROVE=1 $(BIN)/python -m pytest -q tests/pages/test_approved_pictures.py -k approved

tables: $(READY)   ## Lập lại trang mô tả các bảng / write docs/tables.md anew from the schemas
	$(BIN)/python docs/tables.py

fonts: $(READY)   ## Làm lại phông chữ của biểu đồ / make the fonts of the charts anew
	$(BIN)/python docs/fonts.py

lock:   ## Khóa lại phiên bản gói / lock the packages anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --no-header --no-annotate pyproject.toml -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@sh .ci/require --venv $(PYTHON)
	@echo "Chuẩn bị môi trường Python (.venv) / preparing the Python environment …"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.PHONY: help setup assess illustrate lab check test approve tables fonts lock
