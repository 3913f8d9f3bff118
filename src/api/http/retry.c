/* The retry policy as one function of a reply. */
#include "api/http/retry.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define THROTTLED_ATTEMPTS 8
#define READ_ATTEMPTS      5
#define CONNECT_ATTEMPTS   3
#define CONFLICT_ATTEMPTS  3
#define LONGEST_TOLD       86400000

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
bool retry_http_date(const char *text, int64_t *ms)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char month[4] = "";
    int day, year, hour, minute, second;
    const char *comma = strchr(text, ',');
    if (!comma || sscanf(comma + 1, "%2d %3s %4d %2d:%2d:%2d GMT", &day, month, &year, &hour, &minute, &second) != 6)
        return false;
    const char *at = strstr(months, month);
    if (!at || strlen(month) != 3 || (at - months) % 3 || year < 1970 || day < 1 || day > 31)
        return false;
    int64_t days = days_of(year, (int)(at - months) / 3 + 1, day);
    *ms = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
    return true;
}

/* Seconds, also with decimals ("5", "5.25"), as ms; NULL when there are none. What follows is left in place. */
static const char *read_seconds(const char *at, int64_t *ms)
{
    int64_t whole = 0, part = 0, unit = 100;
    if (!isdigit((unsigned char)*at))
        return NULL;
    for (; isdigit((unsigned char)*at); at++)
        whole = whole > LONGEST_TOLD ? whole : whole * 10 + (*at - '0');
    if (*at == '.' && !isdigit((unsigned char)*++at))
        return NULL;
    for (; isdigit((unsigned char)*at); at++, unit /= 10)
        part += unit * (*at - '0');
    *ms = whole > LONGEST_TOLD / 1000 ? LONGEST_TOLD : whole * 1000 + part;
    return at;
}

/* What one header asks for: the longest where a proxy has joined several. -1: it cannot be read. */
static int64_t wait_of(const char *value, int64_t now)
{
    int64_t longest = -1, ms;
    if (retry_http_date(value, &ms))
        return ms <= now ? 0 : ms - now > LONGEST_TOLD ? LONGEST_TOLD : ms - now;
    for (const char *at = value;; at++) {
        at += strspn(at, " \t");
        at = read_seconds(at, &ms);
        if (!at)
            return -1;
        longest = ms > longest ? ms : longest;
        at += strspn(at, " \t");
        if (*at != ',')
            return *at ? -1 : longest;
    }
}

int64_t retry_after(const struct http_reply *reply, int64_t now)
{
    int64_t longest = -1;
    for (const struct http_header *h = reply->headers; h; h = h->next)
        if (!strcmp(h->name, "retry-after")) {
            int64_t ms = wait_of(h->value, now);
            longest = ms > longest ? ms : longest;
        }
    return longest;
}

/* 2^n seconds and up to half of that again, at most a minute and a half. */
static int64_t back_off(int attempt, uint32_t random)
{
    int64_t base = (int64_t)1000 << (attempt < 1 ? 0 : attempt > 7 ? 6 : attempt - 1);
    if (base > 60000)
        base = 60000;
    return base + (int64_t)(random % (uint32_t)(base / 2 + 1));
}

/* What is asked for is waited for, if that is no longer than anybody waits; "at once" is taken at its word the first time only. */
static struct retry_decision again(int attempt, int limit, int64_t asked, uint32_t random)
{
    enum { AT_ONCE = 1000 };
    if (attempt >= limit || asked > RETRY_LONGEST_WAIT)
        return (struct retry_decision){.what = RETRY_GIVE_UP};
    bool obeyed = asked >= AT_ONCE || (asked >= 0 && attempt <= 1);
    int64_t own = back_off(attempt, random);
    return (struct retry_decision){.what = RETRY_AGAIN, .ms = obeyed ? asked : asked >= 0 ? own / 4 : own};
}

static struct retry_decision of_error(const struct http_request *request, const struct http_reply *reply, int attempt,
                                      uint32_t random)
{
    bool read = request->repeat == HTTP_READ;
    switch (reply->error.code) {
    case ERR_NETWORK:
        return again(attempt, CONNECT_ATTEMPTS, -1, random);
    case ERR_CUT:
    case ERR_TIMEOUT:
        return again(attempt, read ? READ_ATTEMPTS : CONNECT_ATTEMPTS, -1, random);
    default:
        return (struct retry_decision){.what = RETRY_GIVE_UP};
    }
}

static bool says(const struct http_reply *reply, const char *text)
{
    return strcasestr(buf_text(&reply->body), text) != NULL;
}

/* Exchange names the cmdlet, others a principal or a role that is missing (REQUESTS §13.2). */
bool retry_token_was_good(const struct http_reply *reply)
{
    return says(reply, "is not allowed to call") || says(reply, "Service principal-less Authentication failed") ||
           (says(reply, "ErrorCode") && says(reply, "Forbidden"));
}

/* Refusals that mean "later", by what they say. */
static struct retry_decision of_refusal(const struct http_request *request, const struct http_reply *reply, int attempt,
                                        int64_t asked, uint32_t random)
{
    bool conflict = reply->status == 409 || reply->status == 412;
    if (conflict && request->repeat != HTTP_CONSUMES && says(reply, "ConcurrencyViolation"))
        return again(attempt, CONFLICT_ATTEMPTS, asked, random);
    if (reply->status >= 400 && reply->status != 403 &&
        (says(reply, "Resource temporarily unavailable") || says(reply, "Too many requests")))
        return again(attempt, THROTTLED_ATTEMPTS, asked, random);
    return (struct retry_decision){.what = RETRY_GIVE_UP};
}

/* With a time to wait it was turned away at the door; without, that is not said: what may not be done twice is looked at, and so
 * is what is given up. */
static struct retry_decision of_unavailable(const struct http_request *request, int attempt, int64_t asked,
                                            uint32_t random)
{
    struct retry_decision decision = again(attempt, THROTTLED_ATTEMPTS, asked, random);
    bool open = request->repeat != HTTP_READ && asked < 0;
    if (open && (request->repeat == HTTP_CONSUMES || decision.what == RETRY_GIVE_UP))
        return (struct retry_decision){.what = RETRY_READ_BACK};
    return decision;
}

struct retry_decision retry_decide(const struct http_request *request, const struct http_reply *reply, int attempt,
                                   int renewals, int64_t now, uint32_t random)
{
    int64_t asked = retry_after(reply, now);
    if (reply->unsure && request->repeat != HTTP_READ)
        return (struct retry_decision){.what = reply->error.code == ERR_CANCELLED ? RETRY_GIVE_UP : RETRY_READ_BACK};
    if (reply->status == 0)
        return of_error(request, reply, attempt, random);
    if (reply->status == 401) {
        bool useless = request->resource == RESOURCE_NONE || renewals > 0 || retry_token_was_good(reply);
        return (struct retry_decision){.what = useless ? RETRY_GIVE_UP : RETRY_RENEW_TOKEN};
    }
    if (reply->status == 429)
        return again(attempt, THROTTLED_ATTEMPTS, asked, random);
    if (reply->status == 503)
        return of_unavailable(request, attempt, asked, random);
    if (!http_is_sure(reply->status))
        return request->repeat == HTTP_READ ? again(attempt, READ_ATTEMPTS, asked, random)
                                            : (struct retry_decision){.what = RETRY_READ_BACK};
    return of_refusal(request, reply, attempt, asked, random);
}
