/* Reading the link without a tree: it is known before the page is decoded, so that the next one can be on its way meanwhile. */
#include "api/http/page.h"

#include "codec/json_scan.h"

static bool take(struct json_scan *scan, struct arena *arena, char **link)
{
    enum json_event event = json_scan_next(scan);
    if (event == SCAN_NULL)
        return true;
    if (event != SCAN_STRING || !scan->length)
        return false;
    char *text = arena_bytes(arena, scan->length + 1);
    text[json_scan_unescape(scan->text, scan->length, text)] = '\0';
    *link = text;
    return true;
}

bool page_link(const struct http_reply *reply, struct arena *arena, char **link, struct err *e)
{
    struct json_scan scan = json_scan(buf_text(&reply->body), reply->body.length);
    enum json_event event = json_scan_next(&scan);
    bool list = event == SCAN_ARRAY; /* some replies are a list as they are */
    *link = NULL;
    while (event == SCAN_OBJECT || event == SCAN_NAME) {
        event = json_scan_next(&scan);
        if (event != SCAN_NAME)
            break;
        if (json_scan_is(&scan, "@odata.nextLink")) {
            if (!take(&scan, arena, link))
                return err_set(e, ERR_PARSE, "the link to the next page cannot be understood");
            if (*link)
                return true;
            continue;
        }
        struct json_scan value = scan; /* however empty the list beside an error is: nothing was read */
        if (json_scan_is(&scan, "error") && json_scan_next(&value) == SCAN_OBJECT)
            return err_set(e, ERR_PARSE, "the service answered with success and an error at once");
        if (!json_scan_skip(&scan))
            break;
    }
    return list || event == SCAN_OBJECT_END || err_set(e, ERR_PARSE, "the service's list cannot be understood");
}
