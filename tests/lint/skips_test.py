#!/usr/bin/env python3
"""What `./dev test` tells of skipped tests is held against results of the real ctest.

Usage: skips_test.py CTEST
SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import subprocess
import sys
import tempfile

SKIPS = pathlib.Path(__file__).parents[1] / "support" / "skips.py"
TESTS = r"""
add_test(passes sh -c "echo fine")
add_test(says_why sh -c "echo before && echo SKIP: no registry here && exit 77")
add_test(says_nothing sh -c "exit 77")
add_test(in_part sh -c "echo 'SKIP: zsh <5 & fish are not installed'")
add_test(late sh -c "seq 9000 && echo 'SKIP: said after much else' && exit 77")
add_test(fails sh -c "exit 1")
set_tests_properties(says_why says_nothing late PROPERTIES SKIP_RETURN_CODE 77)
"""
WANTED = """\
  says_why: no registry here
  says_nothing: no reason given
  in_part, in part: zsh <5 & fish are not installed
  late: said after much else
"""

with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "CTestTestfile.cmake").write_text(TESTS)
    results = pathlib.Path(folder, "results.xml")
    subprocess.run([sys.argv[1], "--test-dir", folder, "--output-junit", str(results), "--test-output-size-passed", "1048576"],
                   capture_output=True, text=True, timeout=60)
    told = subprocess.run([sys.executable, str(SKIPS), str(results)], capture_output=True, text=True, timeout=60)

if told.stdout != WANTED or told.returncode:
    sys.exit(f"FAILED: skips.py says\n{told.stdout}{told.stderr}instead of\n{WANTED}")
print("1 passed, 0 failed")
