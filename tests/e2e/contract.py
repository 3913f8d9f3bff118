"""Every request that every test made, held against Microsoft's published schema; the last of the end-to-end tests."""
import sys
import unittest

import harness


class Contract(unittest.TestCase):
    def test_every_request_of_the_whole_run_is_one_that_microsoft_allows(self):
        ledgers = sorted((harness.BUILD / "ledgers").glob("*.jsonl"))
        self.assertTrue(ledgers, "no test has left a ledger")
        harness.contract(self, *ledgers)


if __name__ == "__main__":
    if not harness.CONTRACT:
        print("there is no ../shared/contract/check: skipped")
        sys.exit(77)
    harness.main()
