"""What a test needs of the machine: without it the test is skipped, or fails where CHATOPS_TEST_REQUIRE names it.

SPDX-License-Identifier: Apache-2.0
"""
import os
import sys

SKIP = 77
REQUIRED = set(filter(None, os.environ.get("CHATOPS_TEST_REQUIRE", "").split(",")))


def skip_part(word: str, why: str) -> None:
    """Says that a part of the program was skipped; ends it as failed where `word` is required."""
    if word in REQUIRED:
        print(f"FAIL: {word} is required: {why}")
        sys.exit(1)
    print(f"SKIP: {why}")


def skip(word: str, why: str) -> None:
    """Ends the program as skipped, or as failed where `word` is required."""
    skip_part(word, why)
    sys.exit(SKIP)


def need(word: str, variable: str) -> str:
    """What the variable names; without it the program ends as `skip` says."""
    return os.environ.get(variable) or skip(word, f"no {word}: {variable} is not set (see CONTRIBUTING.md)")
