/* Exchange, SharePoint and the connector behind the whole front, asked in-process. */
#ifndef EXCHANGE_FIXTURE_H
#define EXCHANGE_FIXTURE_H

#include "directory_fixture.h"

#include "tenant/state/mailbox.h"
#include <stdarg.h>

#define EXO    "/exchange/adminapi/beta/" OPTIONS_TENANT_ID
#define INVOKE EXO "/InvokeCommand"

/* One request in full; what is NULL is not sent. */
struct wire {
    const char *method, *uri, *body, *type, *token, *anchor, *prefer;
    struct tenant_pair extra[4];
};

static inline char *token_of(struct directory *d, const char *audience, const char *grant, const char *user)
{
    struct token_wish wish = {.audience = audience,
                              .app_id = OPTIONS_CLIENT_ID,
                              .user_oid = user,
                              .user_upn = user ? "admin@contoso.com" : NULL,
                              .grants = &grant,
                              .grant_count = grant != NULL};
    struct buf token = buf_make(1 << 16);
    buf_puts(&token, "Bearer ");
    token_mint(&d->front.tokens, &wish, &token);
    return buf_take(&token);
}

/* The reply; `location` holds x-ms-diagnostics, which none of these services has otherwise. */
static inline struct answer send_wire(struct directory *d, struct wire how)
{
    struct tenant_pair headers[12];
    size_t n = 0;
    const struct tenant_pair all[] = {{"Authorization", how.token},
                                      {"Content-Type", how.type},
                                      {"X-AnchorMailbox", how.anchor},
                                      {"Prefer", how.prefer},
                                      how.extra[0],
                                      how.extra[1],
                                      how.extra[2],
                                      how.extra[3]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value)
            headers[n++] = all[i];
    struct round x = {
        .arena = arena_new(0), .method = how.method ? how.method : "POST", .headers = headers, .header_count = n};
    x.uri = strncmp(how.uri, BASE, strlen(BASE)) ? how.uri : how.uri + strlen(BASE);
    x.body = how.body ? how.body : "";
    x.body_length = strlen(x.body);
    front_answer(&d->front, &x);
    struct answer a = {.status = x.reply.status};
    for (size_t i = 0; i < x.out_count; i++) {
        if (!strcasecmp(x.out[i].name, "x-ms-diagnostics"))
            a.location = xstrdup(x.out[i].value);
        if (!strcasecmp(x.out[i].name, "Retry-After"))
            a.retry_after = xstrdup(x.out[i].value);
    }
    struct err e;
    a.text = xstrdup(buf_text(&x.reply.body));
    a.json = *a.text ? json_parse(a.text, strlen(a.text), &e) : NULL;
    buf_free(&x.reply.body);
    arena_free(x.arena);
    return a;
}

static inline char *envelope(const char *cmdlet, const char *parameters)
{
    return xasprintf("{\"CmdletInput\":{\"CmdletName\":\"%s\",\"Parameters\":{%s}}}", cmdlet, parameters);
}

/* As the application, with everything right unless `how` says otherwise. */
static inline struct answer invoke_as(struct directory *d, const char *cmdlet, const char *parameters, struct wire how)
{
    auto_str char *body = envelope(cmdlet, parameters);
    auto_str char *token = token_of(d, BASE "/exchange", "Exchange.ManageAsApp", NULL);
    how.uri = how.uri ? how.uri : INVOKE;
    how.body = how.body ? how.body : body;
    how.type = how.type ? how.type : "application/json; charset=utf-8";
    how.token = how.token ? how.token : token;
    how.anchor = how.anchor ? how.anchor : "UPN:admin@contoso.com";
    return send_wire(d, how);
}

