/* OSC 52: text to the clipboard of whoever sits at the terminal, through tmux and screen where those are in between. */
#include "ui/app/app.h"

#include "base/alloc.h"
#include "base/secret.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_COPIED = 74994 }; /* what terminals are known to take, before encoding */

static void base64(struct buf *out, const char *text, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = (const unsigned char *)text;
    for (size_t i = 0; i < length; i += 3) {
        unsigned long bits = (unsigned long)in[i] << 16;
        bits |= i + 1 < length ? (unsigned long)in[i + 1] << 8 : 0;
        bits |= i + 2 < length ? in[i + 2] : 0;
        char four[4] = {letters[bits >> 18 & 63], letters[bits >> 12 & 63], letters[bits >> 6 & 63],
                        letters[bits & 63]};
        if (i + 2 >= length)
            four[3] = '=';
        if (i + 1 >= length)
            four[2] = '=';
        buf_add(out, four, sizeof four);
    }
}

static void put(struct buf *out, const char *begins, const char *text, size_t length, const char *ends)
{
    buf_puts(out, begins);
    base64(out, text, length);
    buf_puts(out, ends);
}

void app_copied(struct app *app)
{
    if (app->copied.data)
        secret_wipe(app->copied.data, app->copied.capacity);
    buf_clear(&app->copied);
}

void app_copy(struct app *app, const char *text)
{
    const char *term = getenv("TERM");
    size_t length = strlen(text);
    bool tmux = getenv("TMUX") != NULL, screen = !tmux && term && !strncmp(term, "screen", 6);
    if (length > MOST_COPIED) {
        app_status(app, ROLE_WARNING, "Too long to copy.");
        return;
    }
    if (term && !strcmp(term, "linux")) {
        app_status(app, ROLE_WARNING, "The Linux console has no clipboard.");
        return;
    }
    app_copied(app);
    /* room at once: growing would leave pieces of what may be a secret behind */
    app->copied.data = grow_array(app->copied.data, &app->copied.capacity, 2 * (length / 3 * 4 + 64), 1);
    app->copied.data[0] = '\0';
    if (!screen)
        put(&app->copied, "\033]52;c;", text, length, "\a");
    if (tmux || screen) /* tmux takes one form or the other, by its settings set-clipboard and allow-passthrough */
        put(&app->copied, tmux ? "\033Ptmux;\033\033]52;c;" : "\033P\033]52;c;", text, length, "\a\033\\");
    app_status(app, ROLE_OK, "Sent to the terminal's clipboard."); /* nothing confirms that it arrived */
}
