/* ncurses as a writer of frames: cells in, as few bytes as possible out. */
#define NCURSES_NOMACROS
#include <ncurses.h>
#include <termcap.h>

#include "ui/screen/term.h"

#include "base/alloc.h"
#include "ui/screen/colours.h"
#include "ui/screen/crash.h"
#include "ui/screen/glyph.h"
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_OFF "\033[?1006;1000l"

enum { ESCAPE_DELAY = 25 };

struct term {
    SCREEN *screen;
    attr_t attributes[ROLES];
    short pairs[ROLES][ROLES];               /* of a role over the background of another */
    struct theme_entry known[ROLES * ROLES]; /* the colours of each pair */
    int pair_count;
    struct cell *shown; /* what the terminal shows, as last drawn */
    int width, height;
    bool whole; /* nothing of `shown` holds */
};

bool term_is_unicode(void)
{
    return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

bool term_write(const struct term *term, const char *bytes, size_t length)
{
    (void)term;
    while (length) {
        ssize_t written = write(STDOUT_FILENO, bytes, length);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return true;
}

/* --- roles --- */

static attr_t attributes_of(unsigned wanted)
{
    return (wanted & THEME_BOLD ? A_BOLD : 0) | (wanted & THEME_DIM ? A_DIM : 0) |
           (wanted & THEME_UNDERLINE ? A_UNDERLINE : 0) | (wanted & THEME_REVERSE ? A_REVERSE : 0) |
           (wanted & THEME_ITALIC ? A_ITALIC : 0);
}

/* Rounded up, so that the terminal's description comes back to the same byte. */
static int thousandths(int32_t byte)
{
    return ((byte & 255) * 1000 + 254) / 255;
}

/* A terminal that says it shows any colour and lets its table be changed gets the exact one where the nearest stands; one that
 * only says so still shows the nearest. */
static void make_exact(int colour, int32_t rgb)
{
    const char *says = getenv("COLORTERM");
    if (colour < 16 || COLORS < 256 || !can_change_color() || !says ||
        (strcmp(says, "truecolor") != 0 && strcmp(says, "24bit") != 0))
        return;
    init_extended_color(colour, thousandths(rgb >> 16), thousandths(rgb >> 8), thousandths(rgb));
}

static bool add_pair(int pair, int32_t fg, int32_t bg)
{
    int text = fg, ground = bg;
    if (tigetflag("RGB") > 0) { /* direct: the number is the colour; the first eight are names */
        text = fg >= 0 && fg < 8 ? 0 : fg;
        ground = bg >= 0 && bg < 8 ? 0 : bg;
    } else {
        colours_pair(fg, bg, COLORS, &text, &ground);
        make_exact(text, fg);
        make_exact(ground, bg);
    }
    return init_extended_pair(pair, text, ground) == OK;
}

static bool has_colour(const struct theme *theme)
{
    for (int i = 0; i < ROLES; i++)
        if (theme->entries[i].fg != THEME_NO_COLOUR || theme->entries[i].bg != THEME_NO_COLOUR)
            return true;
    return false;
}

/* The pair of a role over the background of another; 0 (no colours) when there is none, or no more. */
static short pair_of(struct term *term, struct theme_entry colours)
{
    if (colours.fg == THEME_NO_COLOUR && colours.bg == THEME_NO_COLOUR)
        return 0;
    for (int i = 0; i < term->pair_count; i++)
        if (term->known[i].fg == colours.fg && term->known[i].bg == colours.bg)
            return (short)(i + 1);
    if (!add_pair(term->pair_count + 1, colours.fg, colours.bg))
        return 0;
    term->known[term->pair_count] = colours;
    return (short)++term->pair_count;
}

static void prepare_roles(struct term *term, const struct theme *theme)
{
    memset(term->pairs, 0, sizeof term->pairs);
    term->pair_count = 0;
    bool colour = has_colour(theme) && has_colors() && start_color() == OK && COLORS >= 8 && COLOR_PAIRS > ROLES;
    if (colour)
        use_default_colors();
    for (int i = 0; i < ROLES; i++) {
        const struct theme_entry *entry = &theme->entries[i];
        term->attributes[i] = attributes_of(entry->attributes);
        if (colour && COLORS == 8 && entry->fg != THEME_NO_COLOUR && colours_nearest(entry->fg, 16) > 8)
            term->attributes[i] |= A_BOLD;
    }
    for (int ground = 0; colour && ground < ROLES; ground++) /* the commonest first: there may be few pairs */
        for (int i = 0; i < ROLES; i++)
            term->pairs[i][ground] = pair_of(term, theme_over(theme, (enum role)i, (enum role)ground));
}

/* --- opening and closing --- */

static void unusable(struct err *e)
{
    const char *name = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        err_set(e, ERR_USAGE, "the screen needs a terminal on standard input and output");
    else
        err_set(e, ERR_USAGE, "the terminal \"%s\" (TERM) cannot be drawn on", name ? name : "");
    err_hint(e, "`roster users` works without a screen; `roster --help` lists more");
}

static const char *capability(const char *name)
{
    const char *text = tigetstr(name);
    return text && text != (char *)-1 ? text : "";
}

/* Add a capability as it is sent, without its delays ("$<5>"). */
static void add_capability(struct buf *out, const char *name)
{
    const char *text = capability(name), *delay;
    while ((delay = strstr(text, "$<")) && strchr(delay, '>')) {
        buf_add(out, text, (size_t)(delay - text));
        text = strchr(delay, '>') + 1;
    }
    buf_puts(out, text);
}

/* What ends the use of this terminal, for when ncurses cannot be asked any more. */
static void guard_crash(bool mouse, const struct termios *found)
{
    auto_buf struct buf end = buf_make(512);
    add_capability(&end, "sgr0");
    buf_puts(&end, mouse ? PASTE_OFF MOUSE_OFF : PASTE_OFF);
    add_capability(&end, "oc");
    add_capability(&end, "rmkx");
    add_capability(&end, "cnorm");
    add_capability(&end, "rmcup");
    crash_guard(buf_text(&end), end.length, found);
}

/* More than any screen shows; what a terminal says beyond is not believed. */
enum { MOST_COLUMNS = 1500, MOST_ROWS = 500 };

/* newterm puts handlers on signals; ours come by the loop. */
static SCREEN *new_screen(void)
{
    static const int touched[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
    enum { TOUCHED = sizeof touched / sizeof *touched };
    struct sigaction before[TOUCHED];
    for (int i = 0; i < TOUCHED; i++)
        sigaction(touched[i], NULL, &before[i]);
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && (size.ws_col > MOST_COLUMNS || size.ws_row > MOST_ROWS)) {
        use_env(FALSE); /* else the library takes the memory for whatever the terminal says */
        use_tioctl(FALSE);
    }
    SCREEN *screen = newterm(NULL, stdout, stdin);
    for (int i = 0; i < TOUCHED; i++)
        sigaction(touched[i], &before[i], NULL);
    return screen;
}

static void enter(struct term *term)
{
    curs_set(0);
    term_write(term, PASTE_ON, sizeof PASTE_ON - 1);
}

static bool usable(void)
{
    const char *name = getenv("TERM");
    return name && *name && strcmp(name, "dumb") != 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
           tgetent(NULL, name) == 1 && tgetstr("cm", NULL);
}

struct term *term_open(const struct theme *theme, bool mouse, struct err *e)
{
    struct termios found = {0};
    tcgetattr(STDIN_FILENO, &found);
    set_escdelay(ESCAPE_DELAY);
    SCREEN *screen = usable() ? new_screen() : NULL;
    if (!screen) {
        unusable(e);
        return NULL;
    }
    struct term *term = xcalloc(1, sizeof *term);
    term->screen = screen;
    guard_crash(mouse, &found);
    raw();
    noecho();
    nonl();
    prepare_roles(term, theme);
    term_resize(term);
    enter(term);
    return term;
}

void term_theme(struct term *term, const struct theme *theme)
{
    prepare_roles(term, theme);
    term_repaint(term);
}

void term_leave(struct term *term)
{
    term_write(term, PASTE_OFF, sizeof PASTE_OFF - 1);
    curs_set(1);
    endwin();
}

void term_return(struct term *term)
{
    reset_prog_mode();
    term_resize(term);
    enter(term);
}

void term_close(struct term *term, bool gone)
{
    if (!gone)
        term_leave(term);
    crash_unguard();
    if (!gone)
        delscreen(term->screen);
    xfree(term->shown);
    xfree(term);
}

void term_size(const struct term *term, int *width, int *height)
{
    struct winsize size;
    *width = term->width;
    *height = term->height;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
        *width = size.ws_col < MOST_COLUMNS ? size.ws_col : MOST_COLUMNS;
        *height = size.ws_row < MOST_ROWS ? size.ws_row : MOST_ROWS;
    }
}

void term_resize(struct term *term)
{
    term->width = COLS;
    term->height = LINES;
    term_size(term, &term->width, &term->height);
    if (term->width != COLS || term->height != LINES)
        resizeterm(term->height, term->width);
    xfree(term->shown);
    term->shown = xcalloc((size_t)term->width * (size_t)term->height, sizeof *term->shown);
    term_repaint(term);
}

void term_repaint(struct term *term)
{
    term->whole = true;
}

/* --- drawing --- */

static void put_part(const struct term *term, int x, int y, const struct cell *cell, const wchar_t *text)
{
    cchar_t character;
    setcchar(&character, text, term->attributes[cell->role], term->pairs[cell->role][cell->ground], NULL);
    mvwadd_wch(stdscr, y, x, &character);
}

static void put_cell(const struct term *term, int x, int y, const struct cell *cell, bool ascii)
{
    struct glyph glyph;
    glyph_make(&glyph, cell->text, cell->width, ascii);
    put_part(term, x, y, cell, glyph.first);
    if (*glyph.second)
        put_part(term, x + 1, y, cell, glyph.second);
}

static bool same(const struct cell *a, const struct cell *b)
{
    return a->role == b->role && a->ground == b->ground && a->width == b->width && !strcmp(a->text, b->text);
}

void term_draw(struct term *term, const struct grid *grid)
{
    int width = grid->width < term->width ? grid->width : term->width;
    int height = grid->height < term->height ? grid->height : term->height;
    if (term->whole)
        clearok(stdscr, TRUE);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            struct cell *shown = &term->shown[(size_t)y * (size_t)term->width + (size_t)x];
            const struct cell *cell = grid_cell(grid, x, y);
            if (!term->whole && same(shown, cell))
                continue;
            *shown = *cell;
            if (cell->width)
                put_cell(term, x, y, cell, grid->ascii);
        }
    term->whole = false;
    wmove(stdscr, 0, 0);
    wrefresh(stdscr);
}

const char *term_library(void)
{
    return curses_version();
}
