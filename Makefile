# Every target calls start.py, which works alone where there is no make: python start.py help
# Another study: make book DATA=DIR

PYTHON ?= python3
START = $(PYTHON) start.py
STUDY = $(if $(DATA),"$(DATA)")

.PHONY: book pdf site test test-long bench lock clean help

book:
	@$(START) book $(STUDY)

pdf:
	@$(START) pdf $(STUDY)

site:
	@$(START) site $(STUDY)

test:
	@$(START) test

test-long:
	@$(START) test -m long

bench:
	@$(START) bench

lock:
	@$(START) lock

clean:
	@$(START) clean

help:
	@$(START) help
