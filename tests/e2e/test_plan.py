"""What --dry-run prints is what is then sent, byte for byte: compared with what went over the wire. Only what the service or
chance makes up stands as a placeholder."""
import concurrent.futures
import contextlib
import hashlib
import itertools
import json
import re
import shlex
import subprocess
import unittest
import urllib.parse
import urllib.request

import harness
from actions import EXPORTS, QUICK, TABLE, Trial
from between import Between
from harness import Tenant, is_write, wait_for
from outcomes import as_person

PLACEHOLDERS = (b"{password}", b"{5 minutes ago}", b"{in 10 minutes}", b"{key id}", b"{context id}", b"{service principal id}")
CLOUD = "synced:no type:member status:"
# Bulk actions whose users need nothing but to be there; the values.
MANY = {"block-sign-in": (), "reset-password": (), "reset-password-must-change": (), "revoke-sessions": (),
        "set-mfa-state": ("state=enforced",), "set-password-expiry": ("expires=never",), "require-password-change": (),
        "confirm-compromised": (), "set-out-of-office": ("message=away",), "delete-user": ()}
JOINED = ("dismiss-risk", "confirm-compromised")  # one call for many
SPECIAL = tuple(user for user in (*harness.PROTECTED, "riley.roles@", "enzo.enforced@"))


def filled(planned, sent):
    """Whether `sent` is `planned` with something in each placeholder, the same in all places of one."""
    pattern = re.escape(planned)
    for number, placeholder in enumerate(PLACEHOLDERS):
        first, name = True, b"p%d" % number
        while (where := pattern.find(re.escape(placeholder))) >= 0:
            group = rb'(?P<%s>[^"<>{}]+)' % name if first else b"(?P=%s)" % name
            pattern, first = pattern[:where] + group + pattern[where + len(re.escape(placeholder)):], False
    return re.fullmatch(pattern, sent, re.S)


