/* The retry policy as one function of a reply. */
#include "api/http/retry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THROTTLED_ATTEMPTS 8
#define READ_ATTEMPTS      5
#define CONNECT_ATTEMPTS   3
#define CONFLICT_ATTEMPTS  3
#define LONGEST_WAIT       86400000

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

int64_t retry_after(const struct http_reply *reply, int64_t now)
{
    const char *value = http_reply_header(reply, "retry-after");
    char *end = NULL;
    int64_t date;
    if (!value || !*value)
        return -1;
    long seconds = strtol(value, &end, 10);
    if (*end == '\0' && end != value)
        return seconds < 0 ? -1 : seconds > LONGEST_WAIT / 1000 ? LONGEST_WAIT : (int64_t)seconds * 1000;
    if (!retry_http_date(value, &date))
        return -1;
    return date <= now ? 0 : date - now > LONGEST_WAIT ? LONGEST_WAIT : date - now;
}

/* 2^n seconds and up to half of that again, at most a minute and a half. */
static int64_t back_off(int attempt, uint32_t random)
{
    int64_t base = (int64_t)1000 << (attempt < 1 ? 0 : attempt > 7 ? 6 : attempt - 1);
    if (base > 60000)
        base = 60000;
    return base + (int64_t)(random % (uint32_t)(base / 2 + 1));
}

static struct retry_decision again(int attempt, int limit, int64_t asked, uint32_t random)
{
    if (attempt >= limit)
        return (struct retry_decision){.what = RETRY_GIVE_UP};
    return (struct retry_decision){.what = RETRY_AGAIN, .ms = asked >= 0 ? asked : back_off(attempt, random)};
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

struct retry_decision retry_decide(const struct http_request *request, const struct http_reply *reply, int attempt,
                                   int renewals, int64_t now, uint32_t random)
{
    static const struct retry_decision give_up = {.what = RETRY_GIVE_UP};
    int64_t asked = retry_after(reply, now);
    if (reply->unsure && request->repeat != HTTP_READ)
        return (struct retry_decision){.what = reply->error.code == ERR_CANCELLED ? RETRY_GIVE_UP : RETRY_READ_BACK};
    switch (reply->status) {
    case 0:
        return of_error(request, reply, attempt, random);
    case 401:
        if (request->resource == RESOURCE_NONE || renewals > 0 || retry_token_was_good(reply))
            return give_up;
        return (struct retry_decision){.what = RETRY_RENEW_TOKEN};
    case 503:
        if (request->repeat == HTTP_CONSUMES && asked < 0) /* not said to have been turned away at the door */
            return (struct retry_decision){.what = RETRY_READ_BACK};
        return again(attempt, THROTTLED_ATTEMPTS, asked, random);
    case 429:
        return again(attempt, THROTTLED_ATTEMPTS, asked, random);
    case 408:
    case 500:
    case 502:
    case 504:
        if (request->repeat != HTTP_READ)
            return (struct retry_decision){.what = RETRY_READ_BACK};
        return again(attempt, READ_ATTEMPTS, asked, random);
    default:
        return of_refusal(request, reply, attempt, asked, random);
    }
}
