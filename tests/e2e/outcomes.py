"""docs/OUTCOMES.md: what came of every action, asked by every kind of caller of the demo tenant, as `roster do` told it.
Written by `python3 tests/e2e/outcomes.py > docs/OUTCOMES.md`; test_outcomes.py compares."""
import concurrent.futures
import dataclasses
import json
import pathlib
import re
import tempfile
import urllib.parse
import urllib.request

from actions import GROUP, QUICK, TABLE, Trial, register
from harness import STRAIGHT, Tenant

STRICT = [word for word in QUICK if word != "--anyone-provisions"]
APPLICATION = "application"
# Columns: a person of the demo tenant (docs/TENANT.md), or the application of docs/SETUP.md.
CALLERS = {APPLICATION: "application", "admin": "Global", "privileged": "Privileged Authentication", "users": "User",
           "authentication": "Authentication", "helpdesk": "Helpdesk", "passwords": "Password", "recipients": "Recipient Management"}
# Those of the same people signed in by Microsoft's own clients: what the roles of Microsoft's tables decide about, and no more, for the time it takes.
BY_MICROSOFT = {name + "*": CALLERS[name] + "*" for name in ("privileged", "users", "authentication", "helpdesk", "passwords")}
DECIDED_BY_ROLE = ("block-sign-in", "unblock-sign-in", "reset-password", "reset-password-must-change", "revoke-sessions", "require-password-change",
                   "clear-immutable-id", "clear-contact-data", "manage-licences", "create-tap", "reset-mfa-methods", "remove-method", "remove-role",
                   "add-user", "invite-guest", "delete-user", "restore-user")
# The others need the user; and whoever may not take the role leaves an administrator behind, to whom other rows apply.
LAST = ("delete-user", "restore-user", "remove-role", "take-role", "convert-to-internal", "purge-user")
# What is asked of nobody who is there; and of whom or with what else than in actions.py: of one service, of somebody who is not deleted.
MAKES = {"add-user": ("add", "--set", "displayName=Nora New", "--set", "mailNickname=nora.new"),
         "invite-guest": ("invite", "--set", "email=guest@fabrikam.com", "--set", "displayName=Gus Guest")}
OTHERWISE = {"add-to-group": {"values": (f"group={GROUP}",)}, "remove-role": {"user": "noel.nowhere"}, "set-booking": {"user": "cleo.onceover"}, "disable-archive": {"user": "ella.enabled"}, "set-sent-copies": {"user": "ella.enabled"}, "expand-archive": {"user": "ella.enabled"},
             "assign-phone-number": {"user": "rob.remediated", "values": ("number=+31201230001",)}, "give-role": {"user": "noel.nowhere"}, "take-role": {"user": "noel.nowhere"},
             "set-default-method": {"user": "pam.password", "values": ("method=voiceMobile",), "before": register}}
ON_ADMINISTRATORS = ("block-sign-in", "reset-password", "reset-password-must-change", "revoke-sessions", "require-password-change", "delete-user")
HEAD = """# What comes of each action

Written by `python3 tests/e2e/outcomes.py > docs/OUTCOMES.md`, which asks the demo tenant for every action as every caller; a test
compares. "Application": a registration with the permissions and roles of `docs/SETUP.md`. The others are people with this
one administrator's role (Recipient Management: with Exchange's role group and no role), signed in to that registration; Global, and
those with a `*`, by Microsoft's own clients, to which an administrator has consented.

A number is a refusal, in the words below. Where a role list of roster's is shorter than Microsoft's, the service decides.
"""


def names(caller=APPLICATION):
    return [name for name in (*MAKES, *(name for name in TABLE if name not in LAST), *LAST) if caller not in BY_MICROSOFT or name in DECIDED_BY_ROLE]


def consent(tenant, straight):
    """An administrator signs in by Microsoft's client for what roster asks for, and consents."""
    tenant.run("users", code=3)
    line = next(line for line in tenant.ledger() if line["url"].endswith("/devicecode"))
    asked, where = dict(urllib.parse.parse_qsl(line["body"])), f"{straight.at['login']}/{straight.at['tenant_id']}/oauth2/v2.0"
    post = lambda url, **form: straight.open(url, urllib.parse.urlencode(form).encode(), {})
    code = post(where + "/devicecode", client_id=asked["client_id"], scope=asked["scope"])
    form = urllib.parse.urlencode({"user_code": code["user_code"], "user": "admin@contoso.com", "action": "approve"}).encode()
    request = urllib.request.Request(straight.at["login"] + "/device", form, {"User-Agent": STRAIGHT})
    straight.opener.open(request, timeout=60).close()
    post(where + "/token", grant_type="urn:ietf:params:oauth:grant-type:device_code", client_id=asked["client_id"], device_code=code["device_code"])


