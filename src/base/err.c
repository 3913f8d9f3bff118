/* Filling and naming errors; the list itself is in err.h. */
#include "base/err.h"

#include "base/clean.h"
#include "base/secret.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct err_row {
    const char *name, *sentence;
    int exit_code;
};

static const struct err_row rows[ERR_CODES] = {
#define X(code, sentence, exit_code) [ERR_##code] = {#code, sentence, exit_code},
    ERR_MAP(X)
#undef X
};

enum { WHOLE = 8192 };

/* What is told of an error may be the words of a service, a library or a file: they are made visible, and secrets are masked
 * before anything is cut. */
static void PRINTF_LIKE(3, 0) say_in(char *out, size_t size, const char *format, va_list arguments)
{
    char whole[WHOLE];
    vsnprintf(whole, sizeof whole, format, arguments);
    size_t length = secret_mask(whole, strlen(whole));
    clean_text(whole, length, out, size);
}

bool err_set(struct err *e, enum err_code code, const char *text, ...)
{
    if (!e)
        return false;
    *e = (struct err){.code = code};
    va_list arguments;
    va_start(arguments, text);
    say_in(e->message, sizeof e->message, text, arguments);
    va_end(arguments);
    return false;
}

bool err_hint(struct err *e, const char *text, ...)
{
    if (!e)
        return false;
    va_list arguments;
    va_start(arguments, text);
    say_in(e->hint, sizeof e->hint, text, arguments);
    va_end(arguments);
    return false;
}

bool err_at(struct err *e, const char *where)
{
    char message[sizeof e->message];
    if (!where)
        return false;
    snprintf(message, sizeof message, "%s", e->message);
    snprintf(e->message, sizeof e->message, "%.300s (%.170s)", message, where);
    return false;
}

const char *err_sentence(enum err_code code)
{
    return rows[code].sentence;
}

const char *err_name(enum err_code code)
{
    return rows[code].name;
}

int err_exit_code(enum err_code code)
{
    return rows[code].exit_code;
}
