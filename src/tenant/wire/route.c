/* Finding the row that answers a request. */
#include "tenant/wire/route.h"

#include <string.h>
#include <strings.h>

static bool segment_matches(const char *pattern, size_t length, const char *segment, unsigned *literals)
{
    if (length >= 2 && pattern[0] == '{')
        return segment[0] != '\0';
    if (length > 3 && !memcmp(pattern + length - 3, "(*)", 3)) {
        size_t name = length - 2; /* with the opening parenthesis */
        size_t have = strlen(segment);
        bool is = have > name && !strncasecmp(pattern, segment, name) && segment[have - 1] == ')';
        *literals += is;
        return is;
    }
    bool is = strlen(segment) == length && !strncasecmp(pattern, segment, length);
    *literals += is;
    return is;
}

bool route_matches(const char *pattern, char *const *segments, size_t count, unsigned *literals)
{
    size_t at = 0;
    *literals = 0;
    while (*pattern) {
        pattern += *pattern == '/';
        size_t length = strcspn(pattern, "/");
        if (length == 0)
            break;
        if (length == 3 && !memcmp(pattern, "{*}", 3))
            return true;
        if (at == count || !segment_matches(pattern, length, segments[at], literals))
            return false;
        at++;
        pattern += length;
    }
    return at == count;
}

static bool in_version(const struct route *route, const char *version)
{
    bool beta = !strcmp(version, "beta");
    return !((route->flags & ROUTE_BETA) && !beta) && !((route->flags & ROUTE_V1) && beta);
}

const struct route *route_find(const struct route *const *tables, const struct tenant_request *request,
                               bool *other_method)
{
    const struct route *best = NULL;
    unsigned best_literals = 0, literals;
    *other_method = false;
    for (size_t t = 0; tables[t]; t++)
        for (const struct route *row = tables[t]; row->method; row++) {
            if (!in_version(row, request->version) ||
                !route_matches(row->pattern, request->segments, request->segment_count, &literals))
                continue;
            if (strcmp(row->method, request->method) != 0) {
                *other_method = true;
            } else if (!best || literals > best_literals) {
                best = row;
                best_literals = literals;
            }
        }
    return best;
}

bool route_permits(const struct route *route, const struct tenant_request *request)
{
    const char *const *any = request->caller.delegated ? route->delegated : route->application;
    if (!any)
        return false;
    if (!any[0])
        return true;
    for (size_t i = 0; any[i]; i++)
        if (tenant_caller_holds(request, any[i]))
            return true;
    return false;
}
