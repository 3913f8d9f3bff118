/* The JSON tree: what is read is written and read again as the same. */
#include "codec/json.h"
#include "fuzz.h"

void fuzz_json(const uint8_t *data, size_t size)
{
    struct err e = {.code = ERR_OK};
    auto_json struct json *root = json_parse((const char *)data, size, &e);
    MUST(root || e.code == ERR_PARSE);
    if (!root)
        return;
    auto_buf struct buf once = buf_make(1 << 20), twice = buf_make(1 << 20);
    if (!json_write(root, &once))
        return;
    auto_json struct json *again = json_parse(buf_text(&once), once.length, &e);
    MUST(again && json_write(again, &twice));
    MUST(strcmp(buf_text(&once), buf_text(&twice)) == 0);
    for (const struct json *child = json_first(root); child; child = json_next(child)) {
        json_integer(child, 0);
        json_text_or(json_path(root, "error.innerError.date"), "");
    }
}
