# Four commands, and the benchmarks. Each builds what it needs first; PYTHON=python3.12 chooses another interpreter.
PYTHON ?= python3

.PHONY: run test lint chaos bench

run:
	@$(PYTHON) manage.py up

test:
	@$(PYTHON) manage.py test

lint:
	@$(PYTHON) manage.py lint

chaos:
	@$(PYTHON) manage.py chaos

bench:
	@$(PYTHON) manage.py bench
