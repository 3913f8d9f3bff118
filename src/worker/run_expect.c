/* A plan that somebody signed off is carried out as it stands: each write is compared with it before it may leave. */
#include "worker/run.h"

#include "base/clock.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SOON = 120 * 1000 /* ms: a time so near to the present is "now" */, MOMENT = 19 /* "2026-11-30T18:00:00" */ };

/* The length of "{key id}": what only the service or chance can say stands so in a plan; 0: it is none. */
static size_t placeholder(const char *text)
{
    size_t length = *text == '{' ? 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789 ") : 0;
    return length > 1 && text[length] == '}' ? length + 1 : 0;
}

static bool moment(const char *text, int64_t *ms)
{
    char utc[MOMENT + 2];
    if (!isdigit((unsigned char)*text) || strnlen(text, MOMENT) < MOMENT || text[10] != 'T')
        return false;
    memcpy(utc, text, MOMENT);
    memcpy(utc + MOMENT, "Z", 2);
    return clock_parse(utc, MOMENT + 1, ms);
}

/* Both say "now", each in its own time. */
static bool both_now(const char *one, const char *other, int64_t planned)
{
    int64_t a, b;
    return moment(one, &a) && moment(other, &b) && llabs(a - planned) < SOON && llabs(b - clock_now()) < SOON;
}

static bool same(const char *was, const char *is, int64_t planned)
{
    if (!was || !is)
        return (!was || !*was) && (!is || !*is);
    while (*was) {
        size_t made = placeholder(was);
        if (made && strncmp(was, is, made) != 0) {
            size_t length = strcspn(is, "\"<>{}/");
            if (!length)
                return false;
            was += made;
            is += length;
        } else if (*was == *is && !both_now(was, is, planned)) {
            was++;
            is++;
        } else if (both_now(was, is, planned)) {
            was += MOMENT;
            is += MOMENT;
        } else {
            return false;
        }
    }
    return !*is;
}

static bool changed(struct err *e, const char *was, const char *is)
{
    err_set(e, ERR_REFUSED, "changed since it was planned: %.150s then, %.150s now", was, is);
    return err_hint(e, "nothing that was not planned is sent: plan it anew");
}

bool run_expected(const struct run *run, const struct run_target *t, struct err *e)
{
    const struct plan_expect *expect = run->expects ? &run->expects[t - run->targets] : NULL;
    size_t at = t->write_count - 1;
    if (!expect || t->flow.must_clean)
        return true;
    if (t->write_count == MOST_WRITES)
        return err_set(e, ERR_REFUSED, "it takes more requests than a plan holds");
    if (!expect->count)
        return changed(e, "already set this way", "it is not");
    if (!at && strcmp(expect->before ? expect->before : "", t->before ? t->before : "") != 0)
        return changed(e, expect->before ? expect->before : "nothing", t->before ? t->before : "nothing");
    const struct plan_request *was = at < expect->count ? &expect->requests[at] : NULL, *is = &t->writes[at];
    if (was && !strcmp(was->method, is->method) && same(was->url, is->url, run->planned) &&
        same(was->body, is->body, run->planned))
        return true;
    return changed(e, was ? (was->body && *was->body ? was->body : was->url) : "no further request",
                   is->body && *is->body ? is->body : is->url);
}
