/* Random passwords: uniform draws from the union of four classes, drawn again until every class
 * occurs. */
#include "action/password.h"

#include "base/random.h"
#include <stdbool.h>
#include <string.h>

/* REQUESTS §9.2 "classic": alphabets without look-alikes. */
static const char *const classes[] = {
    "ABCDEFGHKLMNPRSTUVWXYZ",
    "abcdefghkmnrstuvwxyz",
    "23456789",
    "$%&*#",
};

enum { CLASSES = sizeof classes / sizeof classes[0], LONGEST = 256 };

static char draw(void)
{
    size_t total = 0;
    for (size_t i = 0; i < CLASSES; i++)
        total += strlen(classes[i]);
    size_t at = random_below((uint32_t)total);
    for (size_t i = 0; i < CLASSES; i++) {
        size_t length = strlen(classes[i]);
        if (at < length)
            return classes[i][at];
        at -= length;
    }
    return classes[0][0];
}

static bool every_class_occurs(const char *text)
{
    for (size_t i = 0; i < CLASSES; i++)
        if (!strpbrk(text, classes[i]))
            return false;
    return true;
}

struct secret *password_new(size_t length)
{
    char text[LONGEST + 1];

    if (length < 8)
        length = 8;
    if (length > LONGEST)
        length = LONGEST;
    do {
        for (size_t i = 0; i < length; i++)
            text[i] = draw();
        text[length] = '\0';
    } while (!every_class_occurs(text));
    struct secret *secret = secret_new(text, length);
    secret_wipe(text, sizeof text);
    return secret;
}
