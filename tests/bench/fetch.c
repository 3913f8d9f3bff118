/* One easy handle, one connection, each page kept only until its next link is read. */
#include "fetch.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "bench.h"
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#define TENANT "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901"
#define FIRST                                                                                                          \
    "/graph/v1.0/users?$select=id,displayName,userPrincipalName,mail,accountEnabled,userType,assignedLicenses,"        \
    "onPremisesSyncEnabled,onPremisesLastSyncDateTime,createdDateTime,jobTitle,department,usageLocation"               \
    "&$top=999&$count=true&$orderby=displayName"

static size_t take(char *bytes, size_t size, size_t count, void *body)
{
    return buf_add(body, bytes, size * count) ? size * count : 0;
}

/* The text of a member near the start of a reply; owned by the caller, NULL when it is not there. */
static char *member(const struct buf *body, const char *name)
{
    const char *at = memmem(buf_text(body), body->length, name, strlen(name));
    if (!at)
        return NULL;
    at += strlen(name);
    return xstrndup(at, strcspn(at, "\""));
}

static char *sign_in(const struct serve *serve, CURL *easy, struct buf *body)
{
    auto_str char *url = xasprintf("%s/login/" TENANT "/oauth2/v2.0/token", serve->base);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                     "grant_type=client_credentials&client_id=" SERVE_CLIENT "&client_secret=" SERVE_SECRET
                     "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
    if (curl_easy_perform(easy) != CURLE_OK)
        return NULL;
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    return member(body, "\"access_token\":\"");
}

static bool follow(const struct serve *serve, CURL *easy, struct buf *body, size_t pages, struct fetch *out)
{
    char *url = xasprintf("%s" FIRST, serve->base);
    double from = bench_now();
    while (url && out->pages < pages) {
        curl_off_t wire = 0;
        buf_clear(body);
        curl_easy_setopt(easy, CURLOPT_URL, url);
        CURLcode result = curl_easy_perform(easy);
        xfree(url);
        if (result != CURLE_OK)
            return false;
        url = member(body, "\"@odata.nextLink\":\"");
        curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
        out->wire += (size_t)wire;
        out->decoded += body->length;
        out->all_ms = bench_now() - from;
        if (!out->pages++)
            out->first_ms = out->all_ms;
    }
    xfree(url);
    return true;
}

bool fetch_pages(const struct serve *serve, size_t pages, bool gzip, struct fetch *out)
{
    struct buf body = buf_make(64u << 20);
    CURL *easy = curl_easy_init();
    struct curl_slist *headers = NULL;
    *out = (struct fetch){0};
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (gzip)
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    auto_str char *token = sign_in(serve, easy, &body);
    auto_str char *bearer = xasprintf("Authorization: Bearer %s", token ? token : "");
    headers = curl_slist_append(headers, bearer);
    headers = curl_slist_append(headers, "ConsistencyLevel: eventual");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    bool good = token && follow(serve, easy, &body, pages, out);
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
    buf_free(&body);
    return good;
}