static inline struct answer invoke(struct directory *d, const char *cmdlet, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline struct answer invoke(struct directory *d, const char *cmdlet, const char *format, ...)
{
    char parameters[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(parameters, sizeof parameters, format, arguments);
    va_end(arguments);
    return invoke_as(d, cmdlet, parameters, (struct wire){.method = NULL});
}

/* The first row; fails when there is none. */
static inline const struct json *row_of(const struct answer *a)
{
    const struct json *row = json_first(json_get(a->json, "value"));
    if (a->status != 200 || !row)
        fail_msg("%d %.300s", a->status, a->text);
    return row;
}

static inline size_t rows_of(const struct answer *a)
{
    if (a->status != 200)
        fail_msg("%d %.300s", a->status, a->text);
    return json_count(json_get(a->json, "value"));
}

static inline const char *detail_of(const struct answer *a)
{
    return text_of(json_first(json_path(a->json, "error.details")), "message");
}

#define assert_failed(a, wanted, part)                                                                                 \
    do {                                                                                                               \
        if ((a).status != (wanted) || !strstr(detail_of(&(a)), (part)))                                                \
            fail_msg("%d \"%s\" has no \"%s\"", (a).status, detail_of(&(a)), (part));                                  \
    } while (0)

static inline const char *warning_of(const struct answer *a)
{
    return json_text_or(json_first(json_get(a->json, "@adminapi.warnings")), "");
}

#define assert_warns(a, part)                                                                                          \
    do {                                                                                                               \
        if ((a).status != 200 || !strstr(warning_of(&(a)), (part)))                                                    \
            fail_msg("%d %.300s", (a).status, (a).text);                                                               \
    } while (0)

#define assert_done(a)                                                                                                 \
    do {                                                                                                               \
        if ((a).status != 200 || *warning_of(&(a)))                                                                    \
            fail_msg("%d %.300s", (a).status, (a).text);                                                               \
    } while (0)

/* The first mailbox for which `wanted` holds. */
static inline struct mailbox first_mailbox(struct directory *d,
                                           bool (*wanted)(struct directory *, const struct mailbox *))
{
    struct mailbox m;
    for (uint32_t number = 0; number < d->options.users; number++) {
        mailbox_load(&d->front.tenant, number, &m);
        if (wanted(d, &m))
            return m;
    }
    fail_msg("no such mailbox in the seed");
    return m;
}

static inline double bytes_of(struct directory *d, const struct mailbox *m)
{
    auto_json struct json *content = mailbox_part(&d->front.tenant, m, MAILBOX_CONTENT);
    return json_number(json_get(content, "Bytes"), 0);
}

static inline const char *setting_of(struct directory *d, const struct mailbox *m, const char *name, char out[512])
{
    auto_json struct json *settings = mailbox_part(&d->front.tenant, m, MAILBOX_SETTINGS);
    auto_buf struct buf text = buf_make(4096);
    json_write(json_get(settings, name), &text);
    snprintf(out, 512, "%s", buf_text(&text));
    return out;
}

static inline bool has_archive(struct directory *d, const struct mailbox *m)
{
    char text[512];
    return !strstr(setting_of(d, m, "ArchiveGuid", text), "00000000-0000");
}

/* A cloud user of plan 2 with nothing remarkable: small, without archive, forwarding or holds. */
static inline bool is_plain(struct directory *d, const struct mailbox *m)
{
    char text[512];
    return m->kind == MAILBOX_USER && m->plan == MAILBOX_PLAN_2 && !m->user.seed.synced && *m->user.seed.given_name &&
           bytes_of(d, m) < 40e9 && !has_archive(d, m) &&
           !strcmp(setting_of(d, m, "ForwardingAddress", text), "null") &&
           !strcmp(setting_of(d, m, "ForwardingSmtpAddress", text), "null") &&
           !strcmp(setting_of(d, m, "LitigationHoldEnabled", text), "false") &&
           !strcmp(setting_of(d, m, "HiddenFromAddressListsEnabled", text), "false") &&
           !strcmp(setting_of(d, m, "GrantSendOnBehalfTo", text), "[]");
}

static inline bool is_synced_mailbox(struct directory *d, const struct mailbox *m)
{
    (void)d;
    return m->kind == MAILBOX_USER && m->user.seed.synced && *m->user.seed.given_name;
}

static inline bool is_shared(struct directory *d, const struct mailbox *m)
{
    (void)d;
    return m->kind == MAILBOX_SHARED;
}

static inline bool is_kiosk(struct directory *d, const struct mailbox *m)
{
    return m->kind == MAILBOX_USER && m->plan == MAILBOX_KIOSK && !m->user.seed.synced && !has_archive(d, m);
}

static inline bool has_none(struct directory *d, const struct mailbox *m)
{
    (void)d;
    return m->kind == MAILBOX_NONE && !m->user.seed.guest && *m->user.seed.given_name;
}

/* Another plain one than the first. */
static inline struct mailbox second_mailbox(struct directory *d, uint32_t first)
{
    struct mailbox m;
    for (uint32_t number = first + 1; number < d->options.users; number++)
        if (mailbox_load(&d->front.tenant, number, &m) && is_plain(d, &m))
            return m;
    fail_msg("no second mailbox in the seed");
    return m;
}

static int start(void **state)
{
    clock_set(NOON);
    *state = directory_start(900, 1);
    return 0;
}

static int stop(void **state)
{
    directory_stop(*state);
    clock_set(-1);
    return 0;
}

#endif
