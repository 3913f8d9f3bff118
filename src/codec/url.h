/* URLs and query strings: percent encoding, origins, joining. */
#ifndef CODEC_URL_H
#define CODEC_URL_H

#include "base/arena.h"
#include "base/buf.h"
#include <stdbool.h>

/** Append `text` percent-encoded: everything but unreserved characters (RFC 3986); a space is %20. */
void url_encode(struct buf *out, const char *text);
/** Decode %XX (and + as a space if `plus`) in place; false on a bad escape. NULs (%00) are refused. */
bool url_decode(char *text, bool plus);
/** An OData string literal: quotes doubled, in quotes, percent-encoded. */
void url_odata_literal(struct buf *out, const char *text);

struct url {
    char *scheme, *host, *path,
        *query; /* host lower-case without brackets; path "/" at least; query "" when absent, without ? */
    int port;   /* default filled in */
};
/** Split an absolute http or https URL; false when it is none, carries user information, or has control characters. */
bool url_split(struct arena *arena, const char *text, struct url *out);
/** Scheme, host and port are the same. */
bool url_same_origin(const char *a, const char *b);
/** The host is 127.0.0.0/8, ::1 or localhost. */
bool url_is_loopback(const char *url);

/** Iterate "a=b&c=d": `*at` starts as the query; decoded name and value in `arena`. False at the end; `*bad` when an escape is. */
bool url_query_next(struct arena *arena, const char **at, char **name, char **value, bool *bad);

#endif
