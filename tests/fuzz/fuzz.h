/* What the fuzz targets share: the table of them, and what they hold a parser to. A target is called with bytes and ends the process
 * when something does not hold. */
#ifndef FUZZ_H
#define FUZZ_H

#include "api/http/exchange.h"
#include "base/alloc.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* X(name, mutations of its corpus that a test run tries); each has a folder tests/fuzz/corpus/<name>. CMakeLists.txt reads this. */
#define FUZZ_TARGETS(X)                                                                                                \
    X(aadsts, 2000)                                                                                                    \
    X(actions, 1000)                                                                                                   \
    X(batch, 2000)                                                                                                     \
    X(certificate, 100)                                                                                                \
    X(clean, 2000)                                                                                                     \
    X(config, 300)                                                                                                     \
    X(csv, 2000)                                                                                                       \
    X(dates, 2000)                                                                                                     \
    X(device_code, 2000)                                                                                               \
    X(entry, 2000)                                                                                                     \
    X(exchange, 2000)                                                                                                  \
    X(filter, 2000)                                                                                                    \
    X(input, 300)                                                                                                      \
    X(journal, 100)                                                                                                    \
    X(json, 2000)                                                                                                      \
    X(json_scan, 2000)                                                                                                 \
    X(jwt, 2000)                                                                                                       \
    X(mail_text, 2000)                                                                                                 \
    X(page, 2000)                                                                                                      \
    X(prefill, 2000)                                                                                                   \
    X(readers, 2000)                                                                                                   \
    X(retry, 2000)                                                                                                     \
    X(script, 200)                                                                                                     \
    X(session, 500)                                                                                                    \
    X(sku_file, 300)                                                                                                   \
    X(sources, 2000)                                                                                                   \
    X(store, 200)                                                                                                      \
    X(theme, 300)                                                                                                      \
    X(trace, 2000)                                                                                                     \
    X(url, 2000)                                                                                                       \
    X(utf8, 2000)                                                                                                      \
    X(xml, 2000)                                                                                                       \
    X(yaml, 2000)

#define X(name, mutations) void fuzz_##name(const uint8_t *data, size_t size);
FUZZ_TARGETS(X)
#undef X

/** The one entry of all targets, as libFuzzer calls it: the environment variable FUZZ_TARGET names the target. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                             \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

static const struct endpoints fuzz_endpoints = {.at = {[RESOURCE_LOGIN] = "https://login.microsoftonline.com",
                                                       [RESOURCE_GRAPH] = "https://graph.microsoft.com",
                                                       [RESOURCE_EXCHANGE] = "https://outlook.office365.com",
                                                       [RESOURCE_SHAREPOINT] = "https://contoso-admin.sharepoint.com",
                                                       [RESOURCE_MFA] = "https://adnotifications.windowsazure.com"},
                                                .tenant_id = "11111111-2222-4333-8444-555555555555"};

/** The bytes as text, which ends at the first NUL; owned by the caller. */
char *fuzz_text(const uint8_t *data, size_t size);
/** A text that came from outside is fit to be shown; NULL is none. */
void fuzz_clean_text(const char *text);
/** The same of one that may have several lines. */
void fuzz_lines(const char *text);
/** An error that is told is fit to be shown, and there is one unless all is `good`. */
void fuzz_error(bool good, const struct err *e);
/** What a reply is made of: its status stands in the first byte; a line "name: value" may follow "\x1f" before the body. The next reply
 *  begins behind "\x1e". Owned by the caller (http_reply_free); NULL after the last. */
struct http_reply *fuzz_reply(const uint8_t **data, size_t *size);
/** A request that leaves goes where it should, and no header or address in it can become two. */
void fuzz_request(const struct http_request *request);
/** Write the bytes into a file of mode 0600 of this process's own; its path. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);
/** The folder of such files, which is removed at the end. */
const char *fuzz_folder(void);

#endif
