# Facet's commands, each from a fresh clone on. They need Python 3.11 to 3.13, git and make; the rest lands in .venv.
#   make run     the window                (ARGS="--source demo" is passed on)
#   make test    all tests                 (ARGS="tests/unit -k crops" picks some)
#   make dev     the trainer, and what the tests need (make test does it by itself)
#   make lint    style, types, import lines
#   make bench   speed, measured           (minutes; leave the machine alone meanwhile)
#   make bundle  the desktop program frozen, with all it needs, in dist/   (CUDA=1: with the CUDA parts)
#   make smoke   starts what `make bundle` made, and uses it   (make smoke-bare: in a Linux without Python, as root)
#   make wheel   the wheel and the source archive, in dist/
#   make screenshots  every page in each theme, in dist/screenshots, to be looked at before a release
#   make translations  what the window says, into assets/translations
#   make requirements   pins the packages anew (ARGS=--upgrade takes newer ones)
#   make clean   takes away caches and builds; make distclean takes .venv too

PYTHON ?=
ARGS ?=
CUDA ?=
export PYTHON
SET_UP = @packaging/set_up.sh

.PHONY: run test lint lint-style lint-format lint-types lint-imports bench bundle smoke smoke-bare wheel screenshots requirements translations
.PHONY: clean distclean base dev bundle-packages

run: base
	@packaging/pull_models.sh
	@.venv/bin/facet $(ARGS)

test: dev
	@packaging/pull_models.sh
	@packaging/test.sh $(ARGS)

# One target each, so that `make --keep-going lint` shows what all of them find.
lint: lint-style lint-format lint-types lint-imports
lint-style: dev
	.venv/bin/python -m ruff check --output-format concise .
lint-format: dev
	.venv/bin/python -m ruff format --check .
lint-types: dev
	.venv/bin/python -m mypy
lint-imports: dev
	.venv/bin/lint-imports --no-cache

bench: dev
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest tests/benchmarks --benchmark-only $(ARGS)
	.venv/bin/python tests/benchmarks/check_speed.py
	@mkdir -p .benchmarks
	.venv/bin/facet bench --against tutorial --json .benchmarks/speed.json
	.venv/bin/facet bench --live
	QT_QPA_PLATFORM=offscreen .venv/bin/python tests/benchmarks/live_window.py

bundle: bundle-packages
	@CUDA=$(CUDA) packaging/bundle/build.sh

smoke:
	@python3 packaging/smoke.py $(ARGS)

smoke-bare:
	@packaging/bare_system.sh $(ARGS)

wheel: dev
	@.venv/bin/python -m build --no-isolation --outdir dist

bundle-packages:
	$(SET_UP) bundle

screenshots: dev
	@packaging/pull_models.sh
	@.venv/bin/python packaging/screenshots.py $(ARGS)

translations: dev
	@.venv/bin/python packaging/translations.py

requirements: dev
	@packaging/requirements/renew.sh $(ARGS)

base dev:
	$(SET_UP) $@

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .benchmarks .hypothesis .coverage
	find desktop vision trainer tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv .venv-bundle .venv-bundle-cuda
