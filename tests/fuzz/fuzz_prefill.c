/* Links that fill the form of a new user. */
#include "action/person.h"
#include "action/prefill.h"
#include "base/arena.h"
#include "fuzz.h"

void fuzz_prefill(const uint8_t *data, size_t size)
{
    auto_str char *text = xstrndup((const char *)data, size);
    auto_arena struct arena *arena = arena_new(0);
    struct prefill prefill;
    struct err e = {.code = ERR_OK};
    prefill_is_one(text);
    if (!prefill_read(arena, text, &prefill, &e)) {
        MUST(e.message[0]);
        return;
    }
    for (size_t i = 0; i < prefill.values.count; i++) {
        const struct param *param = param_called(person_new, prefill.values.items[i].name);
        MUST(param && param->kind != PARAM_SECRET && *prefill.values.items[i].value);
        for (size_t k = 0; k < i; k++)
            MUST(strcmp(prefill.values.items[k].name, prefill.values.items[i].name) != 0);
    }
    for (const char *const *one = (const char *const *)prefill.problems; *one; one++)
        MUST(**one);
}
