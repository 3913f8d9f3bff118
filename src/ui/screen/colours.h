/* The colours a terminal has: an RGB value becomes the number of the nearest of them. */
#ifndef UI_COLOURS_H
#define UI_COLOURS_H

#include <stdint.h>

/** The number of the colour nearest to `rgb` (0xRRGGBB) among `colours` (8, 16 or 256, as terminals number them). A colour
 *  that has a name in theme files is the terminal's own of that name. -1 for THEME_NO_COLOUR. */
int colours_nearest(int32_t rgb, int colours);
/** Of a text and its ground; where so few colours would let the text fall together with the ground, it is black or white instead. */
void colours_pair(int32_t rgb, int32_t ground_rgb, int colours, int *text, int *ground);

#endif
