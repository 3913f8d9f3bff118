"""Risk of many users in a few calls: identity protection takes one request a second and counts each item of a batch, but takes 60 ids in one
call."""
import unittest
import urllib.error

import harness
from harness import Tenant, ordinary

USERS = 40


class Risk(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "3200")
        self.addCleanup(self.tenant.close)
        self.users = ordinary(self.tenant, count=USERS)

    def asked(self):
        """What was asked of identity protection, items of batches among it."""
        return [line for line in self.tenant.ledger() if "/identityProtection/" in line["url"]]

    def run_on(self, action):
        before = len(self.asked())
        done = self.tenant.json("do", action, *self.users, "--yes", code=None)
        self.assertEqual({one["state"] for one in done}, {"done"}, [one for one in done if one["state"] != "done"][:2])
        return self.asked()[before:]

    def states(self):
        return {one["id"]: one["riskState"] for one in self.tenant.graph("/identityProtection/riskyUsers?$top=500")["value"]}

    def unthrottled(self):
        try:
            return self.states()
        except urllib.error.HTTPError as e:
            if e.code != 429:
                raise
            return None

    def many_in_few(self, action, wanted):
        asked = self.run_on(action)
        self.assertEqual([line["url"] for line in asked if line["status"] == 429], [])
        self.assertLess(len(asked), 20)
        writes = [line for line in asked if line["method"] == "POST"]
        self.assertEqual(sum(len(line["body"]["userIds"]) for line in writes), len(self.users))
        told = {entry["targetId"]: entry["state"] for entry in self.tenant.journal()}  # an entry of its own for each
        self.assertEqual(told, dict.fromkeys(self.users, "done"))
        now = harness.wait_for(self.unthrottled, "identity protection to answer")
        self.assertEqual({user: now.get(user) for user in self.users}, dict.fromkeys(self.users, wanted))

    def test_many_users_are_confirmed_in_a_handful_of_calls(self):
        self.users = ordinary(self.tenant)[:90]
        self.many_in_few("confirm-compromised", "confirmedCompromised")
        sizes = [len(line["body"]["userIds"]) for line in self.asked() if line["method"] == "POST"]
        self.assertGreater(max(sizes), 20, sizes)  # read by twenties, written together

    def test_forty_users_are_dismissed_in_a_handful_of_calls(self):
        self.tenant.stop()
        self.tenant.start("--throttle-units", "0")
        risky = [user for user, state in self.states().items() if state == "atRisk"]
        self.users = [user for user in ordinary(self.tenant) if user in risky][:USERS]
        self.assertEqual(len(self.users), USERS)
        self.tenant.stop()
        self.tenant.start()
        self.many_in_few("dismiss-risk", "dismissed")

    def test_one_that_is_not_there_does_not_fail_the_others(self):
        """A call for many is refused as a whole: then each is asked for by itself."""
        self.tenant.stop()
        self.tenant.start("--fault", "match=POST /identityProtection/riskyUsers/confirmCompromised,nth=2,status=404")
        self.users = self.users[:12]
        asked = self.run_on("confirm-compromised")
        self.assertEqual([line["status"] for line in asked if line["method"] == "POST"].count(404), 1)

    def test_the_plan_says_that_many_travel_together(self):
        planned = self.tenant.json("do", "confirm-compromised", *self.users[:3], "--dry-run")
        calls = [request for one in planned for request in one["requests"]]
        self.assertEqual([call["body"]["userIds"] for call in calls], [[one["target"]["id"]] for one in planned])
        self.assertEqual([call["together"] for call in calls], [60] * 3)
        self.assertIn("up to 60 users in one call", self.tenant.run("do", "confirm-compromised", *self.users[:3], "--dry-run").stdout)


if __name__ == "__main__":
    harness.main()
