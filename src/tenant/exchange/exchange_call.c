/* What the handler of a cmdlet asks of its call, and how it warns and fails. */
#include "tenant/exchange/exchange_cmdlet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const struct json *call_get(const struct cmdlet_call *call, const char *name)
{
    for (const struct json *one = json_first(call->parameters); one; one = json_next(one))
        if (!strcasecmp(json_key(one), name))
            return one;
    return NULL;
}

const char *call_text(const struct cmdlet_call *call, const char *name)
{
    return json_text(call_get(call, name));
}

bool call_true(const struct cmdlet_call *call, const char *name)
{
    return json_true(call_get(call, name));
}

void call_fail(struct cmdlet_call *call, int status, const char *type, const char *format, ...)
{
    char message[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    exchange_error(call->reply, status,
                   status == 404   ? "NotFound"
                   : status == 429 ? "TooManyRequests"
                                   : "BadRequest",
                   type, message);
}

void call_warn(struct cmdlet_call *call, const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (call->warning_count < sizeof call->warnings / sizeof *call->warnings)
        call->warnings[call->warning_count++] = arena_strdup(call->arena, message);
}

void call_not_found(struct cmdlet_call *call, const char *identity)
{
    call_fail(call, 404, EX_NOT_FOUND,
              "The operation couldn't be performed because object '%s' couldn't be found on "
              "'AM0PR01A001DC01.EURPR01A001.PROD.OUTLOOK.COM'.",
              identity);
}
