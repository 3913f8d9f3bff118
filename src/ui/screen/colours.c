/* Nearest colours: the terminal's own by name, the cube and the greys of 256, hue and lightness for 16. */
#include "ui/screen/colours.h"

#include "config/theme_file.h"
#include <stdbool.h>
#include <stdlib.h>

enum { ANSI = 16, CUBE_FIRST = 16, CUBE_SIDE = 6, GREY_FIRST = 232, GREYS = 24, LEAST_CHROMA = 48 };

static const char *const ansi_names[ANSI] = {
    "black",       "red",          "green",      "yellow",       "blue",          "magenta",     "cyan",
    "white",       "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta",
    "bright-cyan", "bright-white",
};

struct rgb {
    int red, green, blue;
};

static struct rgb split(int32_t rgb)
{
    return (struct rgb){rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255};
}

static int named(int32_t rgb)
{
    for (int i = 0; i < ANSI; i++) {
        int32_t value;
        if (theme_colour(ansi_names[i], &value) && value == rgb)
            return i;
    }
    return -1;
}

static int least(struct rgb c)
{
    int low = c.red < c.green ? c.red : c.green;
    return low < c.blue ? low : c.blue;
}

static int most(struct rgb c)
{
    int high = c.red > c.green ? c.red : c.green;
    return high > c.blue ? high : c.blue;
}

/* By hue where there is one: with the plain distance every dark colour would be black. */
static int nearest_ansi(struct rgb c)
{
    int low = least(c), high = most(c), middle = (low + high) / 2;
    if (high - low < LEAST_CHROMA) {
        int light = (c.red * 3 + c.green * 6 + c.blue) / 10;
        return light < 64 ? 0 : light < 160 ? 8 : light < 240 ? 7 : 15;
    }
    int hue = (c.red > middle) | (c.green > middle) << 1 | (c.blue > middle) << 2;
    return high >= 240 ? hue + 8 : hue;
}

static int distance(struct rgb a, struct rgb b)
{
    int red = a.red - b.red, green = a.green - b.green, blue = a.blue - b.blue;
    return red * red + green * green + blue * blue;
}

static int cube_step(int value)
{
    return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}

static int cube_value(int step)
{
    return step ? 55 + 40 * step : 0;
}

static int nearest_256(struct rgb c)
{
    int red = cube_step(c.red), green = cube_step(c.green), blue = cube_step(c.blue);
    struct rgb cube = {cube_value(red), cube_value(green), cube_value(blue)};
    int step = ((c.red + c.green + c.blue) / 3 - 3) / 10;
    step = step < 0 ? 0 : step >= GREYS ? GREYS - 1 : step;
    struct rgb grey = {8 + 10 * step, 8 + 10 * step, 8 + 10 * step};
    if (most(c) - least(c) < LEAST_CHROMA && distance(c, grey) < distance(c, cube)) /* a tint never becomes a grey */
        return GREY_FIRST + step;
    return CUBE_FIRST + (red * CUBE_SIDE + green) * CUBE_SIDE + blue;
}

int colours_nearest(int32_t rgb, int colours)
{
    if (rgb == THEME_NO_COLOUR)
        return -1;
    int own = named(rgb);
    if (own < 0)
        own = colours >= 256 ? nearest_256(split(rgb)) : nearest_ansi(split(rgb));
    if (colours >= ANSI || own < 8)
        return own;
    return own == 8 ? 7 : own - 8; /* bright black on black would not be seen */
}

void colours_pair(int32_t rgb, int32_t ground_rgb, int colours, int *text, int *ground)
{
    bool few = colours < ANSI;
    *text = few && colours_nearest(rgb, ANSI) == 8 ? -1 : colours_nearest(rgb, colours);
    *ground = few && colours_nearest(ground_rgb, ANSI) == 8 ? 0 : colours_nearest(ground_rgb, colours);
    bool alike = *text == *ground || (*text < ANSI && *ground < ANSI && *text % 8 == *ground % 8);
    struct rgb below = split(ground_rgb);
    if (*ground >= 0 && (*text < 0 || alike))
        *text = *ground != 0 && *ground != 8 && (below.red * 3 + below.green * 6 + below.blue) / 10 > 127 ? 0 : 7;
}