class Plan(unittest.TestCase):
    @contextlib.contextmanager
    def tenant(self, *options):
        with Tenant(*options) as tenant, Between(tenant) as wire:
            yield tenant, wire

    def roster(self, tenant, wire, *words, code=0):
        """What roster prints, as bytes, and which writes went over the wire meanwhile."""
        before = len(wire.writes())
        stdout = tenant.run(*words, code=code).stdout.encode()
        return stdout, wire.writes()[before:]

    def as_json(self, wire, sent):
        """The member `requests` as it must have been printed for these requests of the wire; a body that is no JSON is a text."""
        shown = [b'{"method":"%s","url":"%s","body":%s}' % (
            method.encode(), (wire.base + path).encode(),
            json.dumps(body.decode(), ensure_ascii=False).encode() if body.startswith(b"<") else body or b"null")
            for method, path, _, body in sent]
        return b'"requests":[' + b",".join(shown) + b"]}]\n"

    def as_text(self, wire, sent):
        return b"".join(b"  %s %s\n" % (method.encode(), (wire.base + path).encode()) + (b"  %s\n" % body if body else b"")
                        for method, path, _, body in sent)

    def one(self, tenant, wire, words):
        """`words` planned as JSON and as text, then done."""
        planned, sent = self.roster(tenant, wire, "-o", "json", *words, "--dry-run")
        as_text, sent_too = self.roster(tenant, wire, *words, "--dry-run")
        self.assertFalse(sent + sent_too, "a plan has sent a write")
        self.assertEqual([one["state"] for one in json.loads(planned)], ["planned"])
        self.assertEqual(tenant.journal() and tenant.journal()[0]["state"], tenant.journal() and "done", "a plan is in the journal")
        done, sent = self.roster(tenant, wire, "-o", "json", *words, "--yes")
        self.assertEqual([one["state"] for one in json.loads(done)], ["done"])
        self.assertTrue(sent, words)
        planned = planned[planned.index(b'"requests":['):]
        self.assertTrue(filled(planned, self.as_json(wire, sent)), (planned, self.as_json(wire, sent)))
        # what was done is told with the same placeholders
        self.assertTrue(filled(done[done.index(b'"requests":['):], self.as_json(wire, sent)), done)
        self.assertTrue(filled(as_text.split(b"\n", 1)[1], self.as_text(wire, sent)), as_text)
        self.assertEqual([one["method"] for one in json.loads(done)[0]["requests"]], [one[0] for one in sent])
        return planned

    def act(self, name, what):
        with self.tenant(*QUICK, *what.tenant) as (tenant, wire):
            trial = Trial(tenant, name, what)
            before = trial.read()
            planned = self.one(tenant, wire, trial.words())
            self.assertTrue(what.fits(before, trial.read()))
            self.assertEqual(b"{password}" in planned, name.startswith("reset-password") or name == "convert-to-internal")

    def test_every_action_sends_what_was_planned(self):
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for name, future in {name: pool.submit(self.act, name, what) for name, what in harness.some(TABLE.items())}.items():
                with self.subTest(name):
                    future.result()

    def test_a_plan_leaves_all_as_it_was(self):
        with self.tenant(*QUICK, *EXPORTS) as (tenant, wire):
            for name, what in harness.some(TABLE.items()):
                with self.subTest(name):
                    trial = Trial(tenant, name, what)
                    before, writes = trial.read(), len(wire.writes())
                    tenant.run(*trial.words(), "--dry-run", code=None)
                    self.assertEqual((trial.read(), len(wire.writes()), tenant.journal()), (before, writes, []))
                    if name in ("restore-user", "purge-user"):
                        trial.straight.graph(f"/directory/deletedItems/{trial.user}/restore", {})

    def spelled(self, tenant, trial):
        """As a command of roster's, which plans the same, and for curl: each request with its method, address and body."""
        plan, = tenant.json(*trial.words(), "--dry-run", code=None)
        if plan["state"] != "planned":  # by what another trial made of the same user
            return False
        command = [line for line in tenant.run(*trial.words(), "--dry-run", "--as", "roster", code=None).stdout.splitlines() if not line.startswith("#")]
        words = shlex.split("\n".join(command))[1:]
        again, = tenant.json(*words, *([] if "--name" in words else trial.words()[-2:] if trial.name != "restore-user" else []), "--dry-run", code=None)
        said = tenant.run(*trial.words(), "--dry-run", "--as", "curl", code=None).stdout
        argv = shlex.split("\n".join(line for line in said.splitlines() if not line.startswith("# ")))
        calls = [list(group) for curl, group in itertools.groupby(argv, lambda word: word == "curl") if not curl]
        sent = [(call[call.index("-X") + 1], call[-1], call[call.index("--data-raw") + 1] if "--data-raw" in call else None) for call in calls]
        self.assertEqual(again["requests"], plan["requests"], command)
        self.assertEqual([(method, url) for method, url, _ in sent], [(one["method"], one["url"]) for one in plan["requests"]], said)
        for (_, _, body), one in zip(sent, plan["requests"]):
            self.assertEqual(body if isinstance(one["body"], str) or body is None else json.loads(body), one["body"], said)
        self.assertNotIn("eyJ", said)
        self.assertNotIn(tenant.setting("client_secret"), said)
        return True

    def test_each_plan_is_said_in_the_words_of_others(self):
        planned, tried = [], harness.some(TABLE.items())
        with self.tenant(*QUICK, *EXPORTS) as (tenant, _):
            for name, what in tried:
                with self.subTest(name):
                    trial = Trial(tenant, name, what)
                    planned += [name] if self.spelled(tenant, trial) else []
                    if name in ("restore-user", "purge-user"):
                        trial.straight.graph(f"/directory/deletedItems/{trial.user}/restore", {})
        self.assertGreater(len(planned), len(tried) * 9 // 10, planned)

    def undo(self, name, what):
        with self.tenant(*QUICK) as (tenant, wire):
            trial = Trial(tenant, name, what)
            tenant.json(*trial.words(), "--yes")
            entry = tenant.journal()[0]
            self.one(tenant, wire, ["undo", str(entry["id"]), "--name", entry["targetUserPrincipalName"]])
            self.assertEqual(tenant.journal()[1]["state"], "undone")

    def test_undo_sends_what_was_planned(self):
        with self.tenant(*QUICK) as (tenant, _):
            undoable = [row["name"] for row in tenant.json("actions") if row["undo"] and "creates" not in row["flags"]]
        self.assertGreater(len(undoable), 10)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for name, future in {name: pool.submit(self.undo, name, TABLE[name]) for name in harness.some(undoable)}.items():
                with self.subTest(name):
                    future.result()

    # --- many at once ---

    def users(self, tenant, count):
        found = tenant.users(CLOUD + "enabled")
        return [user["id"] for user in found if user["mail"] and user["assignedLicenses"] and not user["userPrincipalName"].startswith(SPECIAL)][:count]

    def items(self, wire, sent):
        """What the batches held: (method, url, body), nothing between their bytes and those that were planned."""
        for method, path, _, body in sent:
            self.assertTrue(method == "POST" and path.endswith("/$batch"), path)
            service = path.split("/", 3)[1:3]
            for item in json.loads(body)["requests"]:
                if item.get("body") is not None:
                    self.assertIn(b'"body":' + json.dumps(item["body"], separators=(",", ":"), ensure_ascii=False).encode(), body)
                url = item["url"] if item["url"].startswith("http") else f"{wire.base}/{'/'.join(service)}{item['url']}"
                yield [item["method"], url, item.get("body")]

    def many(self, name):
        with self.tenant("--users", "300", "--throttle-units", "0") as (tenant, wire):
            users = self.users(tenant, 45)
            words = ["-o", "json", "do", name, *users, *(word for value in MANY[name] for word in ("--set", value)), *harness.typed(tenant, name, users)]
            printed, sent = self.roster(tenant, wire, *words, "--dry-run")
            self.assertFalse(sent, "a plan has sent a write")
            planned = [[request["method"], request["url"], request["body"]] for one in json.loads(printed) for request in one["requests"]]
            printed, sent = self.roster(tenant, wire, *words, "--yes", code=None)
            done = json.loads(printed)
            states = {one["target"]["id"]: one["state"] for one in done}
            self.assertEqual({state for state in states.values() if state != "already"}, {"done"}, printed)
            alone = [one for one in sent if not one[1].endswith("/$batch")]  # the first goes alone
            items = [[method, wire.base + path, json.loads(body) if body else None] for method, path, _, body in alone]
            items = [one[:2] + [{"userIds": [user]}] for one in items for user in one[2]["userIds"]] if name in JOINED else items
            items += list(self.items(wire, [one for one in sent if one not in alone]))
            secrets = [one.get("secret") for one in done]
            self.assertEqual(len(set(secrets) - {None}), len(users) if name.startswith("reset-password") else 0)
            text = json.dumps(items)
            for secret in filter(None, secrets):
                text = text.replace(json.dumps(secret)[1:-1], "{password}")
            wanted = [one for one in planned if states.get(harness.target_of({"url": one[1]})) != "already" or "/exchange/" in one[1]]
            key = json.dumps
            if "already" in states.values():
                self.assertLess({key(one) for one in json.loads(text)}, {key(one) for one in wanted} | {""})
            else:
                self.assertEqual(sorted(json.loads(text), key=key), sorted(wanted, key=key))
            self.assertGreaterEqual(len(sent), 3 if name in ("confirm-compromised", "dismiss-risk") else 4)  # 1 and 44 users, 20 at once; of risk 60
            self.assertLess(len(sent), len(users))

    def test_many_at_once_send_in_batches_what_was_planned(self):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for name, future in {name: pool.submit(self.many, name) for name in harness.some(MANY)}.items():
                with self.subTest(name):
                    future.result()


class FourEyes(unittest.TestCase):
    """One person writes a plan, another applies it: that and nothing else, and nothing at all when something has changed."""
    ADMIN, OTHER = "admin@contoso.com", "users@contoso.com"

    def setUp(self):
        self.tenant = Tenant("--users", "40")
        self.addCleanup(self.tenant.close)
        self.users = harness.ordinary(self.tenant, "status:enabled type:member synced:no", 3)
        self.application = self.tenant.config.read_text()
        as_person(self.tenant)
        self.sign_in(self.ADMIN)
        self.sign_in(self.OTHER)

    def sign_in(self, person):
        self.be(person)
        roster = subprocess.Popen(self.tenant.command("login"), env=self.tenant.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        code = next(found[1] for line in roster.stderr if (found := re.search(r"enter the code (\S+)", line)))
        form = urllib.parse.urlencode({"user_code": code, "user": person, "action": "approve"}).encode()
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.tenant.setting("login") + "/device", form).close()
        out, errors = roster.communicate(timeout=harness.DEADLINE)
        self.assertIn("as " + person, out, errors)

    def be(self, person):
        self.tenant.environment["XDG_STATE_HOME"] = str(self.tenant.folder / person)

    def plan(self, *words, name="plan.json", by=ADMIN):
        path = self.tenant.folder / name
        self.be(by)
        done = self.tenant.run("plan", *words, "-o", path)
        self.digest = re.search(r"Digest (\w{16})", done.stdout)[1]
        self.be(self.OTHER)
        return path

    def writes(self):
        return [(line["method"], line["url"], line["body"]) for line in self.tenant.ledger() if is_write(line)]

    def seal(self, path, change):
        """The plan with something altered by somebody who knows how its digests are made."""
        lines = [re.fullmatch(r'\[?\{"(plan|target)":(.*),"sha256":"\w{64}"\},?', line) for line in path.read_text().splitlines()[:-1]]
        texts = [(line[1], change(line[1], line[2])) for line in lines]
        digests = [hashlib.sha256(text.encode()).hexdigest() for _, text in texts]
        sealed = ",\n".join(f'{{"{kind}":{text},"sha256":"{digest}"}}' for (kind, text), digest in zip(texts, digests))
        copy = path.with_name("sealed.json")
        copy.write_text(f'[{sealed},\n{{"sha256":"{hashlib.sha256("".join(digests).encode()).hexdigest()}"}}]\n')
        return copy

    def test_another_person_applies_just_that_once(self):
        path = self.plan("block-sign-in", *self.users)
        text = path.read_text()
        self.assertNotIn("eyJ", text)
        planned = [(one["method"], one["url"], json.loads(one["body"])) for line in json.loads(text)[1:-1] for one in line["target"]["requests"]]
        self.assertEqual((self.writes(), len(planned)), ([], 3))
        self.assertIn("nothing is replaced", self.tenant.run("plan", "revoke-sessions", self.users[0], "-o", path, code=2).stderr)
        self.be(self.ADMIN)
        self.assertIn("you planned it yourself", self.tenant.run("apply", path, "--yes", code=4).stderr)
        self.tenant.run("apply", path, "--dry-run")
        self.be(self.OTHER)
        self.assertIn("no terminal to ask on", self.tenant.run("apply", path, code=2, stdin=subprocess.DEVNULL).stderr)
        self.assertEqual(self.writes(), [])
        done = self.tenant.run("-o", "json", "apply", path, "--yes")
        self.assertIn("Planned by " + self.ADMIN, done.stderr)
        self.assertIn(self.digest, done.stderr)
        self.assertEqual([one["state"] for one in json.loads(done.stdout)], ["done"] * 3)
        self.assertEqual(sorted(map(str, self.writes())), sorted(map(str, planned)))
        self.assertEqual({(one["operator"], one["state"]) for one in self.tenant.journal()}, {(self.OTHER, "done")})
        again = self.tenant.run("apply", path, "--yes", code=4).stderr
        self.assertIn("no longer holds, and nothing was done", again)
        self.assertEqual(len(self.writes()), 3)
        self.assertEqual(self.tenant.json("undo", str(self.tenant.journal()[0]["id"]), "--yes")[0]["state"], "done")

    def test_what_was_interrupted_or_done_is_not_done_again(self):
        """A plan says what was there: once a part of it is done it holds no longer, whoever killed it, however old it is."""
        path = self.plan("block-sign-in", *self.users)
        self.tenant.environment["XDG_STATE_HOME"] = str(self.tenant.folder / self.OTHER)
        roster = subprocess.Popen(self.tenant.command("apply", path, "--yes"), env=self.tenant.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: self.writes() or roster.poll() is not None, "a write")
        roster.kill()
        roster.wait(harness.DEADLINE)
        wait_for(lambda: self.tenant.run("settle", code=None).returncode == 0 and not [one for one in self.tenant.journal() if one["state"] == "intent"], "the end of its owner")
        before = self.writes()
        self.assertIn("no longer holds, and nothing was done", self.tenant.run("apply", path, "--yes", code=4).stderr)
        self.assertEqual(self.writes(), before)
        self.assertEqual(len(before), len(set(map(str, before))), "each once")
        path = self.plan("revoke-sessions", self.users[0], name="sessions.json")
        self.assertEqual(self.tenant.json("apply", path, "--yes")[0]["state"], "done")
        before = self.writes()
        self.assertIn("nothing was done", self.tenant.run("apply", path, "--yes", code=4).stderr)
        self.assertEqual(self.writes(), before)

    def test_what_was_altered_is_said_and_nothing_is_done(self):
        path = self.plan("block-sign-in", *self.users)
        text = path.read_text()
        lines = text.splitlines(True)
        who = [json.loads(text)[at + 1]["target"]["userPrincipalName"] for at in range(3)]
        altered = path.with_name("altered.json")
        for at, line in enumerate(lines):
            for old, new in ((":", ": "), ("e", "f"), ('"', "'")):
                altered.write_text("".join(lines[:at]) + line.replace(old, new, 1) + "".join(lines[at + 1:]))
                said = self.tenant.run("apply", altered, "--yes", code=None)
                self.assertIn(said.returncode, (1, 4), said.stderr)
                self.assertIn(f"{altered}:", said.stderr)
                if 1 <= at <= 3 and old == ":":
                    self.assertIn(f":{at + 1}: {who[at - 1]} was altered", said.stderr)
        # with digests that fit: the requests are not those that come of what is there
        other = self.seal(path, lambda kind, one: one.replace('{\\"accountEnabled\\":false}', '{\\"accountEnabled\\":true}'))
        self.assertIn("changed since it was planned", self.tenant.run("apply", other, "--yes", code=4).stderr)
        other = self.seal(path, lambda kind, one: one.replace(self.tenant.setting("tenant_id"), "10000000-0000-4000-8000-000000000001"))
        self.assertIn("planned for another tenant", self.tenant.run("apply", other, "--yes", code=4).stderr)
        self.assertEqual(self.writes(), [])

    def test_what_has_changed_meanwhile_is_planned_anew(self):
        mailboxes = "recipients@contoso.com"
        self.sign_in(mailboxes)
        self.be(self.ADMIN)
        who = harness.ordinary(self.tenant, "status:enabled type:member synced:no licence:E")[0]
        words = ("set-out-of-office", who, "--set", "message=Back soon.", "--set", "until=+3d")
        path = self.plan(*words, by=mailboxes)
        self.be(self.ADMIN)
        self.tenant.run("do", "set-out-of-office", who, "--set", "message=Somebody else wrote this.", "--yes")
        said = self.tenant.run("apply", path, "--yes", code=4).stderr
        self.assertIn("changed since it was planned", said)
        self.assertIn("nothing was done", said)
        path = self.plan(*words, name="again.json", by=mailboxes)  # from now on, whenever now is
        self.be(self.ADMIN)
        self.assertEqual(self.tenant.json("apply", path, "--yes")[0]["state"], "done")

    def test_who_cannot_be_told_apart_is_one(self):
        self.be(self.ADMIN)
        self.tenant.config.write_text(re.sub(r"\n  (device|certificate|microsoft):\n.*", "\n", self.application, flags=re.S))
        path = self.plan("revoke-sessions", self.users[0])
        said = self.tenant.run("apply", path, "--yes", code=4).stderr
        self.assertIn("an application is signed in", said)
        self.assertEqual(self.writes(), [])


if __name__ == "__main__":
    harness.main()
