# SPDX-License-Identifier: Apache-2.0
# Sum a ctest report (JUnit): prints "PASSED FAILED". Entries that print a summary of their own cases (Catch2,
# or a line "N passed, N failed") count by it; every other entry counts as one case.
/<testcase / { status = /status="run"/ ? "passed" : /status="fail"/ ? "failed" : "skipped"; good = bad = 0 }
/<system-out>/ { sub(/.*<system-out>/, "") }
/All tests passed \(/ { good += number_before("test case") }
/^test cases: |^[0-9]+ passed, [0-9]+ failed/ {
  good += number_before("passed")
  bad += number_before("failed")
}
/<\/testcase>/ {
  if (status == "failed" && bad == 0) bad = 1
  if (status == "passed" && good == 0) good = 1
  passed += good
  failed += bad
}
END { print passed + 0, failed + 0 }

# The number right before a word of this line, or 0.
function number_before(word) {
  return match($0, "[0-9]+ " word) ? substr($0, RSTART, RLENGTH) + 0 : 0
}
