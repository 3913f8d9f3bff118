"""What --dry-run prints is what is then sent, byte for byte: compared with what went over the wire."""
import json
import unittest

import harness
from between import Between
from harness import Tenant
from test_sweep import settings

CLOUD = "synced:no type:member status:"


class Plan(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "300")
        self.addCleanup(self.tenant.close)
        wire = Between(self.tenant)
        self.wire = wire.__enter__()
        self.addCleanup(wire.__exit__)

    def roster(self, *words, code=0):
        """What roster prints, as bytes, and which writes went over the wire meanwhile."""
        before = len(self.wire.writes())
        stdout = self.tenant.run(*words, code=code).stdout.encode()
        return stdout, self.wire.writes()[before:]

    def users(self, action, count):
        found = self.tenant.users(CLOUD + ("blocked" if action == "unblock-sign-in" else "enabled"))
        return [user["id"] for user in found if not user["userPrincipalName"].startswith(harness.PROTECTED)][:count]

    def url(self, path):
        return self.wire.base + path

    def sent_as_json(self, sent):
        """The member `requests` as it must have been printed for these requests of the wire."""
        shown = [b'{"method":"%s","url":"%s","body":%s}' % (method.encode(), self.url(path).encode(), body or b"null")
                 for method, path, _, body in sent]
        return b'"requests":[' + b",".join(shown) + b"]"

    def sent_as_text(self, sent):
        return b"".join(b"  %s %s\n" % (method.encode(), self.url(path).encode()) + (b"  %s\n" % body if body else b"")
                        for method, path, _, body in sent)

    def with_placeholder(self, text, done):
        secret = json.loads(done)[0].get("secret")
        return text.replace(secret.encode(), b"{password}") if secret else text

    def one(self, words, expect="done"):
        """`words` planned as JSON and as text, then done."""
        planned, sent = self.roster("-o", "json", *words, "--dry-run")
        as_text, sent_too = self.roster(*words, "--dry-run")
        self.assertFalse(sent + sent_too, "a plan has sent a write")
        self.assertEqual([one["state"] for one in json.loads(planned)], ["planned"])
        done, sent = self.roster("-o", "json", *words, "--yes")
        self.assertEqual([one["state"] for one in json.loads(done)], [expect])
        self.assertTrue(sent, words)
        self.assertIn(self.with_placeholder(self.sent_as_json(sent), done), planned)
        self.assertIn(self.with_placeholder(self.sent_as_json(sent), done), done)
        self.assertEqual(as_text.split(b"\n", 1)[1], self.with_placeholder(self.sent_as_text(sent), done))
        return planned

    def test_every_action_sends_what_was_planned(self):
        for action in self.tenant.json("actions"):
            with self.subTest(action["name"]):
                user = self.users(action["name"], 1)[0]
                planned = self.one(["do", action["name"], user, *settings(action)])
                self.assertEqual(b"{password}" in planned, "secret" in action["flags"])

    def test_undo_sends_what_was_planned(self):
        user = self.users("block-sign-in", 1)[0]
        self.tenant.json("do", "block-sign-in", user, "--yes")
        self.one(["undo", str(self.tenant.journal()[0]["id"])])
        self.assertEqual(self.tenant.journal()[1]["state"], "undone")

    def test_many_at_once_send_in_batches_what_was_planned(self):
        for action in self.tenant.json("actions"):
            if "bulk" not in action["flags"]:
                continue
            with self.subTest(action["name"]):
                users = self.users(action["name"], 45)
                words = ["-o", "json", "do", action["name"], *users, *settings(action)]
                printed, sent = self.roster(*words, "--dry-run")
                self.assertFalse(sent, "a plan has sent a write")
                planned = [(request["method"], request["url"], request["body"]) for one in json.loads(printed) for request in one["requests"]]
                printed_done, sent = self.roster(*words, "--yes")
                done = json.loads(printed_done)
                self.assertEqual({one["state"] for one in done}, {"done"})
                items = []
                for method, path, _, body in sent:
                    self.assertEqual((method, path), ("POST", "/graph/v1.0/$batch"))
                    for item in json.loads(body)["requests"]:
                        # nothing between the bytes that were planned and those in the batch
                        self.assertIn(b'"body":' + json.dumps(item["body"], separators=(",", ":"), ensure_ascii=False).encode(), body)
                        items.append((item["method"], self.url("/graph/v1.0" + item["url"]), item["body"]))
                for one in done:
                    self.assertEqual("secret" in one, "secret" in action["flags"])
                secrets = {one["target"]["id"]: one.get("secret") for one in done}
                self.assertEqual(len(set(secrets.values()) - {None}), len(users) if "secret" in action["flags"] else 0)
                hidden = json.loads(self.hide(json.dumps(items), secrets.values()))
                order = {user: at for at, user in enumerate(users)}
                hidden.sort(key=lambda item: order[harness.target_of({"url": item[1]})])
                self.assertEqual([list(one) for one in planned], hidden)
                self.assertGreaterEqual(len(sent), 3)  # 45 users, 20 at once
                self.assertLess(len(sent), len(users))

    def hide(self, text, secrets):
        for secret in secrets:
            text = text.replace(json.dumps(secret)[1:-1], "{password}") if secret else text
        return text


if __name__ == "__main__":
    harness.main()
