/* Time: the kernel's clocks unless a test pins them. */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const int64_t LAST_SECOND = INT64_C(253402300799); /* of the year 9999, the last that can be written */

/* Pinned time in ms, or negative. Written by tests before they start threads. */
static _Atomic int64_t pinned = -1;

static int64_t read_micros(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
    int64_t pin = atomic_load(&pinned);
    return pin >= 0 ? pin : read_micros(CLOCK_REALTIME) / 1000;
}

int64_t clock_monotonic(void)
{
    int64_t pin = atomic_load(&pinned);
    return pin >= 0 ? pin : read_micros(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_micros(void)
{
    return read_micros(CLOCK_MONOTONIC);
}

void clock_set(int64_t now)
{
    atomic_store(&pinned, now);
}

void clock_sleep(int64_t ms)
{
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    while (nanosleep(&left, &left) < 0)
        ;
}

/* Days since 1970-01-01 of a date in the Gregorian calendar. */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

static void put_digits(char *out, int count, int number)
{
    while (count-- > 0) {
        out[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

char *clock_format(int64_t ms, char out[CLOCK_TEXT])
{
    int64_t seconds = ms >= 0 ? ms / 1000 : (ms - 999) / 1000;
    int64_t days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400;
    int left = (int)(seconds - days * 86400), year, month, day;
    date_of(days, &year, &month, &day);
    memcpy(out, "0000-00-00T00:00:00Z", 21);
    put_digits(out, 4, (year % 10000 + 10000) % 10000);
    put_digits(out + 5, 2, month);
    put_digits(out + 8, 2, day);
    put_digits(out + 11, 2, left / 3600);
    put_digits(out + 14, 2, left / 60 % 60);
    put_digits(out + 17, 2, left % 60);
    return out;
}

static bool number(const char **at, const char *end, int digits, int *out)
{
    *out = 0;
    if (end - *at < digits)
        return false;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        *out = *out * 10 + (**at - '0');
    }
    return true;
}

static bool literal(const char **at, const char *end, char c)
{
    if (*at >= end || **at != c)
        return false;
    (*at)++;
    return true;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool parse_offset(const char **at, const char *end, int *minutes)
{
    int hour, minute, sign;

    *minutes = 0;
    if (*at == end || literal(at, end, 'Z')) /* .NET leaves the zone out of a date of unspecified kind: it is UTC */
        return true;
    if ((**at != '+' && **at != '-'))
        return false;
    sign = *(*at)++ == '-' ? -1 : 1;
    if (!number(at, end, 2, &hour) || !literal(at, end, ':') || !number(at, end, 2, &minute) || hour > 23 ||
        minute > 59)
        return false;
    *minutes = sign * (hour * 60 + minute);
    return true;
}

bool clock_parse(const char *text, size_t length, int64_t *ms)
{
    const char *at = text, *end = text + length;
    int year, month, day, hour, minute, second, offset, fraction = 0, scale = 100;

    if (!number(&at, end, 4, &year) || !literal(&at, end, '-') || !number(&at, end, 2, &month) ||
        !literal(&at, end, '-') || !number(&at, end, 2, &day) || !literal(&at, end, 'T') ||
        !number(&at, end, 2, &hour) || !literal(&at, end, ':') || !number(&at, end, 2, &minute) ||
        !literal(&at, end, ':') || !number(&at, end, 2, &second))
        return false;
    if (literal(&at, end, '.'))
        for (; at < end && *at >= '0' && *at <= '9'; at++, scale /= 10)
            fraction += scale * (*at - '0');
    if (!parse_offset(&at, end, &offset) || at != end || month < 1 || month > 12 || day < 1 ||
        day > days_in(year, month) || hour > 23 || minute > 59 || second > 60)
        return false;
    *ms = year <= 1 ? 0
                    : (days_of(year, month, day) * 86400 + hour * INT64_C(3600) + minute * INT64_C(60) + second -
                       offset * INT64_C(60)) *
                              1000 +
                          fraction;
    if (*ms > LAST_SECOND * 1000) /* a leap second, or an offset, at the very end */
        *ms = LAST_SECOND * 1000;
    return true;
}

char *clock_ago(int64_t then, int64_t now, char out[CLOCK_TEXT])
{
    static const struct {
        int64_t ms;
        const char *unit;
    } units[] = {{365 * 86400000LL, "y"}, {86400000, "d"}, {3600000, "h"}, {60000, "m"}};
    int64_t ago = now - then;

    snprintf(out, CLOCK_TEXT, "just now");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (ago >= units[i].ms) {
            snprintf(out, CLOCK_TEXT, "%lld%s", (long long)(ago / units[i].ms), units[i].unit);
            break;
        }
    return out;
}
