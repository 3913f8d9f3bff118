"""docs/OUTCOMES.md: what came of every action, asked by every kind of caller of the demo tenant, as `roster do` told it.
Written by `python3 tests/e2e/outcomes.py > docs/OUTCOMES.md`; test_outcomes.py compares."""
import concurrent.futures
import json
import pathlib
import re
import tempfile

from actions import QUICK, TABLE, Trial
from harness import Tenant

STRICT = [word for word in QUICK if word != "--anyone-provisions"]
APPLICATION = "application"
# Columns: a person of the demo tenant (docs/TENANT.md), or the application of docs/SETUP.md.
CALLERS = {APPLICATION: "application", "admin": "Global", "privileged": "Privileged Authentication", "users": "User",
           "authentication": "Authentication", "helpdesk": "Helpdesk", "passwords": "Password", "recipients": "Recipient Management"}
LAST = ("delete-user", "restore-user")  # the others need the user
ON_ADMINISTRATORS = ("block-sign-in", "reset-password", "reset-password-must-change", "revoke-sessions", "require-password-change", "delete-user")
HEAD = """# What comes of each action

Written by `python3 tests/e2e/outcomes.py > docs/OUTCOMES.md`, which asks the demo tenant for every action as every caller; a test
compares. "Application": a registration with the permissions and roles of `docs/SETUP.md`. The others are people with this
one administrator's role (Recipient Management: with Exchange's role group and no role), signed in to that registration, Global by
Microsoft's own clients.

A number is a refusal, in the words below. Where a role list of roster's is shorter than Microsoft's, the service decides.
"""


def names():
    return [name for name in TABLE if name not in LAST] + list(LAST)


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
        if "already exist" not in str(error):  # an action before has done it
            raise


def ask(caller):
    """{(action, "user" or "administrator"): outcome} of a caller, in a tenant of its own."""
    person = () if caller == APPLICATION else ("--approve-after", "1", "--as", caller + "@contoso.com")
    found = {}
    with tempfile.TemporaryDirectory(prefix="roster-login-") as folder:
        login = pathlib.Path(folder, "login.yaml")
        login.write_text("interval: 1\n")
        with Tenant(*STRICT, *(("--login", login) if person else ()), *person) as tenant:
            trials = Trial(tenant, "block-sign-in", TABLE["block-sign-in"])  # has read the application's secret
            straight, blocked = trials.straight, trials.user
            if person:
                as_person(tenant, *(["client_id"] if caller == "admin" else []))
            gloria = straight.id("gloria.global")
            address = straight.user(gloria, "userPrincipalName")["userPrincipalName"]
            for name in names():
                trial = Trial.__new__(Trial)
                trial.tenant, trial.name, trial.what, trial.straight = tenant, name, TABLE[name], straight
                trial.user = straight.id(trial.what.user)
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
        return dict(zip(CALLERS, pool.map(ask, CALLERS)))


def page(found):
    reasons = []

    def cell(text):
        if text == "done":
            return text
        if text not in reasons:
            reasons.append(text)
        return f"[{reasons.index(text) + 1}]"

    lines = [HEAD]
    for target, title in (("user", "On an ordinary user"), ("administrator", "On a Global Administrator")):
        lines += [f"## {title}", "", "| action | " + " | ".join(CALLERS.values()) + " |", "| --- |" + " --- |" * len(CALLERS)]
        lines += ["| " + " | ".join([f"`{name}`"] + [cell(found[caller][name, target]) for caller in CALLERS]) + " |"
                  for name in names() if (name, target) in found[APPLICATION]]
        lines.append("")
    return "\n".join(lines + ["## The refusals", ""] + [f"{number}. {text}" for number, text in enumerate(reasons, 1)]) + "\n"


if __name__ == "__main__":
    print(page(ask_all()), end="")