def as_person(tenant, *without):
    """Its configuration for somebody who signs in by a device code; without `client_id` by Microsoft's own clients."""
    text = re.sub(r"\n  (device|certificate|microsoft):\n.*", "\n", tenant.config.read_text(), flags=re.S)
    for name in ("client_secret", *without):
        text = re.sub(rf"    {name}:.*\n", "", text)
    tenant.config.write_text(text.replace("    endpoints:", "    auth: device_code\n    token_store: file\n    endpoints:", 1))


def outcome(tenant, words):
    """"done", or why not."""
    run = tenant.run("-o", "json", *words, "--yes", code=None)
    if not run.stdout:
        return run.stderr.strip().splitlines()[-1]
    told = json.loads(run.stdout)[0]
    if told["state"] in ("done", "already"):
        return "done"
    text = re.sub(r"[\w.]+@[\w.]+\w", "the user", told["message"])
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "the id", text)


def prepare(straight, trial):
    try:
        if trial.what.before:
            trial.what.before(straight, trial.user)
    except AssertionError as error:
        if "already" not in str(error):  # an action before has done it
            raise


def ask(caller):
    """{(action, "user" or "administrator"): outcome} of a caller, in a tenant of its own."""
    person = () if caller == APPLICATION else ("--approve-after", "1", "--as", caller.rstrip("*") + "@contoso.com")
    found = {}
    with tempfile.TemporaryDirectory(prefix="roster-login-") as folder:
        login = pathlib.Path(folder, "login.yaml")
        login.write_text("interval: 1\n")
        with Tenant(*STRICT, *(("--login", login) if person else ()), *person) as tenant:
            trials = Trial(tenant, "block-sign-in", TABLE["block-sign-in"])  # has read the application's secret
            straight, blocked = trials.straight, trials.user
            if person:
                as_person(tenant, *(["client_id"] if caller == "admin" or caller in BY_MICROSOFT else []))
            if caller in BY_MICROSOFT:
                consent(tenant, straight)
            gloria = straight.id("gloria.global")
            address = straight.user(gloria, "userPrincipalName")["userPrincipalName"]
            for name in names(caller):
                if name in MAKES:
                    found[name, "user"] = outcome(tenant, MAKES[name])
                    continue
                trial = Trial.__new__(Trial)
                trial.tenant, trial.name, trial.what, trial.straight = tenant, name, dataclasses.replace(TABLE[name], **OTHERWISE.get(name, {})), straight
                trial.user = trial.what.user(straight) if callable(trial.what.user) else straight.id(trial.what.user)
                trial.address = (straight.user(trial.user, "userPrincipalName") or {}).get("userPrincipalName", "")
                prepare(straight, trial)
                found[name, "user"] = outcome(tenant, trial.words())
                if name == "block-sign-in":
                    straight.graph(f"/users/{blocked}", {"accountEnabled": True}, "PATCH")
                if name in ON_ADMINISTRATORS:
                    found[name, "administrator"] = outcome(tenant, ["do", name, gloria, "--name", address])
    return found


def ask_all():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return dict(zip((*CALLERS, *BY_MICROSOFT), pool.map(ask, (*CALLERS, *BY_MICROSOFT))))


def page(found):
    reasons = []

    def cell(text):
        if text in ("done", ""):
            return text
        if text not in reasons:
            reasons.append(text)
        return f"[{reasons.index(text) + 1}]"

    lines = [HEAD]
    for target, title in (("user", "On an ordinary user"), ("administrator", "On a Global Administrator")):
        callers = CALLERS | BY_MICROSOFT
        lines += [f"## {title}", "", "| action | " + " | ".join(callers.values()) + " |", "| --- |" + " --- |" * len(callers)]
        lines += ["| " + " | ".join([f"`{name}`"] + [cell(found[caller].get((name, target), "")) for caller in callers]) + " |"
                  for name in names() if (name, target) in found[APPLICATION]]
        lines.append("")
    return "\n".join(lines + ["## The refusals", ""] + [f"{number}. {text}" for number, text in enumerate(reasons, 1)]) + "\n"


if __name__ == "__main__":
    print(page(ask_all()), end="")
