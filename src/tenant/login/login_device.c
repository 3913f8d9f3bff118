/* Device codes: given out, approved on a page or by themselves, polled for. */
#include "tenant/login/login_call.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "tenant/state/lock.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- given out --- */

static struct login_device *new_device(struct login_call *call, const char *scope)
{
    char a[UUID_TEXT], b[UUID_TEXT];
    struct login_device *device = xcalloc(1, sizeof *device);
    *device = (struct login_device){.app = call->app,
                                    .tenant = call->tenant,
                                    .scope = xstrdup(scope),
                                    .born = clock_now(),
                                    .interval = call->login->config->interval};
    snprintf(device->code, sizeof device->code, "%s%s", random_uuid(a), random_uuid(b));
    for (size_t i = 0; i < 9; i++)
        device->user_code[i] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[random_below(32)];
    pthread_mutex_lock(&call->login->lock);
    device->next = call->login->devices;
    call->login->devices = device;
    pthread_mutex_unlock(&call->login->lock);
    return device;
}

void login_device_start(struct login_call *call)
{
    struct login_scope asked;
    const char *scope = login_form(call, "scope");
    if (!login_scope_read(call, scope, false, &asked) ||
        !login_unrefused(call, "devicecode", NULL, call->tenant, &asked))
        return;
    const struct login_device *device = new_device(call, scope);
    const char *where = arena_printf(call->request->arena, "%s/device", call->request->origin);
    auto_json struct json *answer = json_new_object();
    json_set_text(answer, "user_code", device->user_code);
    json_set_text(answer, "device_code", device->code);
    json_set_text(answer, "verification_uri", where);
    json_set_number(answer, "expires_in", call->login->config->code_lifetime);
    json_set_number(answer, "interval", call->login->config->interval);
    json_set_text(
        answer, "message",
        arena_printf(call->request->arena,
                     "To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", where,
                     device->user_code));
    tenant_json(call->reply, 200, answer);
    call->reply->content_type = "application/json; charset=utf-8";
}

/* --- the person's answer --- */

static bool is_over(const struct login *login, const struct login_device *device)
{
    return clock_now() - device->born >= (int64_t)login->config->code_lifetime * 1000;
}

/* Somebody who answers by himself; under the lock. */
static void answer_itself(struct login *login, struct login_device *device)
{
    assert(lock_is_held(&login->lock));
    for (size_t i = 0; i < login->config->person_count && device->state == DEVICE_OPEN; i++) {
        const struct login_person *person = &login->config->people[i];
        if (person->answer == ANSWER_WAIT)
            continue;
        if (device->polls > person->after_polls && clock_now() - device->born >= person->after_ms) {
            device->state = person->answer == ANSWER_APPROVE ? DEVICE_APPROVED : DEVICE_DECLINED;
            device->person = person;
        }
        return;
    }
}

static void page(struct login_call *call, int status, const char *text)
{
    struct tenant_reply *reply = call->reply;
    buf_printf(&reply->body, "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>%s</p></body></html>",
               text);
    reply->status = status;
    reply->content_type = "text/html; charset=utf-8";
}

/* Normalised as people type it: any case, with blanks and dashes. */
static bool same_code(const char *typed, const char *code)
{
    for (; *typed; typed++) {
        if (*typed == ' ' || *typed == '-')
            continue;
        if (!*code || strncasecmp(typed, code, 1) != 0)
            return false;
        code++;
    }
    return !*code;
}

/* Record the answer; NULL, or what is wrong with it. */
static const char *record_answer(struct login *login, const char *typed, const struct login_person *person,
                                 bool approved)
{
    const char *wrong = "That code did not work. Check the code and try again.";
    pthread_mutex_lock(&login->lock);
    for (struct login_device *device = login->devices; device; device = device->next) {
        if (!same_code(typed, device->user_code) || device->state == DEVICE_USED)
            continue;
        wrong = is_over(login, device) ? "AADSTS70019: Verification code expired. Have the user retry the sign-in."
                                       : NULL;
        if (!wrong) {
            device->state = approved ? DEVICE_APPROVED : DEVICE_DECLINED;
            device->person = person;
        }
        break;
    }
    pthread_mutex_unlock(&login->lock);
    return wrong;
}

void login_device_page(struct login_call *call, bool post)
{
    struct login *login = call->login;
    if (!post) {
        page(call, 200,
             "<form method=\"post\">Code <input name=\"user_code\"> Account <input name=\"user\"> Password <input "
             "name=\"password\" type=\"password\"> <button name=\"action\" value=\"approve\">Continue</button> <button "
             "name=\"action\" value=\"decline\">Cancel</button></form>");
        return;
    }
    const char *typed = login_form(call, "user_code"), *upn = login_form(call, "user");
    const char *action = login_form(call, "action"), *password = login_form(call, "password");
    bool declined = action && !strcmp(action, "decline");
    const struct login_person *person = upn && *upn                   ? login_person(login, upn)
                                        : login->config->person_count ? login->config->people
                                                                      : NULL;
    const char *wrong = NULL;
    if (!person)
        wrong = "AADSTS50034: The user account does not exist in the directory.";
    else if (!declined && person->password && (!password || strcmp(password, person->password) != 0))
        wrong = "AADSTS50126: Error validating credentials due to invalid username or password.";
    else if (!declined && !login_identify(login, person, call->request->arena).enabled)
        wrong = "AADSTS50057: The user account is disabled.";
    else
        wrong = record_answer(login, typed ? typed : "", person, !declined);
    page(call, wrong ? 400 : 200,
         wrong      ? wrong
         : declined ? "You declined. You may close this window."
                    : "You have signed in to the application on your device. You may now close this window.");
}

/* --- polling --- */

/* What a poll finds, as an AADSTS code; 0: the person has agreed. Under the lock. */
static int poll_state(struct login_call *call, struct login_device *device, bool *slow)
{
    struct login *login = call->login;
    int64_t now = clock_now();
    assert(lock_is_held(&login->lock));
    if (!device || device->state == DEVICE_USED || device->app != call->app)
        return 70018;
    if (device->tenant != call->tenant)
        return 700005;
    if (is_over(login, device))
        return 70020;
    *slow = device->polled && now - device->polled < (int64_t)device->interval * 1000;
    device->polled = now;
    device->polls++;
    answer_itself(login, device);
    if (*slow) {
        device->interval += login->config->slow_down;
        return 70016;
    }
    if (device->state == DEVICE_DECLINED) {
        device->state = DEVICE_USED;
        return 65004;
    }
    if (device->state == DEVICE_OPEN)
        return 70016;
    device->state = DEVICE_USED;
    return 0;
}

void login_device_poll(struct login_call *call)
{
    struct login *login = call->login;
    const char *code = login_form(call, "device_code");
    bool slow = false;
    if (!code) {
        login_refuse(call, 900144, "The request body must contain the following parameter: 'device_code'.");
        return;
    }
    pthread_mutex_lock(&login->lock);
    struct login_device *device = login->devices;
    while (device && strcmp(device->code, code) != 0)
        device = device->next;
    int state = poll_state(call, device, &slow);
    pthread_mutex_unlock(&login->lock);
    call->by_device = true;
    if (state == 0)
        login_give_person(call, device->person, device->scope, device->scope, false);
    else if (slow)
        login_error(
            call->request, call->reply, 400, "slow_down", 70016,
            "OAuth 2.0 device flow error. The client polls faster than it was told: 5 seconds more between polls.");
    else if (state == 65004)
        login_error(call->request, call->reply, 400, "authorization_declined", 65004,
                    "User declined to consent to access the app.");
    else
        login_refuse(call, state, NULL);
}
